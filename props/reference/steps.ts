import type { Arithmetic, Rounded } from "./rounding.js";

/** One element of an optimiser's kernel: parameter, gradient and moments in, the output and the new moments out. */
export type ElementStep = (
  arithmetic: Arithmetic,
  keep: 0 | 1,
  p: Rounded,
  g: Rounded,
  moments: readonly Rounded[],
) => readonly Rounded[];

/** beta m + gain x */
const moved = ({ add, mul, rounded }: Arithmetic, beta: number, m: Rounded, gain: number, x: Rounded): Rounded =>
  add(mul(rounded(beta), m), mul(rounded(gain), x));

/** g + l2 p */
const penalised = ({ add, mul, rounded }: Arithmetic, g: Rounded, l2: number, p: Rounded): Rounded =>
  add(g, mul(rounded(l2), p));

const kept = ({ mul, exact }: Arithmetic, keep: 0 | 1, p: Rounded): Rounded => mul(exact(keep), p);

/** keep p + (a g + b p) */
export const combine =
  ({ a, b }: { readonly a: number; readonly b: number }): ElementStep =>
  (arith, keep, p, g) => {
    const { add, mul, rounded } = arith;
    return [add(kept(arith, keep, p), add(mul(rounded(a), g), mul(rounded(b), p)))];
  };

/** keep p + g, held within the limits */
export const clip =
  ({ limit }: { readonly limit: number }): ElementStep =>
  (arith, keep, p, g) => {
    const { add, max, min, rounded } = arith;
    return [add(kept(arith, keep, p), min(max(g, rounded(-limit)), rounded(limit)))];
  };

/** m = beta m + gain g;  keep p - (a g + b m) */
export const momentum =
  (s: Readonly<Record<"beta" | "gain" | "a" | "b" | "l2", number>>): ElementStep =>
  (arith, keep, p, g, [m]) => {
    const { add, sub, mul, rounded } = arith;
    const slope = penalised(arith, g, s.l2, p);
    const buffer = moved(arith, s.beta, m!, s.gain, slope);
    return [sub(kept(arith, keep, p), add(mul(rounded(s.a), slope), mul(rounded(s.b), buffer))), buffer];
  };

/** v = beta v + (1 - beta) g^2;  keep p - rate g / (sqrt(v - mean^2) + epsilon), through a buffer or not */
export const rmsprop =
  (
    s: Readonly<Record<"rate" | "epsilon" | "beta" | "mu" | "l2", number>>,
    { centered, buffered }: { readonly centered: boolean; readonly buffered: boolean },
  ): ElementStep =>
  (arith, keep, p, g, moments) => {
    const { add, sub, mul, div, sqrt, max, exact, rounded } = arith;
    const slope = penalised(arith, g, s.l2, p);
    const v = moved(arith, s.beta, moments[0]!, 1 - s.beta, mul(slope, slope));
    const mean = centered ? [moved(arith, s.beta, moments[1]!, 1 - s.beta, slope)] : [];
    const spread = mean.reduce((rest, x) => max(sub(rest, mul(x, x)), exact(0)), v);
    const d = div(slope, add(sqrt(spread), rounded(s.epsilon)));
    const buffer = buffered ? [add(mul(rounded(s.mu), moments.at(-1)!), d)] : [];
    return [sub(kept(arith, keep, p), mul(rounded(s.rate), buffer[0] ?? d)), v, ...mean, ...buffer];
  };

/** m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;  keep p - (rate m / (sqrt(v) + epsilon) + shrink p) */
export const adam =
  (
    s: Readonly<Record<"rate" | "epsilon" | "beta1" | "beta2" | "l2" | "shrink", number>>,
    { amsgrad }: { readonly amsgrad: boolean },
  ): ElementStep =>
  (arith, keep, p, g, [m, v, top]) => {
    const { add, sub, mul, div, sqrt, max, rounded } = arith;
    const slope = penalised(arith, g, s.l2, p);
    const mean = moved(arith, s.beta1, m!, 1 - s.beta1, slope);
    const square = moved(arith, s.beta2, v!, 1 - s.beta2, mul(slope, slope));
    const largest = amsgrad ? [max(top!, square)] : [];
    const d = div(mul(rounded(s.rate), mean), add(sqrt(largest[0] ?? square), rounded(s.epsilon)));
    return [sub(kept(arith, keep, p), add(mul(rounded(s.shrink), p), d)), mean, square, ...largest];
  };
