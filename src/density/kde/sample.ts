import { either as E, function as F } from "fp-ts";
import { checked, expectCount, expectKey, expectOptions, expectRuntime } from "../../core/checks.js";
import { foldIn, type Key, named } from "../../core/key.js";
import { normal, uniform } from "../../core/random.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import { expectKde, type Kde } from "./fit.js";
import type { KdeKernel } from "./kernel.js";

/** n radii of a shape in d dimensions, of density proportional to u^(d-1) k(u). */
type Radii = (runtime: Runtime, key: Key, n: number, d: number) => Float64Array;

/** Uniform in (0, 1], (n, columns). */
const positive = (runtime: Runtime, key: Key, n: number, columns: number): Float64Array =>
  Float64Array.from(uniform(runtime, key, [n, columns], "float64").data, (u) => 1 - u);

/**
 * u ~ Beta(d, 1) = U^(1/d); times V^(1/(d + a)) that density, u^(d-1), gets the factor 1 - u^a:
 * Beta(p, 1) Beta(p + 1, 1) = Beta(p, 2), with p = d/a, of u^a.
 */
const thinned =
  (a: number): Radii =>
  (runtime, key, n, d) => {
    const u = positive(runtime, key, n, 2);
    return Float64Array.from({ length: n }, (_, i) => u[2 * i]! ** (1 / d) * u[2 * i + 1]! ** (1 / (d + a)));
  };

const epanechnikov = thinned(2);

/** By rejection from 1 - u^2, which is nowhere below cos(pi u/2) and at most 4/pi times it. */
const cosine: Radii = (runtime, key, n, d) => {
  const radii = new Float64Array(n).fill(Number.NaN);
  for (let attempt = 0, left = n; left > 0; attempt++) {
    const again = foldIn(key, attempt);
    const candidates = epanechnikov(runtime, named(again, "candidate"), n, d);
    const level = uniform(runtime, named(again, "level"), [n], "float64").data;
    for (let i = 0; i < n; i++) {
      const u = candidates[i]!;
      if (!Number.isNaN(radii[i]!) || level[i]! * (1 - u * u) >= Math.cos((Math.PI / 2) * u)) continue;
      radii[i] = u;
      left -= 1;
    }
  }
  return radii;
};

const radii: Readonly<Record<Exclude<KdeKernel, "gaussian">, Radii>> = {
  tophat: (runtime, key, n, d) => positive(runtime, key, n, 1).map((u) => u ** (1 / d)),
  epanechnikov,
  linear: thinned(1),
  // Gamma(d): the sum of d exponentials
  exponential: (runtime, key, n, d) => {
    const u = positive(runtime, key, n, d);
    return Float64Array.from({ length: n }, (_, i) =>
      u.subarray(i * d, (i + 1) * d).reduce((sum, uj) => sum - Math.log(uj), 0),
    );
  },
  cosine,
};

/** n rows of a kernel of bandwidth 1: normals, or a direction times a radius. */
const offsets = (runtime: Runtime, key: Key, kernel: KdeKernel, n: number, d: number): Float64Array => {
  const x = Float64Array.from(normal(runtime, named(key, "direction"), [n, d], "float64").data);
  if (kernel === "gaussian") return x;
  const radius = radii[kernel](runtime, named(key, "radius"), n, d);
  for (let i = 0; i < n; i++) {
    const row = x.subarray(i * d, (i + 1) * d);
    const length = Math.sqrt(row.reduce((sum, xj) => sum + xj * xj, 0));
    for (let j = 0; j < d; j++) row[j]! *= radius[i]! / length;
  }
  return x;
};

/** The first i with w_0 + ... + w_i > u, u < sum w. */
const indexBy = (weights: ArrayLike<number>) => {
  let total = 0;
  const upTo = Float64Array.from(weights, (w) => (total += w));
  return (u: number): number => {
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > u * total) high = middle;
      else low = middle + 1;
    }
    return low;
  };
};

/** How a density is sampled. */
export interface KdeSampleOptions {
  /** n: 1 if absent. */
  readonly count?: number;
}

const drawFrom = (runtime: Runtime, key: Key, { kernel, bandwidth, points, weights }: Kde, n: number): Tensor => {
  const d = points.shape[1]!;
  const which = indexBy(weights);
  const u = uniform(runtime, named(key, "point"), [n], "float64").data;
  const x = offsets(runtime, named(key, "kernel"), kernel, n, d);
  for (let i = 0; i < n; i++) {
    const first = which(u[i]!) * d;
    for (let j = 0; j < d; j++) x[i * d + j] = points.data[first + j]! + bandwidth * x[i * d + j]!;
  }
  return tensor([n, d], x);
};

/**
 * n draws from a density estimate, (n, d), float64: a point, and a kernel about it. Row i depends on (key, i) alone.
 *
 * Errors: `BadOption`, `BadArgument`.
 *
 * @example
 * const spike = { kernel: "tophat", bandwidth: 0.5, points: tensor64([1, 1], [3]), weights: [1] };
 * E.map(({ shape }) => shape)(sample(runtime, key(1), spike, { count: 5 })) // => E.right([5, 1])
 */
export const sample = (
  runtime: Runtime,
  key: Key,
  model: Kde,
  options: KdeSampleOptions = {},
): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(undefined, expectRuntime(runtime), expectKey(key), expectKde(model), expectOptions(options, ["count"])),
    E.map(() => options.count ?? 1),
    E.chainFirst((count) =>
      expectCount("count", count, { least: 0, most: Math.floor(2 ** 28 / model.points.shape[1]!) }),
    ),
    E.map((count) => drawFrom(runtime, key, model, count)),
  );
