import { either as E, function as F } from "fp-ts";
import type { Precision } from "../../core/random.js";
import type { Tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import { checkData, checkDimensions, checkPoints, checkTheta } from "./checks.js";
import type { Pace } from "./descent.js";
import { type Method, methodFor } from "./method.js";

/** Iterations of one pace. Motion is lost and gains are 1 again where a phase begins, as in scikit-learn. */
export interface Phase extends Omit<Pace, "rate"> {
  readonly iterations: number;
}

/** How a map is made; all has a default. */
export interface TsneOptions {
  /** How many neighbours a point has, in effect: 30. */
  readonly perplexity?: number;
  /** 1, 2 or 3: 2. */
  readonly dims?: number;
  /** `auto`: exact below 3,000 points, and where the map is no plane. */
  readonly method?: Method | "auto";
  /** Of the tree: a cell counts as one point where its side is below theta times its distance, 0 to 1: 0.5. */
  readonly theta?: number;
  /** 250 iterations with exaggeration 12 and momentum 0.5, then 750 without and with momentum 0.8. */
  readonly phases?: readonly Phase[];
  /** max(n / 48, 50): n over 4 times an exaggeration of 12 (Belkina and others, 2019). */
  readonly rate?: number;
  /** Where the points begin, [n, dims]; else at random. */
  readonly start?: Tensor;
  /** What affinities and map are stored in: float32. */
  readonly precision?: Precision;
  /** Iterations between two reports: 50. */
  readonly every?: number;
}

/** Exaggeration, then without. */
const usualPhases: readonly Phase[] = [
  { iterations: 250, exaggeration: 12, momentum: 0.5 },
  { iterations: 750, exaggeration: 1, momentum: 0.8 },
];

/** All that is to be known of a run. */
export interface Settings extends Omit<Required<TsneOptions>, "start"> {
  readonly n: number;
  readonly method: Method;
  readonly start: Tensor | undefined;
}

/**
 * Fills in the defaults, scikit-learn's but for the start, and holds options and data against each other.
 *
 * Errors: `BadDimensions`, `BadTheta`, `ShapeMismatch`, `NotFinite`, `TooManyPoints`, `BadPerplexity`.
 */
export const settingsOf = (x: Tensor, options: TsneOptions): E.Either<Failure, Settings> => {
  const { perplexity = 30, dims = 2, theta = 0.5, phases = usualPhases } = options;
  const { precision = "float32", every = 50, method = "auto", start } = options;
  const methodOf = (n: number): Method => methodFor(n, dims, method);
  return F.pipe(
    checkDimensions(dims, method),
    E.chain(() => checkTheta(theta)),
    E.chain(() => checkData(x, perplexity, precision, methodOf)),
    E.chainFirst((n) => (start ? checkPoints("the start", start, [n, dims]) : E.right(undefined))),
    E.map((n) => {
      const rate = options.rate ?? Math.max(n / 48, 50);
      return { n, perplexity, dims, method: methodOf(n), theta, phases, precision, every, start, rate };
    }),
  );
};
