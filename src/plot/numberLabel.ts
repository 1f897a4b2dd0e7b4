const minus = "\u2212";

/** A decimal in figures: `decimals` places, thousands separators, a true minus sign. */
const plain = (value: number, decimals: number): string => {
  const [whole = "0", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const digits = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(digits) ? minus + digits : digits;
};

/** Decimals that tell multiples of `step` apart: step 0.25 needs two. */
const decimalsOf = (step: number): number => {
  for (let decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9)); ; decimals++) {
    const scaled = step * 10 ** decimals;
    if (decimals >= 15 || Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return decimals;
  }
};

/**
 * A power of ten, with the markup of `rich-text.ts`.
 *
 * @example
 * powerLabel(-3) // => "10^{\u22123}"
 */
export const powerLabel = (exponent: number): string => `10^{${plain(exponent, 0)}}`;

/**
 * Labels for equally spaced ticks: no more decimals than the step needs, thousands separated, and from a million or
 * below a thousandth on, one power of ten for all.
 *
 * @example
 * numberLabels([0, 0.25, 0.5]) // => ["0.00", "0.25", "0.50"]
 * numberLabels([-10000, 0, 10000]) // => ["\u221210,000", "0", "10,000"]
 * numberLabels([0, 2e6, 4e6]) // => ["0", "2\u00d710^{6}", "4\u00d710^{6}"]
 */
export const numberLabels = (values: readonly number[]): readonly string[] => {
  const step = values.length > 1 ? Math.abs(values[1]! - values[0]!) : Math.abs(values[0] ?? 1) || 1;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0 || (largest >= 1e-3 && largest < 1e6)) {
    return values.map((value) => plain(value, decimalsOf(step)));
  }
  const exponent = Math.floor(Math.log10(largest) + 1e-9);
  const decimals = decimalsOf(step / 10 ** exponent);
  return values.map((value) =>
    value === 0 ? "0" : `${plain(value / 10 ** exponent, decimals)}\u00d7${powerLabel(exponent)}`,
  );
};
