/** Elementwise kernels on float32, forward and backward. `out` may be any of the inputs. */
import { map32 as map, zip32 as zip } from "./elementwise";
import { exp32x4, expm1_32x4, log32x4, sigmoid32x4, softplus32x4, tanh32x4 } from "./math32";
import { fma32 } from "./simd";

@final class Exp { @inline of(x: v128, a: v128): v128 { return exp32x4(x); } }
@final class Log { @inline of(x: v128, a: v128): v128 { return log32x4(x); } }
@final class Sigmoid { @inline of(x: v128, a: v128): v128 { return sigmoid32x4(x); } }
@final class Tanh { @inline of(x: v128, a: v128): v128 { return tanh32x4(x); } }
@final class Softplus { @inline of(x: v128, a: v128): v128 { return softplus32x4(x); } }
@final class Expm1 { @inline of(x: v128, a: v128): v128 { return expm1_32x4(x); } }
@final class Scale { @inline of(x: v128, a: v128): v128 { return f32x4.mul(a, x); } }

/** x < 0 ? 0 : x, so that NaN stays */
@final class Relu { @inline of(x: v128, a: v128): v128 { return f32x4.pmax(x, f32x4.splat(0)); } }

/** x > 0 ? x : a x */
@final class LeakyRelu {
  @inline of(x: v128, a: v128): v128 {
    return v128.bitselect(x, f32x4.mul(a, x), f32x4.gt(x, f32x4.splat(0)));
  }
}

/** 2 (sigmoid|x| - 1/2) = tanh(|x| / 2) */
@final class Activity {
  @inline of(x: v128, a: v128): v128 { return tanh32x4(f32x4.mul(f32x4.splat(0.5), f32x4.abs(x))); }
}

export function mapExp32(out: usize, x: usize, n: i32): void { map<Exp>(out, x, n); }
export function mapExpm1_32(out: usize, x: usize, n: i32): void { map<Expm1>(out, x, n); }
export function mapLog32(out: usize, x: usize, n: i32): void { map<Log>(out, x, n); }
export function mapSigmoid32(out: usize, x: usize, n: i32): void { map<Sigmoid>(out, x, n); }
export function mapTanh32(out: usize, x: usize, n: i32): void { map<Tanh>(out, x, n); }
export function mapSoftplus32(out: usize, x: usize, n: i32): void { map<Softplus>(out, x, n); }
export function mapRelu32(out: usize, x: usize, n: i32): void { map<Relu>(out, x, n); }
export function mapActivity32(out: usize, x: usize, n: i32): void { map<Activity>(out, x, n); }

/** x > 0 ? x : slope x */
export function mapLeakyRelu32(out: usize, x: usize, n: i32, slope: f32): void {
  map<LeakyRelu>(out, x, n, f32x4.splat(slope));
}

/** out = a x */
export function scale32(out: usize, x: usize, n: i32, a: f32): void { map<Scale>(out, x, n, f32x4.splat(a)); }

@final class Add { @inline of(x: v128, y: v128, a: v128): v128 { return f32x4.add(x, y); } }
@final class Sub { @inline of(x: v128, y: v128, a: v128): v128 { return f32x4.sub(x, y); } }
@final class Mul { @inline of(x: v128, y: v128, a: v128): v128 { return f32x4.mul(x, y); } }
@final class Axpy { @inline of(x: v128, y: v128, a: v128): v128 { return fma32(a, x, y); } }

export function add32(out: usize, x: usize, y: usize, n: i32): void { zip<Add>(out, x, y, n); }
export function sub32(out: usize, x: usize, y: usize, n: i32): void { zip<Sub>(out, x, y, n); }
export function mul32(out: usize, x: usize, y: usize, n: i32): void { zip<Mul>(out, x, y, n); }

/** out = a x + y */
export function axpy32(out: usize, x: usize, y: usize, n: i32, a: f32): void {
  zip<Axpy>(out, x, y, n, f32x4.splat(a));
}

// Backward: dx from dy and the output y of the forward map, which is what a layer keeps.

/** y <= 0 ? 0 : dy: the gradient at exactly 0 is 0 */
@final class ReluGrad {
  @inline of(dy: v128, y: v128, a: v128): v128 { return v128.andnot(dy, f32x4.le(y, f32x4.splat(0))); }
}

/** y > 0 ? dy : a dy: the gradient at exactly 0 is the slope */
@final class LeakyReluGrad {
  @inline of(dy: v128, y: v128, a: v128): v128 {
    return v128.bitselect(dy, f32x4.mul(a, dy), f32x4.gt(y, f32x4.splat(0)));
  }
}

/** dy y (1 - y) */
@final class SigmoidGrad {
  @inline of(dy: v128, y: v128, a: v128): v128 {
    return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(f32x4.splat(1), y)));
  }
}

/** dy (1 - y^2) = dy (1 - y) (1 + y) */
@final class TanhGrad {
  @inline of(dy: v128, y: v128, a: v128): v128 {
    const one = f32x4.splat(1);
    return f32x4.mul(dy, f32x4.mul(f32x4.sub(one, y), f32x4.add(one, y)));
  }
}

/** dy sigmoid(x) = dy (1 - exp(-y)) */
@final class SoftplusGrad {
  @inline of(dy: v128, y: v128, a: v128): v128 { return f32x4.neg(f32x4.mul(dy, expm1_32x4(f32x4.neg(y)))); }
}

/** dy sign(x) (1 - y^2) / 2 with y = tanh(|x| / 2), from x, whose sign y has lost: 0 at 0 */
@final class ActivityGrad {
  @inline of(dy: v128, x: v128, a: v128): v128 {
    const y = tanh32x4(f32x4.mul(f32x4.splat(0.5), x));
    const one = f32x4.splat(1);
    const slope = f32x4.mul(f32x4.splat(0.5), f32x4.mul(f32x4.sub(one, y), f32x4.add(one, y)));
    const signed = v128.bitselect(f32x4.neg(slope), slope, f32x4.lt(x, f32x4.splat(0)));
    return f32x4.mul(dy, v128.andnot(signed, f32x4.eq(x, f32x4.splat(0))));
  }
}

export function gradRelu32(out: usize, dy: usize, y: usize, n: i32): void { zip<ReluGrad>(out, dy, y, n); }
export function gradSigmoid32(out: usize, dy: usize, y: usize, n: i32): void { zip<SigmoidGrad>(out, dy, y, n); }
export function gradTanh32(out: usize, dy: usize, y: usize, n: i32): void { zip<TanhGrad>(out, dy, y, n); }
export function gradSoftplus32(out: usize, dy: usize, y: usize, n: i32): void { zip<SoftplusGrad>(out, dy, y, n); }
export function gradActivity32(out: usize, dy: usize, x: usize, n: i32): void { zip<ActivityGrad>(out, dy, x, n); }

/** The slope must be positive: the sign of y is to be that of x. */
export function gradLeakyRelu32(out: usize, dy: usize, y: usize, n: i32, slope: f32): void {
  zip<LeakyReluGrad>(out, dy, y, n, f32x4.splat(slope));
}

@final class Constant { @inline of(x: v128, a: v128): v128 { return a; } }

/** out[i] = a */
export function fill32(out: usize, n: i32, a: f32): void { map<Constant>(out, out, n, f32x4.splat(a)); }

/** out = x; the two may overlap */
export function copy32(out: usize, x: usize, n: i32): void {
  memory.copy(out, x, (<usize>n) << 2);
}
