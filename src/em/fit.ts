import type { either } from "fp-ts";
import { type Computation, mapSteps } from "../core/computation.js";
import type { Key } from "../core/key.js";
import type { Failure } from "../failure.js";
import type { Runtime } from "../wasm/runtime.js";
import type { EmData } from "./chunks.js";
import { type DrivenFit, driveSteps, type EmFit, type EmProgress } from "./driver.js";
import { emSteps } from "./fold.js";
import type { EmModel } from "./model.js";
import { type EmOptions, type Observing, runObserved } from "./options.js";

/** Iterations until it stops: the way of a start where a model has none of its own. */
const plainFit = <Theta, Data, Stats, Chunk>(
  model: EmModel<Theta, Data, Stats, Chunk>,
): DrivenFit<Theta, Data, Stats, Chunk, unknown, unknown, EmFit<Theta>> => ({
  model,
  plan: ({ latent, chunks, stop }) => ({
    begin: (theta) => ({ theta, trace: [] }),
    steps: (from) =>
      mapSteps(emSteps(latent, stop)(from, chunks), (iteration) => {
        const { theta, trace } = iteration;
        return { iteration, position: { theta, trace } };
      }),
  }),
  finish: (_, best) => best,
});

/**
 * Fits any model by expectation-maximisation, one iteration at a time: yields where it is, returns the best fit.
 *
 *   E-step   q(z) = p(z | x, theta), summed up to statistics      M-step   theta = argmax E_q log p(x, z | theta)
 *
 * key: of the starts. The same key gives the same bits. data: in one piece, or in chunks, which are gone through once an
 * iteration and once more for the final log-likelihood.
 *
 * Errors: `BadOption`, which lists what there is; `BadArgument`; `OnlyOnce`, `NoChunks` of the data; what the model finds
 * of the data; where every start fails, the failure of the first (`NotFinite` where its bound is no number).
 * Source: Dempster, Laird and Rubin (1977), Maximum likelihood from incomplete data via the EM algorithm.
 */
export const fitSteps = <Theta, Data, Stats, Chunk = Data>(
  runtime: Runtime,
  key: Key,
  model: EmModel<Theta, Data, Stats, Chunk>,
  data: EmData<Data>,
  options: EmOptions<Theta> = {},
): Computation<EmProgress<Theta, Stats>, EmFit<Theta>> => driveSteps(runtime, key, plainFit(model), data, options);

/**
 * `fitSteps` from start to end; `observe` is told of each iteration.
 *
 * Errors: as `fitSteps`.
 */
export const fit = <Theta, Data, Stats, Chunk = Data>(
  runtime: Runtime,
  key: Key,
  model: EmModel<Theta, Data, Stats, Chunk>,
  data: EmData<Data>,
  options: EmOptions<Theta> & Observing<EmProgress<Theta, Stats>> = {},
): either.Either<Failure, EmFit<Theta>> =>
  runObserved<EmOptions<Theta>, EmProgress<Theta, Stats>, EmFit<Theta>>(options, (rest) =>
    fitSteps(runtime, key, model, data, rest),
  );
