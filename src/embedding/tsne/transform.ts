import { either as E, function as F } from "fp-ts";
import { checked, expectCount, expectModel, expectNumber, expectOptions, expectRuntime } from "../../core/checks.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime } from "../../wasm/runtime.js";
import { conditional } from "./affinities.js";
import { checkPoints } from "./checks.js";
import { motion, move, rest } from "./descent.js";
import type { TsneFit } from "./fit.js";
import { floats, putPoints, type StoredPoints, type TsneFloats, takePoints } from "./memory.js";
import { expectMomentum } from "./options.js";

/** How new points find their place. */
export interface TsneTransformOptions {
  /** 100 */
  readonly iterations?: number;
  /** 0.1: the gradient of one point has the size of its p, which sum to 1. */
  readonly rate?: number;
  /** 0.8 */
  readonly momentum?: number;
}

/** Where to begin: the mean of the fitted positions, weighted by p(j | i). */
const weightedMeans = (own: TsneFloats, p: Pointer, fitted: StoredPoints, count: number): Tensor => {
  const { stride, dims } = fitted;
  const weights = own.view(p, count * stride);
  const y = own.view(fitted.at, dims * stride);
  const means = new Float64Array(count * dims);
  for (let i = 0; i < count; i++)
    for (let c = 0; c < dims; c++)
      for (let j = 0; j < fitted.count; j++) means[i * dims + c]! += weights[i * stride + j]! * y[c * stride + j]!;
  return tensor([count, dims], means);
};

const settingsOf = (options: TsneTransformOptions): E.Either<Failure, Required<TsneTransformOptions>> =>
  F.pipe(
    expectOptions(options, ["iterations", "rate", "momentum"]),
    E.chainW(() => {
      const { iterations = 100, rate = 0.1, momentum = 0.8 } = options;
      return checked(
        { iterations, rate, momentum },
        expectCount("iterations", iterations, { least: 0 }),
        expectNumber("rate", rate, "above 0"),
        expectMomentum("momentum", momentum),
      );
    }),
  );

/** A fitted map in linear memory. */
interface Reference {
  readonly data: StoredPoints;
  readonly fitted: StoredPoints;
  readonly perplexity: number;
}

/** Where some points come to lie, in the current scope of the arena. */
const transformed = (
  own: TsneFloats,
  { data, fitted, perplexity }: Reference,
  x: StoredPoints,
  { iterations, rate, momentum }: Required<TsneTransformOptions>,
): Tensor => {
  const { arena } = own.workspace;
  const pairs = { p: arena.alloc64(x.count * fitted.stride), beta: arena.alloc64(x.count) };
  conditional(own, pairs, x, data, perplexity);
  const y = putPoints(own, weightedMeans(own, pairs.p, fitted, x.count));
  const { count, stride, dims } = y;
  const sums = arena.alloc64((2 * dims + 1) * stride);
  const gradient = own.zeros(dims * stride);
  const moving = motion(own, dims * stride);
  rest(own, dims * stride, moving);
  for (let i = 0; i < iterations; i++) {
    own.forces(sums, stride, pairs.p, y.at, stride, fitted.at, fitted.count, fitted.stride, dims, 0, 0, count);
    own.gradient(gradient, stride, sums, stride, dims, 2, 1, 0, 0, count);
    move({ floats: own, y, gradient }, moving, { rate, momentum });
  }
  return takePoints(own, y);
};

/** StoredPoints whose affinities are in memory at a time. */
const atATime = 1024;

/**
 * Places new points, the rows of x, [m, d], on a fitted map, whose points stay where they are: for each,
 *
 *   minimises KL(p(. | i) | q(. | i)),   q(j | i) = k_ij / sum over l of k_il,
 *
 * over its position y_i, from the mean of its neighbours' positions. New points do not see each other: placing them one
 * by one gives the bits of placing all.
 *
 * Errors: `ShapeMismatch` where they have other features than the data of the fit, `NotFinite`; `BadOption`,
 * `BadArgument`.
 * Source: Policar, Strazar and Zupan, "Embedding to reference t-SNE space addresses batch effects" (2021).
 */
export const transform = (
  runtime: Runtime,
  fit: TsneFit,
  x: Tensor,
  options: TsneTransformOptions = {},
): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(
      undefined,
      expectRuntime(runtime),
      expectModel("the fit", fit, ["positions", "data", "perplexity"], "tsne.fit"),
    ),
    E.chain(() => settingsOf(options)),
    E.chainFirst(() => checkPoints("the new points", x, ["any", fit.data.shape[1]!])),
    E.map((settings) =>
      runtime.using((workspace) => {
        const own = floats(workspace, "float64");
        const { perplexity, data, positions } = fit;
        const reference = { perplexity, data: putPoints(own, data), fitted: putPoints(own, positions) };
        const [m, dims] = [x.shape[0]!, positions.shape[1]!];
        const out = new Float64Array(m * dims);
        for (let from = 0; from < m; from += atATime) {
          const to = Math.min(from + atATime, m);
          const part = own.workspace.arena.scope(() =>
            transformed(own, reference, putPoints(own, x, from, to), settings),
          );
          out.set(Float64Array.from(part.data), from * dims);
        }
        return tensor([m, dims], out);
      }),
    ),
  );
