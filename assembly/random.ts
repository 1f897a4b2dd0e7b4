/**
 * Random numbers without a state: element i of a stream is a function of (key, i), so that any range of it may be
 * drawn on its own, by any thread, and has the same values.
 *
 * A sampler first fills `out` with the words that its elements are made of, which are as many bytes, and then turns
 * them into numbers in place, one piece that stays in the cache after the other.
 */
import { map32, map64 } from "./elementwise";
import { at32, at64 } from "./memory";
import { threefry, words } from "./threefry";
import { unit32x4, unit64x2 } from "./unit";

export { threefry } from "./threefry";

/** Elements a piece. */
const piece: i32 = 2048;

/** Element i from word i by the formula F. */
@inline function draw32<F>(out: usize, n: i32, k0: i32, k1: i32, from: i32, a: v128): void {
  for (let begin = 0; begin < n; begin += piece) {
    const count = min(piece, n - begin);
    const p = at32(out, begin);
    words(p, count, k0, k1, from + begin);
    map32<F>(p, p, count, a);
  }
}

@final class Unit32 { @inline of(word: v128, a: v128): v128 { return unit32x4(word); } }
@final class Unit64 { @inline of(block: v128): v128 { return unit64x2(block); } }

/** u >= a ? 1 : 0 */
@final class Keep {
  @inline of(word: v128, a: v128): v128 { return v128.and(f32x4.ge(unit32x4(word), a), f32x4.splat(1)); }
}

/** float32 in [0, 1): the upper 24 bits of word i */
export function uniform32(out: usize, n: i32, k0: i32, k1: i32, from: i32): void {
  draw32<Unit32>(out, n, k0, k1, from, f32x4.splat(0));
}

/** 1 with probability 1 - rate, else 0: whether the uniform number i reaches the rate, to 2^-24 */
export function keepMask32(out: usize, n: i32, k0: i32, k1: i32, from: i32, rate: f32): void {
  draw32<Keep>(out, n, k0, k1, from, f32x4.splat(rate));
}

/** float64 in [0, 1): the upper 53 bits of block i, whose second word is the upper half */
export function uniform64(out: usize, n: i32, k0: i32, k1: i32, from: i32): void {
  for (let begin = 0; begin < n; begin += piece) {
    const count = min(piece, n - begin);
    const p = at64(out, begin);
    threefry(p, count, k0, k1, from + begin, 0);
    map64<Unit64>(p, p, count);
  }
}
