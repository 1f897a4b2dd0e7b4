/**
 * The live columns of a matrix: those in which anything but zero lies (NaN does). They are kept as runs, [from, to) in
 * int32, ascending and apart; `live` counts the columns of all runs, and so ends a walk along them. Matrices are
 * row-major: m rows of n, and m rows of `live` where the others are left out.
 */
import { at32, bytes } from "./memory";
import { clearRun, copyRun } from "./runs";

/** Bit j says whether column j of x lives, of so many; looks no further once all do. */
@inline function alive(x: usize, columns: i32, m: i32, n: i32): i32 {
  const row = bytes<f32>(n), all = (1 << columns) - 1;
  let bits = 0;
  for (let i = 0; i < m && bits != all; i++, x += row) {
    if (columns == 4) bits |= i32x4.bitmask(f32x4.ne(v128.load(x), f32x4.splat(0)));
    else for (let j = 0; j < columns; j++) bits |= <i32>(load<f32>(at32(x, j)) != 0) << j;
  }
  return bits;
}

/** Writes the runs of x, at most (n + 1) / 2 of them, and returns how many columns they have. */
export function liveColumns32(runs: usize, x: usize, m: i32, n: i32): i32 {
  let live = 0, end = -1;
  for (let j = 0; j < n; j += 4) {
    const columns = min(4, n - j);
    for (let bits = alive(at32(x, j), columns, m, n); bits != 0; bits &= bits - 1) {
      const from = j + ctz(bits);
      if (from != end) {
        store<i32>(runs, from);
        runs += 8;
      }
      end = from + 1;
      store<i32>(runs - 4, end);
      live++;
    }
  }
  return live;
}

/** out[i, :] = x[i, runs] */
export function pickColumns32(out: usize, x: usize, runs: usize, live: i32, m: i32, n: i32): void {
  for (let i = 0; i < m; i++, x = at32(x, n)) {
    for (let done = 0, run = runs; done < live; run += 8) {
      const from = load<i32>(run), width = load<i32>(run, 4) - from;
      copyRun(out, at32(x, from), width);
      out = at32(out, width);
      done += width;
    }
  }
}

/** out[i, runs] = x[i, :], and zero elsewhere */
export function spreadColumns32(out: usize, x: usize, runs: usize, live: i32, m: i32, n: i32): void {
  for (let i = 0; i < m; i++, out = at32(out, n)) {
    let end = 0;
    for (let done = 0, run = runs; done < live; run += 8) {
      const from = load<i32>(run), to = load<i32>(run, 4), width = to - from;
      clearRun(at32(out, end), from - end);
      copyRun(at32(out, from), x, width);
      x = at32(x, width);
      done += width;
      end = to;
    }
    clearRun(at32(out, end), n - end);
  }
}
