import type { Arithmetic, Rounded } from "./rounding.js";

/** One element of a loss: prediction, target and spread in; the term, and its slopes by prediction and spread, out. */
export type ElementLoss = (arithmetic: Arithmetic, inputs: readonly Rounded[]) => readonly Rounded[];

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplusRest = (x: number): number => Math.log1p(Math.exp(-Math.abs(x)));

/** Where float32 exponentials of large negative numbers end: they are never 0. */
const floor = 2 ** -125;

/** max(x, 0) - x t + log(1 + exp(-|x|)); sigmoid(x) - t */
export const bceWithLogits: ElementLoss = ({ add, exact, max, mul, of, sub }, [x, t]) => {
  const rest = of(softplusRest, () => 1, 5, floor)(x!);
  const s = of(sigmoid, () => 1, 4, floor)(x!);
  return [add(sub(max(x!, exact(0)), mul(x!, t!)), rest), sub(s, t!)];
};

/** -(t max(log p, -100) + (1 - t) max(log(1 - p), -100)); (p - t) / max(p (1 - p), 1e-12) */
export const bce: ElementLoss = ({ add, div, exact, max, mul, of, rounded, sub }, [p, t]) => {
  const log = of(Math.log, (x) => 1 / x, 2);
  const rest = sub(exact(1), p!);
  const bounded = (a: Rounded): Rounded => max(log(a), exact(-100));
  const { value, error } = add(mul(t!, bounded(p!)), mul(sub(exact(1), t!), bounded(rest)));
  return [{ value: -value, error }, div(sub(p!, t!), max(mul(p!, rest), rounded(1e-12)))];
};

/** (x - t)^2; 2 (x - t) */
export const squaredError: ElementLoss = ({ add, mul, sub }, [x, t]) => {
  const e = sub(x!, t!);
  return [mul(e, e), add(e, e)];
};

/** |x - t|; its sign, 0 at equality */
export const absoluteError: ElementLoss = ({ exact, sub }, [x, t]) => {
  const { value, error } = sub(x!, t!);
  return [{ value: Math.abs(value), error }, exact(value === 0 ? 0 : Math.sign(value))];
};

/** (log v + e^2 / v) / 2, e = x - t, v = max(s, least); e / v; (1 - e^2 / v) / 2v */
export const gaussianNll =
  (least: number): ElementLoss =>
  ({ add, div, exact, max, mul, of, rounded, sub }, [x, t, s]) => {
    const [e, v, half] = [sub(x!, t!), max(s!, rounded(least)), exact(0.5)];
    const r = div(e, v);
    const q = mul(e, r);
    const log = of(Math.log, (y) => 1 / y, 2);
    return [mul(half, add(log(v), q)), r, mul(half, div(sub(exact(1), q), v))];
  };

/** (s + e^2 exp(-s)) / 2, e = x - t; e exp(-s); (1 - e^2 exp(-s)) / 2 */
export const gaussianNllLogvar: ElementLoss = ({ add, exact, mul, of, sub }, [x, t, s]) => {
  const [e, half] = [sub(x!, t!), exact(0.5)];
  const r = mul(
    e,
    of(
      (l) => Math.exp(-l),
      (l) => -Math.exp(-l),
      2,
    )(s!),
  );
  const q = mul(e, r);
  return [mul(half, add(s!, q)), r, mul(half, sub(exact(1), q))];
};
