import { logGamma } from "../../prob/gamma.js";
import { log2Pi } from "../../prob/standardNormal.js";

/**
 * The shape k of a kernel as a function of u = |x| / h: all but the first two are 0 from u = 1 on.
 *
 *   gaussian exp(-u^2/2)   exponential exp(-u)   tophat 1   epanechnikov 1 - u^2   linear 1 - u   cosine cos(pi u/2)
 */
export type KdeKernel = "gaussian" | "exponential" | "tophat" | "epanechnikov" | "linear" | "cosine";

/** All of them. */
export const kernels: readonly KdeKernel[] = ["gaussian", "exponential", "tophat", "epanechnikov", "linear", "cosine"];

/** log of the volume of the unit ball in d dimensions: pi^(d/2) / Gamma(d/2 + 1). */
const logBall = (d: number): number => (d / 2) * Math.log(Math.PI) - logGamma(d / 2 + 1);

/**
 * d int_0^1 u^(d-1) cos(pi u/2) du = d sum_k (-1)^k (pi/2)^(2k) / ((2k)! (2k + d)), to d roundings: sixteen terms leave
 * (pi/2)^32 / 32! < 1e-29.
 */
const cosineMoment = (d: number): number => {
  let term = 1;
  let sum = 0;
  for (let k = 0; k < 16; k++) {
    sum += (term * d) / (2 * k + d);
    term *= -((Math.PI / 2) ** 2) / ((2 * k + 1) * (2 * k + 2));
  }
  return sum;
};

/** log of the integral of k over the ball's volume: d int_0^inf u^(d-1) k(u) du. */
const logMoment: Readonly<Record<Exclude<KdeKernel, "gaussian">, (d: number) => number>> = {
  exponential: (d) => logGamma(d + 1),
  tophat: () => 0,
  epanechnikov: (d) => Math.log(2 / (d + 2)),
  linear: (d) => -Math.log(d + 1),
  cosine: (d) => Math.log(cosineMoment(d)),
};

/**
 * log int k(|x|) dx over d dimensions: what a kernel of bandwidth 1 is divided by.
 *
 * The integral of a function of the radius is V_d d int_0^inf u^(d-1) k(u) du, V_d the unit ball's volume.
 *
 * @example
 * Math.abs(logNorm("tophat", 1) - Math.LN2) < 1e-14 // => true
 */
export const logNorm = (kernel: KdeKernel, d: number): number =>
  kernel === "gaussian" ? (d / 2) * log2Pi : logBall(d) + logMoment[kernel](d);
