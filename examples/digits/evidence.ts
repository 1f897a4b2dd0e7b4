import { either as E, type taskEither as TE } from "fp-ts";
import { elbo, logLikelihood, type VaeModel } from "../../src/autoencoder/index.js";
import type { RunHost } from "../../src/cli/index.js";
import type { Failure } from "../../src/failure.js";
import { foldIn, type Key, named, type Tensor } from "../../src/flat.js";
import type { Learner } from "./learner.js";

/** Nats of each picture. */
export interface Evidence {
  readonly logLikelihood: Float64Array;
  readonly elbo: Float64Array;
}

/** Pictures between two breaths. */
const chunk = 10;

/** The mean of some numbers. */
export const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The importance-weighted log p(x) and the bound of `count` pictures, which `part` gives. */
export const evidence =
  (
    { progress, yieldToEvents }: RunHost,
    { runtime, model, weights }: Learner<VaeModel>,
    count: number,
    part: (from: number, to: number) => Tensor,
    key: Key,
    draws: number,
  ): TE.TaskEither<Failure, Evidence> =>
  async () => {
    const found = { logLikelihood: new Float64Array(count), elbo: new Float64Array(count) };
    const bar = progress("log p(x)", count);
    for (let from = 0; from < count; from += chunk) {
      const to = Math.min(from + chunk, count);
      const x = part(from, to);
      const of = foldIn(key, from);
      found.elbo.set(elbo(runtime, model, weights, x, named(of, "elbo")).elbo, from);
      found.logLikelihood.set(logLikelihood(runtime, model, weights, x, named(of, "importance"), draws), from);
      bar.tick(to, { "log p(x)": mean(found.logLikelihood.subarray(0, to)), ELBO: mean(found.elbo.subarray(0, to)) });
      await yieldToEvents();
    }
    bar.end();
    return E.right(found);
  };
