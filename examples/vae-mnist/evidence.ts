import { either as E, type taskEither as TE } from "fp-ts";
import type { Host } from "../../src/cli/index.js";
import type { Failure } from "../../src/failure.js";
import { foldIn, type Key, named } from "../../src/index.js";
import type { LabelledImages } from "../../src/io/labelledImages.js";
import { elbo, logLikelihood, type VaeModel } from "../../src/models/index.js";
import type { Weights } from "../../src/nn/weights.js";
import { part } from "../digits/load.js";

/** Nats a picture, over the same pictures. */
export interface Evidence {
  readonly logLikelihood: number;
  readonly elbo: number;
  readonly pictures: number;
  readonly draws: number;
}

/** Pictures between two breaths. */
const chunk = 10;

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** The mean importance-weighted log p(x) and the mean bound of the first pictures of a set. */
export const evidence =
  (
    { runtime, progress, breathe }: Host,
    model: VaeModel,
    weights: Weights,
    set: LabelledImages,
    key: Key,
    { pictures: most, draws }: Pick<Evidence, "pictures" | "draws">,
  ): TE.TaskEither<Failure, Evidence> =>
  async () => {
    const count = Math.min(most, set.count);
    const bar = progress("log p(x)", count);
    let [log, bound] = [0, 0];
    for (let from = 0; from < count; from += chunk) {
      const to = Math.min(from + chunk, count);
      const x = part(set, from, to);
      const of = foldIn(key, from);
      bound += sum(elbo(runtime, model, weights, x, named(of, "elbo")).elbo);
      log += sum(logLikelihood(runtime, model, weights, x, named(of, "importance"), draws));
      bar.tick(to, { "log p(x)": log / to, ELBO: bound / to });
      await breathe();
    }
    bar.end();
    return E.right({ logLikelihood: log / count, elbo: bound / count, pictures: count, draws });
  };
