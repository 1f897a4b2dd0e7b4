import { either as E, function as F } from "fp-ts";
import {
  type Checked,
  checked,
  expectModel,
  expectName,
  expectOption,
  expectOptions,
  expectTensor,
  isNumbers,
} from "../../core/checks.js";
import { finiteRows } from "../../core/points.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import { badData, type Failure } from "../../failure.js";
import { type KdeKernel, kernels } from "./kernel.js";

/** A kernel density estimate, p(x) = sum_i w_i k(|x - x_i| / h) / (h^d int k): a value. */
export interface Kde {
  readonly kernel: KdeKernel;
  readonly bandwidth: number;
  /** (n, d), float64 */
  readonly points: Tensor;
  /** n positive numbers of sum 1. */
  readonly weights: ArrayLike<number>;
}

/** A density estimate, as `fit` gives it. Errors: `BadArgument`. */
export const expectKde = (value: unknown): Checked =>
  expectModel("the estimate", value, ["kernel", "bandwidth", "points", "weights"], "kde.fit");

/** How a density is estimated; all has a default. */
export interface KdeOptions {
  /** "gaussian" if absent. */
  readonly kernel?: KdeKernel;
  /** "scott" if absent. */
  readonly bandwidth?: Bandwidth;
  /** One a point, of any sum; without them all points count alike. */
  readonly weights?: ArrayLike<number>;
}

/** A bandwidth, or the rule that chooses it. */
export type Bandwidth = number | "scott" | "silverman";

/** The rules. */
export const bandwidthRules = ["scott", "silverman"] as const;

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
 * Errors: `NoSpread` where a rule has nothing to go by.
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
): E.Either<Failure<"NoSpread">, number> => {
  if (typeof rule === "number") return E.right(rule);
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

/** w / sum w */
const normalised = (weights: Float64Array, n: number): E.Either<Failure<"BadWeights">, Float64Array> => {
  const total = weights.reduce((sum, w) => sum + w, 0);
  const bad = weights.find((w) => !(w >= 0)) ?? (total > 0 && total < Number.POSITIVE_INFINITY ? undefined : total);
  if (weights.length === n && bad === undefined) return E.right(weights.map((w) => w / total));
  return E.left(
    badData("BadWeights", "these are not weights of the points", {
      expected: `${n} non-negative numbers with a positive sum`,
      got: weights.length === n ? (bad === total ? `the sum ${total}` : String(bad)) : `${weights.length} numbers`,
    }),
  );
};

const checkBandwidth = (bandwidth: unknown): Checked =>
  expectOption(
    "bandwidth",
    typeof bandwidth === "number"
      ? bandwidth > 0 && bandwidth < Number.POSITIVE_INFINITY
      : (bandwidthRules as readonly unknown[]).includes(bandwidth),
    `a number above 0, or one of ${bandwidthRules.join(", ")}`,
    bandwidth,
  );

const weightsOf = (weights: KdeOptions["weights"], n: number): Float64Array =>
  weights === undefined ? new Float64Array(n).fill(1) : Float64Array.from(weights);

/**
 * The density estimate of points (n, d). A point of weight 0 is absent, and one of weight 2 is there twice.
 *
 * Errors: `ShapeMismatch`, `NotFinite`; `BadWeights` (also where there is no point); `NoSpread`; `BadOption`.
 * Source: Silverman, Density Estimation for Statistics and Data Analysis (1986), 4.2.
 *
 * @example
 * const line = fit(tensor64([2, 1], [0, 1]), { kernel: "tophat", bandwidth: 0.5 });
 * E.map((model: Kde) => Array.from(model.weights))(line) // => E.right([0.5, 0.5])
 */
export const fit = (points: Tensor, options: KdeOptions = {}): E.Either<Failure, Kde> =>
  F.pipe(
    expectOptions(options, ["kernel", "bandwidth", "weights"]),
    E.chainW(() => {
      const { kernel = "gaussian", bandwidth = "scott", weights } = options;
      return checked(
        { kernel, bandwidth, weights },
        expectName("kernel", kernel, kernels),
        checkBandwidth(bandwidth),
        expectOption("weights", weights === undefined || isNumbers(weights), "numbers", weights),
        expectTensor("the points", points),
      );
    }),
    E.bindW("rows", () => finiteRows("points", points)),
    E.bindW("all", ({ weights }) => normalised(weightsOf(weights, points.shape[0]!), points.shape[0]!)),
    E.bindW("h", ({ bandwidth, rows, all }) => bandwidthOf(bandwidth, rows, all, points.shape[1]!)),
    E.map(({ kernel, rows, all, h }) => {
      const d = points.shape[1]!;
      const present = all.filter((w) => w > 0);
      const kept = rows.filter((_, at) => all[Math.floor(at / d)]! > 0);
      return { kernel, bandwidth: h, points: tensor([present.length, d], kept), weights: present };
    }),
  );
