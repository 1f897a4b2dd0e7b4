/** Losses between a prediction x and a target t, element by element. dx may be x: logits become their gradient. */
import { every, read, write } from "../lanes";
import { decay, log, log1p, one } from "../math";
import { at } from "../memory";
import { rows } from "./rows";

/** max(x, 0) - x t + log(1 + exp(-|x|)); sigmoid(x) - t */
@final class BceWithLogits {
  @inline of<T>(whole: bool, dx: usize, x: usize, t: usize, scale: v128, i: i32): v128 {
    const v = read<T>(whole, x, i), target = read<T>(whole, t, i);
    const zero = every<T>(0);
    const e = decay<T>(v);
    const sigmoid = v128.div<T>(v128.bitselect(e, one<T>(), v128.lt<T>(v, zero)), v128.add<T>(one<T>(), e));
    write<T>(whole, dx, i, v128.mul<T>(v128.sub<T>(sigmoid, target), scale));
    return v128.add<T>(v128.sub<T>(v128.pmax<T>(v, zero), v128.mul<T>(v, target)), log1p<T>(e));
  }
}

/** The least logarithm, and the least p (1 - p) divided by: PyTorch's. */
const limits32 = memory.data<f32>([-100, 1e-12]);
const limits64 = memory.data<f64>([-100, 1e-12]);

@inline function limit<T>(i: i32): v128 {
  return v128.load_splat<T>(at<T>(sizeof<T>() == 4 ? limits32 : limits64, i));
}

/** -(t max(log p, -100) + (1 - t) max(log(1 - p), -100)); (p - t) / max(p (1 - p), 1e-12), as if nothing were cut off */
@final class Bce {
  @inline of<T>(whole: bool, dp: usize, p: usize, t: usize, scale: v128, i: i32): v128 {
    const v = read<T>(whole, p, i), target = read<T>(whole, t, i);
    const rest = v128.sub<T>(one<T>(), v);
    const slope = v128.div<T>(v128.sub<T>(v, target), v128.pmax<T>(v128.mul<T>(v, rest), limit<T>(1)));
    write<T>(whole, dp, i, v128.mul<T>(slope, scale));
    const ones = v128.mul<T>(target, v128.pmax<T>(log<T>(v), limit<T>(0)));
    const zeros = v128.mul<T>(v128.sub<T>(one<T>(), target), v128.pmax<T>(log<T>(rest), limit<T>(0)));
    return v128.neg<T>(v128.add<T>(ones, zeros));
  }
}

/** (x - t)^2; 2 (x - t) */
@final class SquaredError {
  @inline of<T>(whole: bool, dx: usize, x: usize, t: usize, scale: v128, i: i32): v128 {
    const e = v128.sub<T>(read<T>(whole, x, i), read<T>(whole, t, i));
    write<T>(whole, dx, i, v128.mul<T>(v128.add<T>(e, e), scale));
    return v128.mul<T>(e, e);
  }
}

/** |x - t|; the sign of x - t, 0 at equality, NaN where it is NaN */
@final class AbsoluteError {
  @inline of<T>(whole: bool, dx: usize, x: usize, t: usize, scale: v128, i: i32): v128 {
    const e = v128.sub<T>(read<T>(whole, x, i), read<T>(whole, t, i));
    const zero = every<T>(0);
    const above = v128.and(v128.gt<T>(e, zero), scale), below = v128.and(v128.lt<T>(e, zero), scale);
    write<T>(whole, dx, i, v128.or(v128.sub<T>(above, below), v128.and(e, v128.ne<T>(e, e))));
    return v128.abs<T>(e);
  }
}

export function bceWithLogits32(
  values: usize, dx: usize, x: usize, t: usize, scale: f64, n: i32, from: i32, to: i32,
): void {
  rows<f32, BceWithLogits>(values, dx, x, t, every<f32>(scale), n, from, to);
}

export function bceWithLogits64(
  values: usize, dx: usize, x: usize, t: usize, scale: f64, n: i32, from: i32, to: i32,
): void {
  rows<f64, BceWithLogits>(values, dx, x, t, every<f64>(scale), n, from, to);
}

export function bce32(values: usize, dp: usize, p: usize, t: usize, scale: f64, n: i32, from: i32, to: i32): void {
  rows<f32, Bce>(values, dp, p, t, every<f32>(scale), n, from, to);
}

export function bce64(values: usize, dp: usize, p: usize, t: usize, scale: f64, n: i32, from: i32, to: i32): void {
  rows<f64, Bce>(values, dp, p, t, every<f64>(scale), n, from, to);
}

export function squaredError32(
  values: usize, dx: usize, x: usize, t: usize, scale: f64, n: i32, from: i32, to: i32,
): void {
  rows<f32, SquaredError>(values, dx, x, t, every<f32>(scale), n, from, to);
}

export function squaredError64(
  values: usize, dx: usize, x: usize, t: usize, scale: f64, n: i32, from: i32, to: i32,
): void {
  rows<f64, SquaredError>(values, dx, x, t, every<f64>(scale), n, from, to);
}

export function absoluteError32(
  values: usize, dx: usize, x: usize, t: usize, scale: f64, n: i32, from: i32, to: i32,
): void {
  rows<f32, AbsoluteError>(values, dx, x, t, every<f32>(scale), n, from, to);
}

export function absoluteError64(
  values: usize, dx: usize, x: usize, t: usize, scale: f64, n: i32, from: i32, to: i32,
): void {
  rows<f64, AbsoluteError>(values, dx, x, t, every<f64>(scale), n, from, to);
}
