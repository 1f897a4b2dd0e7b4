import { either as E } from "fp-ts";
import { badData, type Failure, usage } from "../../failure.js";

/** A bandwidth, or the rule that chooses it. */
export type Bandwidth = number | "scott" | "silverman";

/** n in (n c)^(-1/(d + 4)), the factor of a rule in d dimensions. */
const constants = { scott: () => 1, silverman: (d: number) => (d + 2) / 4 } as const;

/**
 * sigma^2: the variances of the d coordinates, averaged; unbiased, weights (of sum 1) counted by their effective number.
 * About the first row: of rows that are all the same it is exactly 0.
 */
const variance = (rows: ArrayLike<number>, weights: ArrayLike<number>, d: number, effective: number): number => {
  const mean = new Float64Array(d);
  for (let i = 0; i < rows.length; i++) mean[i % d]! += weights[Math.floor(i / d)]! * (rows[i]! - rows[i % d]!);
  let sum = 0;
  for (let i = 0; i < rows.length; i++)
    sum += weights[Math.floor(i / d)]! * (rows[i]! - rows[i % d]! - mean[i % d]!) ** 2;
  return (sum / d) * (effective / (effective - 1));
};

/**
 * The bandwidth that a rule gives for points of d coordinates, one after the other, with weights of sum 1:
 *
 *   h = sigma (c n)^(-1/(d + 4)),  c = 1 (Scott), (d + 2)/4 (Silverman),  n = 1 / sum w^2
 *
 * sigma^2 is the mean of the coordinates' variances: the rules are best for a round normal density, and too wide for one
 * of several modes.
 * Errors: `BadBandwidth` where a number is not positive and finite; `NoSpread` where a rule has nothing to go by.
 * Source: Scott, Multivariate Density Estimation (1992); Silverman, Density Estimation (1986), 4.3.
 *
 * @example
 * bandwidthOf("scott", [-1, 1], [0.5, 0.5], 1) // => E.right(Math.SQRT2 * 2 ** -0.2)
 */
export const bandwidthOf = (
  rule: Bandwidth,
  rows: ArrayLike<number>,
  weights: ArrayLike<number>,
  d: number,
): E.Either<Failure<"BadBandwidth" | "NoSpread">, number> => {
  if (typeof rule === "number")
    return rule > 0 && rule < Number.POSITIVE_INFINITY
      ? E.right(rule)
      : E.left(usage("BadBandwidth", "a bandwidth is a positive number", { got: String(rule) }));
  let squares = 0;
  for (let i = 0; i < weights.length; i++) squares += weights[i]! ** 2;
  const effective = 1 / squares;
  const sigma = Math.sqrt(variance(rows, weights, d, effective));
  return sigma > 0 && sigma < Number.POSITIVE_INFINITY
    ? E.right(sigma * (constants[rule](d) * effective) ** (-1 / (d + 4)))
    : E.left(
        badData("NoSpread", `${rule}'s rule needs points that differ`, {
          got: `a standard deviation of ${sigma}`,
          hint: "give the bandwidth as a number",
        }),
      );
};
