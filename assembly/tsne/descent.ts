/** From forces to the gradient, and a step down along it. */
import { every, fma, lanes, read, write } from "../lanes";
import { at, at64 } from "../memory";

/** What a gain grows by, and what it shrinks to. */
const growth = memory.data<f64>([0.2, 0.8]);

/**
 * g[c][i] = factor (exaggeration A_i - R_i / normalizer) for the points [from, to), from the sums of forces.ts.
 *
 * normalizer: the sum of all z, for which 4 is the factor of the gradient; 0 lets each point have its own z_i.
 */
@inline function gradient<T>(
  g: usize, stride: i32, sums: usize, rows: i32, dims: i32,
  factor: f64, exaggeration: f64, normalizer: f64, from: i32, to: i32,
): void {
  const own = at64(sums, 2 * dims * rows);
  for (let c = 0; c < dims; c++) {
    const attraction = at64(sums, c * rows), repulsion = at64(sums, (dims + c) * rows);
    for (let i = from; i < to; i++) {
      const push = load<f64>(at64(repulsion, i)) / (normalizer > 0 ? normalizer : load<f64>(at64(own, i)));
      store<T>(at<T>(g, c * stride + i), <T>(factor * (exaggeration * load<f64>(at64(attraction, i)) - push)));
    }
  }
}

export function tsneGradient32(
  g: usize, stride: i32, sums: usize, rows: i32, dims: i32,
  factor: f64, exaggeration: f64, normalizer: f64, from: i32, to: i32,
): void {
  gradient<f32>(g, stride, sums, rows, dims, factor, exaggeration, normalizer, from, to);
}

export function tsneGradient64(
  g: usize, stride: i32, sums: usize, rows: i32, dims: i32,
  factor: f64, exaggeration: f64, normalizer: f64, from: i32, to: i32,
): void {
  gradient<f64>(g, stride, sums, rows, dims, factor, exaggeration, normalizer, from, to);
}

/**
 * Momentum and a gain a coordinate (Jacobs, "Increased rates of convergence through learning rate adaptation", 1988),
 * in place, for the elements [from, to):
 *
 *   gain = max(least, update g < 0 ? gain + 0.2 : 0.8 gain);  update = momentum update - rate gain g;  y += update
 */
@inline function descend<T>(
  y: usize, update: usize, gain: usize, g: usize, rate: f64, momentum: f64, least: f64, from: i32, to: i32,
): void {
  const vrate = every<T>(-rate), vmomentum = every<T>(momentum), vleast = every<T>(least);
  let i = from;
  for (; i + lanes<T>() <= to; i += lanes<T>()) descendAt<T>(true, y, update, gain, g, vrate, vmomentum, vleast, i);
  for (; i < to; i++) descendAt<T>(false, y, update, gain, g, vrate, vmomentum, vleast, i);
}

@inline function descendAt<T>(
  whole: bool, y: usize, update: usize, gain: usize, g: usize, rate: v128, momentum: v128, least: v128, i: i32,
): void {
  const grow = every<T>(load<f64>(growth)), shrink = every<T>(load<f64>(growth, 8));
  const slope = read<T>(whole, g, i), before = read<T>(whole, update, i), old = read<T>(whole, gain, i);
  const downhill = v128.lt<T>(v128.mul<T>(before, slope), every<T>(0));
  const wanted = v128.bitselect(v128.add<T>(old, grow), v128.mul<T>(old, shrink), downhill);
  const next = v128.max<T>(least, wanted);
  const move = fma<T>(momentum, before, v128.mul<T>(rate, v128.mul<T>(next, slope)));
  write<T>(whole, gain, i, next);
  write<T>(whole, update, i, move);
  write<T>(whole, y, i, v128.add<T>(read<T>(whole, y, i), move));
}

export function tsneDescend32(
  y: usize, update: usize, gain: usize, g: usize, rate: f64, momentum: f64, least: f64, from: i32, to: i32,
): void {
  descend<f32>(y, update, gain, g, rate, momentum, least, from, to);
}

export function tsneDescend64(
  y: usize, update: usize, gain: usize, g: usize, rate: f64, momentum: f64, least: f64, from: i32, to: i32,
): void {
  descend<f64>(y, update, gain, g, rate, momentum, least, from, to);
}
