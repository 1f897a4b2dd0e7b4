/**
 * Numbers that carry a bound on the rounding error of the computation they stand for: running error analysis (Higham,
 * "Accuracy and stability of numerical algorithms", 2nd edition, section 3.3). A formula over them is a reference in
 * float64 and, by the same lines, what a kernel of unit roundoff u may be off by. Fused operations round less often,
 * so one bound holds for both builds.
 */
export interface Rounded {
  /** The exact value. */
  readonly value: number;
  /** The kernel's value is within this of it. */
  readonly error: number;
}

/** Operations rounded to a float of unit roundoff `u`, whose subnormals are `least` apart. */
export const arithmetic = (u: number, least: number) => {
  // An infinity is itself or wrong: as the loser of a maximum it must not blur the winner.
  const round = (value: number, error: number): Rounded => ({
    value,
    error: Number.isFinite(value) ? error + u * (Math.abs(value) + error) + least : 0,
  });
  const size = ({ value, error }: Rounded): number => Math.abs(value) + error;

  return {
    /** A number that the float holds. */
    exact: (value: number): Rounded => ({ value, error: 0 }),
    /** A float64 argument on its way in. */
    rounded: (value: number): Rounded => round(value, 0),
    add: (a: Rounded, b: Rounded): Rounded => round(a.value + b.value, a.error + b.error),
    sub: (a: Rounded, b: Rounded): Rounded => round(a.value - b.value, a.error + b.error),
    mul: (a: Rounded, b: Rounded): Rounded => round(a.value * b.value, Math.abs(a.value) * b.error + size(b) * a.error),
    div: (a: Rounded, b: Rounded): Rounded => {
      const smallest = Math.abs(b.value) - b.error;
      const quotient = a.value / b.value;
      return round(quotient, smallest > 0 ? (a.error + Math.abs(quotient) * b.error) / smallest : Infinity);
    },
    sqrt: (a: Rounded): Rounded => {
      const root = Math.sqrt(a.value); // -0 of -0
      return round(root, Math.min(Math.sqrt(a.error), a.error === 0 ? 0 : a.error / Math.abs(root)));
    },
    /** f within `ulps` units in the last place and `floor`, of slope f', to first order in the argument's error. */
    of:
      (f: (x: number) => number, slope: (x: number) => number, ulps: number, floor = 0) =>
      (a: Rounded): Rounded => {
        const value = f(a.value);
        const carried = a.error === 0 ? 0 : Math.abs(slope(a.value)) * a.error;
        return { value, error: Number.isFinite(value) ? carried + 2 * ulps * u * Math.abs(value) + floor + least : 0 };
      },
    max: (a: Rounded, b: Rounded): Rounded => ({
      value: Math.max(a.value, b.value),
      error: Math.max(a.error, b.error),
    }),
    min: (a: Rounded, b: Rounded): Rounded => ({
      value: Math.min(a.value, b.value),
      error: Math.max(a.error, b.error),
    }),
  };
};

export type Arithmetic = ReturnType<typeof arithmetic>;
