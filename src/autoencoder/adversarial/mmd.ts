/** How far two samples are from being of one distribution: the squared maximum mean discrepancy. */
import { either as E, function as F } from "fp-ts";
import { checked, expectNumber, expectOption, expectOptions, expectRuntime } from "../../core/checks.js";
import { countRows } from "../../core/points.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import { logDensity } from "../../density/kde/density.js";
import { fit } from "../../density/kde/fit.js";
import { logNorm } from "../../density/kde/kernel.js";
import type { Failure } from "../../failure.js";
import { badData } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";

/** sum over all pairs of k(x, y) = exp(-|x - y|^2 / 2h^2), a point of a density estimate being such a kernel. */
const pairs = (runtime: Runtime, x: Tensor, y: Tensor, h: number): E.Either<Failure, number> => {
  const [n, d] = y.shape as [number, number];
  const norm = d * Math.log(h) + logNorm("gaussian", d);
  return F.pipe(
    fit(y, { kernel: "gaussian", bandwidth: h }),
    E.chain((estimate) => logDensity(runtime, estimate, x)),
    E.map(({ data }) => n * Array.from(data).reduce((sum, logP) => sum + Math.exp(logP + norm), 0)),
  );
};

const expectTwo = (x: Tensor, where: string): E.Either<Failure, number> =>
  F.pipe(
    countRows("samples", x),
    E.filterOrElse(
      (n) => n > 1,
      (n): Failure => badData("TooFewPoints", "the estimate without bias needs two points", { where, got: `${n}` }),
    ),
  );

/** What samples are compared by. */
export interface MmdOptions {
  /** The deviation h of the kernel exp(-|x - y|^2 / 2h^2); 1 if absent. */
  readonly bandwidth?: number;
}

/**
 * The unbiased estimate of the squared maximum mean discrepancy of samples x (m, d) and y (n, d) under a Gaussian kernel:
 *
 *   1/(m(m-1)) sum_{i != j} k(x_i, x_j) + 1/(n(n-1)) sum_{i != j} k(y_i, y_j) - 2/(mn) sum_ij k(x_i, y_j)
 *
 * Its mean is 0 for two samples of one distribution, and it may be below.
 * Errors: `ShapeMismatch`, `NotFinite`, `BadOption`; `TooFewPoints` where a sample has not two.
 * Source: Gretton et al., "A kernel two-sample test" (2012), equation 3.
 *
 * @example
 * const x = tensor64([2, 1], [0, 0]);
 * E.map(Math.abs)(squaredMmd(runtime, x, x)) // => E.right(0)
 */
export const squaredMmd = (
  runtime: Runtime,
  x: Tensor,
  y: Tensor,
  options: MmdOptions = {},
): E.Either<Failure, number> => {
  const { bandwidth: h = 1 } = options;
  return F.pipe(
    checked(
      options,
      expectRuntime(runtime),
      expectOptions(options, ["bandwidth"]),
      expectNumber("bandwidth", h, "above 0"),
    ),
    E.map(() => ({})),
    E.bind("m", () => expectTwo(x, "the first sample")),
    E.bind("n", () => expectTwo(y, "the second sample")),
    E.bind("xx", () => pairs(runtime, x, x, h)),
    E.bind("yy", () => pairs(runtime, y, y, h)),
    E.bind("xy", () => pairs(runtime, x, y, h)),
    E.map(({ m, n, xx, yy, xy }) => (xx - m) / (m * (m - 1)) + (yy - n) / (n * (n - 1)) - (2 * xy) / (m * n)),
  );
};

/** The mean and the deviation of each coordinate. */
export interface Moments {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * The moments of rows [N, d], over N.
 *
 * Errors: `ShapeMismatch`, `NotFinite`.
 *
 * @example
 * momentsOf(tensor64([2, 1], [1, 3])) // => E.right({ mean: [2], deviation: [1] })
 */
export const momentsOf = (x: Tensor): E.Either<Failure, Moments> =>
  E.map(() => momentsOfRows(x))(countRows("codes", x));

const momentsOfRows = ({ shape, data }: Tensor): Moments => {
  const [n = 0, d = 0] = shape;
  const of = (j: number) => Array.from({ length: n }, (_, i) => data[i * d + j]!);
  const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / n;
  const mean = Array.from({ length: d }, (_, j) => average(of(j)));
  const deviation = mean.map((m, j) => Math.sqrt(average(of(j).map((value) => (value - m) ** 2))));
  return { mean, deviation };
};

/** What rows are standardised to. */
export interface StandardizeOptions {
  readonly moments: Moments;
}

/**
 * Rows moved and stretched, each coordinate to a given mean and deviation: what is left to compare is their form.
 *
 * Errors: `ShapeMismatch`, `NotFinite`; `BadOption` where the moments are those of other coordinates.
 *
 * @example
 * const rows = standardizedTo(tensor64([2, 1], [1, 3]), { moments: { mean: [0], deviation: [2] } });
 * E.map(({ data }: Tensor) => [...data])(rows) // => E.right([-2, 2])
 */
export const standardizedTo = (x: Tensor, options: StandardizeOptions): E.Either<Failure, Tensor> =>
  F.pipe(
    expectOptions(options, ["moments"]),
    E.chain(() => momentsOf(x)),
    E.chainFirst(({ mean: { length: d } }) => {
      const { mean, deviation } = options.moments ?? {};
      return expectOption(
        "moments",
        mean?.length === d && deviation?.length === d,
        `means and deviations of ${d}`,
        mean,
      );
    }),
    E.map((own) => {
      const { mean, deviation } = options.moments;
      return tensor(
        x.shape,
        Float64Array.from(x.data, (value, at) => {
          const j = at % mean.length;
          return mean[j]! + ((value - own.mean[j]!) * deviation[j]!) / (own.deviation[j]! || 1);
        }),
      );
    }),
  );
