/**
 * Softmax of the rows of an m x n float32 matrix, forward and backward. The largest of a row is subtracted first, so
 * that nothing overflows; sums are kept in float64. `out` may be any of the inputs.
 */
import { map32, zip32 } from "./elementwise";
import { exp32x4 } from "./math32";
import { log64 } from "./math64";
import { at32 } from "./memory";
import { dot32, max32, sum32 } from "./reduce32";

@final class Shift { @inline of(x: v128, a: v128): v128 { return f32x4.sub(x, a); } }
@final class ExpShifted { @inline of(x: v128, a: v128): v128 { return exp32x4(f32x4.sub(x, a)); } }
@final class Quotient { @inline of(x: v128, a: v128): v128 { return f32x4.div(x, a); } }

/** y = exp(x - max x) / sum exp(x - max x), row by row */
export function softmaxRows32(out: usize, x: usize, m: i32, n: i32): void {
  for (let r = 0; r < m; r++) {
    const y = at32(out, r * n);
    map32<ExpShifted>(y, at32(x, r * n), n, f32x4.splat(max32(at32(x, r * n), n)));
    map32<Quotient>(y, y, n, f32x4.splat(<f32>sum32(y, n)));
  }
}

/** sum of exp(x) in float64 */
function sumExp(x: usize, n: i32): f64 {
  const whole = n & ~3;
  let low = f64x2.splat(0);
  let high = low;
  for (let i = 0; i < whole; i += 4) {
    const e = exp32x4(v128.load(at32(x, i)));
    low = f64x2.add(low, f64x2.promote_low_f32x4(e));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i64>(e, e, 1, 1)));
  }
  const sum = f64x2.add(low, high);
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  for (let i = whole; i < n; i++) total += <f64>f32x4.extract_lane(exp32x4(v128.load32_splat(at32(x, i))), 0);
  return total;
}

/** y = x - max x - log sum exp(x - max x), row by row */
export function logSoftmaxRows32(out: usize, x: usize, m: i32, n: i32): void {
  for (let r = 0; r < m; r++) {
    const y = at32(out, r * n);
    map32<Shift>(y, at32(x, r * n), n, f32x4.splat(max32(at32(x, r * n), n)));
    map32<Shift>(y, y, n, f32x4.splat(<f32>log64(sumExp(y, n))));
  }
}

/** y (dy - a) */
@final class SoftmaxGrad {
  @inline of(dy: v128, y: v128, a: v128): v128 { return f32x4.mul(y, f32x4.sub(dy, a)); }
}

/** dy - a exp(y) */
@final class LogSoftmaxGrad {
  @inline of(dy: v128, y: v128, a: v128): v128 { return f32x4.sub(dy, f32x4.mul(a, exp32x4(y))); }
}

/** dx = y (dy - sum dy y), row by row, y being the softmax */
export function gradSoftmaxRows32(out: usize, dy: usize, y: usize, m: i32, n: i32): void {
  for (let r = 0; r < m; r++) {
    const a = f32x4.splat(<f32>dot32(at32(dy, r * n), at32(y, r * n), n));
    zip32<SoftmaxGrad>(at32(out, r * n), at32(dy, r * n), at32(y, r * n), n, a);
  }
}

/** dx = dy - exp(y) sum dy, row by row, y being the logarithm of the softmax */
export function gradLogSoftmaxRows32(out: usize, dy: usize, y: usize, m: i32, n: i32): void {
  for (let r = 0; r < m; r++) {
    const a = f32x4.splat(<f32>sum32(at32(dy, r * n), n));
    zip32<LogSoftmaxGrad>(at32(out, r * n), at32(dy, r * n), at32(y, r * n), n, a);
  }
}
