import { either as E, function as F } from "fp-ts";
import { checked, expectCount, expectKey, expectOptions, expectRuntime } from "../../core/checks.js";
import { type Key, named } from "../../core/key.js";
import { normal, uniform } from "../../core/random.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import { timesLower } from "../../prob/cholesky.js";
import type { Runtime } from "../../wasm/runtime.js";
import { covarianceIndex, factorOf, shifted } from "./components.js";
import { check, extentsOf, type Mixture } from "./theta.js";

/** Points with the components that they were drawn from. */
export interface MixtureSample {
  /** [n, d]. */
  readonly x: Tensor;
  /** [n]. */
  readonly labels: Int32Array;
}

/** The first component at which the running sum of the weights passes u. */
const componentAt = (weights: ArrayLike<number>, u: number): number => {
  let [j, sum] = [0, weights[0]!];
  while (sum <= u && j < weights.length - 1) sum += weights[++j]!;
  return j;
};

/** eps -> L eps, or each coordinate by its standard deviation. */
const spread = (covariance: Float64Array, d: number): ((eps: Float64Array) => Float64Array) => {
  if (covariance.length === d) return (eps) => eps.map((e, a) => Math.sqrt(covariance[a]!) * e);
  const factor = factorOf(covariance, d);
  return (eps) => timesLower(factor, eps);
};

const drawFrom = (runtime: Runtime, key: Key, theta: Mixture, n: number): MixtureSample => {
  const { d } = extentsOf(theta);
  const { form, covariances } = runtime.using((workspace) => shifted(workspace, theta, new Float64Array(d)));
  const spreads = covariances.map((covariance) => spread(covariance, d));
  const u = uniform(runtime, named(key, "component"), [n], "float64").data;
  const eps = Float64Array.from(normal(runtime, named(key, "noise"), [n, d], "float64").data);
  const weights = Float64Array.from(theta.weights.data);
  const labels = Int32Array.from({ length: n }, (_, i) => componentAt(weights, u[i]!));
  const x = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const j = labels[i]!;
    const noise = spreads[covarianceIndex(form, j)]!(eps.subarray(i * d, (i + 1) * d));
    for (let a = 0; a < d; a++) x[i * d + a] = theta.means.data[j * d + a]! + noise[a]!;
  }
  return { x: tensor([n, d], x), labels };
};

/** How many draws. */
export interface MixtureSampleOptions {
  /** 1 if absent. */
  readonly count?: number;
}

/**
 * n draws of a mixture: z ~ w, x = m_z + L_z eps, eps ~ N(0, I). Draw i depends on (key, i) alone.
 *
 * Errors: those of `check`; `BadOption`, `BadArgument`.
 *
 * @example
 * const unit = { weights: tensor64([1], [1]), means: tensor64([1, 2], [0, 0]), covariances: tensor64([1], [1]) };
 * const drawn = sample(runtime, key(4), { covariance: "spherical", ...unit }, { count: 3 });
 * E.map(({ x }) => x.shape)(drawn) // => E.right([3, 2])
 */
export const sample = (
  runtime: Runtime,
  key: Key,
  theta: Mixture,
  options: MixtureSampleOptions = {},
): E.Either<Failure, MixtureSample> =>
  F.pipe(
    checked(undefined, expectRuntime(runtime), expectKey(key), check(theta), expectOptions(options, ["count"])),
    E.map(() => options.count ?? 1),
    E.chainFirst((count) => expectCount("count", count, { least: 0, most: Math.floor(2 ** 28 / extentsOf(theta).d) })),
    E.map((count) => drawFrom(runtime, key, theta, count)),
  );
