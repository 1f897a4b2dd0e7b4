/**
 * Dropout (Srivastava et al., 2014): y = x keep / (1 - rate), keep being 1 with probability 1 - rate, else 0. The map is
 * its own adjoint and its mask a function of (key, i), so the backward pass draws the mask again, and none is kept.
 */
import { zip32 } from "./elementwise";
import { every, read, write } from "./lanes";
import { at32 } from "./memory";
import { words } from "./threefry";
import { unit32x4 } from "./unit";

/** Elements whose words are drawn at a time, so that they are still in the cache. */
const piece: i32 = 2048;

/**
 * out[i] = x[i] keep / (1 - rate), where word from + i of the key's stream decides as it does for keepMask32; backward
 * with dx and dy for out and x. The words lie in `out` first, which must not be x.
 */
export function dropout32(out: usize, x: usize, n: i32, k0: i32, k1: i32, from: i32, rate: f32): void {
  const limit = f32x4.splat(rate), scale = every<f32>(1 / (1 - <f64>rate));
  for (let begin = 0; begin < n; begin += piece) {
    const end = min(n, begin + piece);
    words(at32(out, begin), end - begin, k0, k1, from + begin);
    let i = begin;
    for (; i + 4 <= end; i += 4) dropAt(true, out, x, limit, scale, i);
    for (; i < end; i++) dropAt(false, out, x, limit, scale, i);
  }
}

@inline function dropAt(whole: bool, out: usize, x: usize, limit: v128, scale: v128, i: i32): void {
  const keep = v128.and(f32x4.ge(unit32x4(read<f32>(whole, out, i)), limit), scale);
  write<f32>(whole, out, i, f32x4.mul(read<f32>(whole, x, i), keep));
}

/** x (mask scale) */
@final class Masked {
  @inline of(x: v128, mask: v128, scale: v128): v128 { return f32x4.mul(x, f32x4.mul(mask, scale)); }
}

/** out = x mask scale: dropout by a mask of zeros and ones. `out` may be x or mask. */
export function masked32(out: usize, x: usize, mask: usize, n: i32, scale: f32): void {
  zip32<Masked>(out, x, mask, n, f32x4.splat(scale));
}
