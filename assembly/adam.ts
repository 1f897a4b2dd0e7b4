/**
 * Optimiser steps that divide by the root of a running mean of squares, in one pass over a block of parameters, for
 * float32 and float64.
 *
 * `out` may be p or g; moments are rewritten in place, and a pointer of 0 stands for a moment that the variant does not
 * keep. Scalars come in float64 and are rounded to T once, after 1 - beta is formed: in float32 1 - 0.999 would be off
 * by 1e-5 of itself.
 */
import { descend, moved, penalised } from "./descent";
import { every, fma, lanes, read, write } from "./lanes";

/**
 * RMSprop (Tieleman and Hinton, Lecture 6.5, 2012), centred (Graves, 2013, eq. 38-41) and with momentum:
 *
 *   g += l2 p;  v = beta v + (1 - beta) g^2;  d = g / (sqrt(v) + epsilon);  step = rate d
 *   centred:    mean = beta mean + (1 - beta) g;  v - mean^2 in place of v, not below 0
 *   momentum:   m = mu m + d;  step = rate m
 *
 * The floor departs from PyTorch, where a variance that rounds below 0 makes a NaN.
 */
@inline function rmsprop<T>(
  out: usize, p: usize, g: usize, v: usize, mean: usize, m: usize,
  keep: f64, rate: f64, epsilon: f64, beta: f64, mu: f64, l2: f64, from: i32, to: i32,
): void {
  const vk = every<T>(keep), vrate = every<T>(rate), veps = every<T>(epsilon);
  const vbeta = every<T>(beta), vgain = every<T>(1 - beta), vmu = every<T>(mu), vl2 = every<T>(l2);
  let i = from;
  for (; i + lanes<T>() <= to; i += lanes<T>())
    rmspropAt<T>(true, out, p, g, v, mean, m, vk, vrate, veps, vbeta, vgain, vmu, vl2, i);
  for (; i < to; i++) rmspropAt<T>(false, out, p, g, v, mean, m, vk, vrate, veps, vbeta, vgain, vmu, vl2, i);
}

@inline function rmspropAt<T>(
  whole: bool, out: usize, p: usize, g: usize, v: usize, mean: usize, m: usize,
  keep: v128, rate: v128, epsilon: v128, beta: v128, gain: v128, mu: v128, l2: v128, i: i32,
): void {
  const x = read<T>(whole, p, i);
  const slope = penalised<T>(whole, g, l2, x, i);
  let spread = moved<T>(whole, v, beta, gain, v128.mul<T>(slope, slope), i);
  if (mean) {
    const centre = moved<T>(whole, mean, beta, gain, slope, i);
    spread = v128.max<T>(v128.sub<T>(spread, v128.mul<T>(centre, centre)), every<T>(0));
  }
  let d = v128.div<T>(slope, v128.add<T>(v128.sqrt<T>(spread), epsilon));
  if (m) d = moved<T>(whole, m, mu, every<T>(1), d, i);
  descend<T>(whole, out, keep, x, v128.mul<T>(rate, d), i);
}

export function rmsprop32(
  out: usize, p: usize, g: usize, v: usize, mean: usize, m: usize,
  keep: f64, rate: f64, epsilon: f64, beta: f64, mu: f64, l2: f64, from: i32, to: i32,
): void {
  rmsprop<f32>(out, p, g, v, mean, m, keep, rate, epsilon, beta, mu, l2, from, to);
}

export function rmsprop64(
  out: usize, p: usize, g: usize, v: usize, mean: usize, m: usize,
  keep: f64, rate: f64, epsilon: f64, beta: f64, mu: f64, l2: f64, from: i32, to: i32,
): void {
  rmsprop<f64>(out, p, g, v, mean, m, keep, rate, epsilon, beta, mu, l2, from, to);
}

/**
 * Adam (Kingma and Ba, 2015, Algorithm 1), with AMSGrad's maximum (Reddi et al., 2018) and AdamW's decay (Loshchilov
 * and Hutter, 2019):
 *
 *   g += l2 p;  m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2
 *   step = rate m / (sqrt(v) + epsilon) + shrink p
 *   AMSGrad: top = max(top, v) in place of v
 *
 * The bias corrections are the caller's, folded into rate and epsilon (the end of section 2 of the paper).
 */
@inline function adam<T>(
  out: usize, p: usize, g: usize, m: usize, v: usize, top: usize,
  keep: f64, rate: f64, epsilon: f64, beta1: f64, beta2: f64, l2: f64, shrink: f64, from: i32, to: i32,
): void {
  const vk = every<T>(keep), vrate = every<T>(rate), veps = every<T>(epsilon);
  const b1 = every<T>(beta1), gain1 = every<T>(1 - beta1), b2 = every<T>(beta2), gain2 = every<T>(1 - beta2);
  const vl2 = every<T>(l2), vshrink = every<T>(shrink);
  let i = from;
  for (; i + lanes<T>() <= to; i += lanes<T>())
    adamAt<T>(true, out, p, g, m, v, top, vk, vrate, veps, b1, gain1, b2, gain2, vl2, vshrink, i);
  for (; i < to; i++) adamAt<T>(false, out, p, g, m, v, top, vk, vrate, veps, b1, gain1, b2, gain2, vl2, vshrink, i);
}

@inline function adamAt<T>(
  whole: bool, out: usize, p: usize, g: usize, m: usize, v: usize, top: usize, keep: v128, rate: v128, epsilon: v128,
  beta1: v128, gain1: v128, beta2: v128, gain2: v128, l2: v128, shrink: v128, i: i32,
): void {
  const x = read<T>(whole, p, i);
  const slope = penalised<T>(whole, g, l2, x, i);
  const mean = moved<T>(whole, m, beta1, gain1, slope, i);
  let square = moved<T>(whole, v, beta2, gain2, v128.mul<T>(slope, slope), i);
  if (top) {
    square = v128.max<T>(read<T>(whole, top, i), square);
    write<T>(whole, top, i, square);
  }
  const d = v128.div<T>(v128.mul<T>(rate, mean), v128.add<T>(v128.sqrt<T>(square), epsilon));
  descend<T>(whole, out, keep, x, fma<T>(shrink, x, d), i);
}

export function adam32(
  out: usize, p: usize, g: usize, m: usize, v: usize, top: usize,
  keep: f64, rate: f64, epsilon: f64, beta1: f64, beta2: f64, l2: f64, shrink: f64, from: i32, to: i32,
): void {
  adam<f32>(out, p, g, m, v, top, keep, rate, epsilon, beta1, beta2, l2, shrink, from, to);
}

export function adam64(
  out: usize, p: usize, g: usize, m: usize, v: usize, top: usize,
  keep: f64, rate: f64, epsilon: f64, beta1: f64, beta2: f64, l2: f64, shrink: f64, from: i32, to: i32,
): void {
  adam<f64>(out, p, g, m, v, top, keep, rate, epsilon, beta1, beta2, l2, shrink, from, to);
}
