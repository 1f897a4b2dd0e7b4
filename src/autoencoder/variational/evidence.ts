/** How well a VAE explains examples: the evidence lower bound of each, and an estimate of log p(x) above it. */
import { either as E, function as F } from "fp-ts";
import { checked, expectCount, expectKey, expectOptions, expectRuntime } from "../../core/checks.js";
import { foldIn, type Key } from "../../core/key.js";
import type { ReadonlyFloats, Tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { PassContext } from "../../nn/compiledLayer.js";
import { loss } from "../../nn/losses/loss.js";
import { klLoss, reparameterise } from "../../nn/losses/posterior.js";
import type { Weights } from "../../nn/weights.js";
import { logSumExp } from "../../prob/logSumExp.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime } from "../../wasm/runtime.js";
import { expectInputs, expectTrained } from "../evaluation.js";
import { logNormalizer, losses } from "../likelihood.js";
import { chunkRows, chunksOf, countRows, putRows, withWeights } from "../rows.js";
import type { VaeModel } from "./vae.js";

/** Nats of each example: elbo = -(reconstruction + kl), the normalisation of p(x | z) being part of the first. */
export interface Elbo {
  readonly elbo: ReadonlyFloats;
  readonly reconstruction: ReadonlyFloats;
  readonly kl: ReadonlyFloats;
}

/** values[row] = -log p(x | z) of each row, in float64. */
const negativeLogLikelihood = (
  { decoder, likelihood, numbers }: VaeModel,
  run: PassContext,
  z: Pointer,
  x: Pointer,
): Float64Array => {
  const { rows } = loss(losses[likelihood], decoder)(run, decoder.forward(run, [z]).y, x, 0);
  return run.workspace.arena.f64(rows, run.batch).map((value) => value + numbers * logNormalizer[likelihood]);
};

const madeBy = { fields: ["encoder", "decoder", "latent", "shape"], from: "vae.compile" };

const expectExamples = (
  runtime: Runtime,
  key: Key,
  model: VaeModel,
  weights: Weights,
  x: Tensor,
): E.Either<Failure, unknown> =>
  F.pipe(
    checked(x, expectRuntime(runtime), expectKey(key), expectTrained(model, weights, madeBy)),
    E.chain(() => expectInputs([{ what: "the examples", x, shape: model.shape }])),
  );

/**
 * The bound of each example of x [N, ...shape] with one draw of z each: unbiased, E_q log p(x | z) - KL(q || N(0, I)).
 *
 * Errors: `BadArgument`; `ShapeMismatch` for examples or weights that are not the model's.
 */
export const elbo = (
  runtime: Runtime,
  key: Key,
  model: VaeModel,
  weights: Weights,
  x: Tensor,
): E.Either<Failure, Elbo> =>
  E.map(() => boundOf(runtime, key, model, weights, x))(expectExamples(runtime, key, model, weights, x));

const boundOf = (runtime: Runtime, key: Key, model: VaeModel, weights: Weights, x: Tensor): Elbo =>
  withWeights(runtime, model, weights, (evaluate) => {
    const { encoder, latent: d, numbers } = model;
    const count = countRows(x, model.shape);
    const [reconstruction, kl] = [new Float64Array(count), new Float64Array(count)];
    for (const [from, rows] of chunksOf(count)) {
      const run = evaluate(rows);
      const { arena, kernels } = run.workspace;
      arena.scope(() => {
        const at = putRows(run, x, numbers, from);
        const q = encoder.forward(run, [at]).y;
        const eps = arena.alloc32(rows * d);
        kernels.normal32(eps, rows * d, key.k0, key.k1, from * d);
        reconstruction.set(negativeLogLikelihood(model, run, reparameterise(d)(run, q, eps).z, at), from);
        kl.set(arena.f64(klLoss(encoder)(run, q, 0).rows, rows), from);
      });
    }
    return { elbo: reconstruction.map((value, i) => -(value + kl[i]!)), reconstruction, kl };
  });

/** log p(x, z) - log q(z | x) of some draws z = mu + exp(logvar / 2) eps for one x, its rows repeated. */
const logWeights = (
  model: VaeModel,
  run: PassContext,
  x: Pointer,
  mu: Pointer,
  logvar: Pointer,
  eps: Pointer,
): Float64Array => {
  const { arena } = run.workspace;
  const { latent: d } = model;
  const n = run.batch * d;
  const { z } = reparameterise(d, { shared: true })(run, [mu, logvar], eps);
  const values = negativeLogLikelihood(model, run, z, x);
  const [code, noise, spread] = [arena.f32(z, n), arena.f32(eps, n), arena.f32(logvar, d)];
  return values.map((value, row) => {
    let sum = 0;
    for (let j = 0; j < d; j++) {
      const [c, e] = [code[row * d + j]!, noise[row * d + j]!];
      sum += e * e - c * c + spread[j]!;
    }
    return sum / 2 - value;
  });
};

/** How log p(x) is estimated. */
export interface LogLikelihoodOptions {
  /** Draws of z for each example; 100 if absent. */
  readonly draws?: number;
}

/**
 * An estimate of log p(x) of each example from `draws` draws of z ~ q(z | x):
 *
 *   log 1/k sum_i p(x | z_i) p(z_i) / q(z_i | x),   the mean of exponentials in float64
 *
 * Its expectation is never below the ELBO, rises with k, and tends to log p(x). The draws of example i come from
 * foldIn(key, i). Memory does not grow with examples or draws.
 *
 * Errors: as `elbo`; `BadOption` for draws that are no count.
 * Source: Burda, Grosse and Salakhutdinov, "Importance weighted autoencoders" (2016), equation 8.
 */
export const logLikelihood = (
  runtime: Runtime,
  key: Key,
  model: VaeModel,
  weights: Weights,
  x: Tensor,
  options: LogLikelihoodOptions = {},
): E.Either<Failure, ReadonlyFloats> => {
  const { draws = 100 } = options;
  return F.pipe(
    expectExamples(runtime, key, model, weights, x),
    E.chain(() => checked(draws, expectOptions(options, ["draws"]), expectCount("draws", draws))),
    E.map(() => estimateOf(runtime, key, model, weights, x, draws)),
  );
};

const estimateOf = (
  runtime: Runtime,
  key: Key,
  model: VaeModel,
  weights: Weights,
  x: Tensor,
  draws: number,
): ReadonlyFloats =>
  withWeights(runtime, model, weights, (evaluate) => {
    const { encoder, latent: d, numbers } = model;
    return Float64Array.from({ length: countRows(x, model.shape) }, (_, i) => {
      const one = evaluate(1);
      const { arena, kernels } = one.workspace;
      const { k0, k1 } = foldIn(key, i);
      const weightsOf = new Float64Array(draws);
      arena.scope(() => {
        const at = putRows(one, x, numbers, i);
        const [mu, logvar] = encoder.forward(one, [at]).y as readonly [Pointer, Pointer];
        const repeated = arena.alloc32(chunkRows * numbers);
        for (let row = 0; row < chunkRows; row++) kernels.copy32(repeated + 4 * row * numbers, at, numbers);
        for (const [from, rows] of chunksOf(draws))
          arena.scope(() => {
            const eps = arena.alloc32(rows * d);
            kernels.normal32(eps, rows * d, k0, k1, from * d);
            weightsOf.set(logWeights(model, evaluate(rows), repeated, mu, logvar, eps), from);
          });
      });
      return logSumExp(weightsOf) - Math.log(draws);
    });
  });
