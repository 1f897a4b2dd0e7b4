/** Long measurements of a trained model, chunk by chunk: with a bar, and open to Ctrl-C. */
import { function as F, type task as T, taskEither as TE } from "fp-ts";
import { elbo, logLikelihood, type VaeModel } from "../../autoencoder/variational/index.js";
import { foldIn, type Key, named } from "../../core/key.js";
import type { Tensor } from "../../core/tensor.js";
import { type Failure, orThrow } from "../../failure.js";
import type { Weights } from "../../nn/weights.js";
import type { KeyFigures } from "../output/summary.js";
import type { RunHost } from "../program/program.js";

/** How a measurement is told, and how many examples a chunk has (500). */
export interface ChunkOptions<A> {
  readonly size?: number;
  readonly show?: (sofar: A) => KeyFigures;
}

/** What a run lends to a long measurement. */
export type MeasuringHost = Pick<RunHost, "runtime" | "progress" | "yieldToEvents">;

/** Goes through `count` examples in chunks, with a bar: `body` adds the examples from..to to what it has so far. */
export const foldChunks =
  <A>(
    { progress, yieldToEvents }: Pick<RunHost, "progress" | "yieldToEvents">,
    label: string,
    count: number,
    start: A,
    body: (sofar: A, from: number, to: number) => A,
    { size = 500, show = () => ({}) }: ChunkOptions<A> = {},
  ): T.Task<A> =>
  async () => {
    const bar = progress(label, count);
    let sofar = start;
    for (let from = 0; from < count; from += size) {
      const to = Math.min(from + size, count);
      sofar = body(sofar, from, to);
      bar.tick(to, show(sofar));
      await yieldToEvents();
    }
    bar.end();
    return sofar;
  };

/** Nats of each picture. */
export interface EvidenceEstimates {
  readonly logLikelihood: Float64Array;
  readonly elbo: Float64Array;
  readonly means: { readonly logLikelihood: number; readonly elbo: number };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What is measured, and how well. */
export interface EvidenceOptions {
  /** How many examples there are. */
  readonly count: number;
  /** The examples from..to. */
  readonly examples: (from: number, to: number) => Tensor;
  /** Codes that are drawn for each. */
  readonly draws: number;
}

/** The importance-weighted log p(x), by `draws` codes each, and the ELBO of examples. */
export const estimateEvidence = (
  host: MeasuringHost,
  key: Key,
  model: VaeModel,
  weights: Weights,
  { count, examples, draws }: EvidenceOptions,
): TE.TaskEither<Failure, EvidenceEstimates> => {
  const { runtime } = host;
  const found = { logLikelihood: new Float64Array(count), elbo: new Float64Array(count) };
  const add = (done: number, from: number, to: number): number => {
    const x = examples(from, to);
    const of = foldIn(key, from);
    found.elbo.set(orThrow(elbo(runtime, named(of, "elbo"), model, weights, x)).elbo, from);
    const drawing = named(of, "importance");
    found.logLikelihood.set(orThrow(logLikelihood(runtime, drawing, model, weights, x, { draws })), from);
    return Math.max(done, to);
  };
  const show = (done: number) => ({
    "log p(x)": mean(found.logLikelihood.subarray(0, done)),
    ELBO: mean(found.elbo.subarray(0, done)),
  });
  return F.pipe(
    TE.fromTask(foldChunks(host, "log p(x)", count, 0, add, { size: 10, show })),
    TE.map(() => ({ ...found, means: { logLikelihood: mean(found.logLikelihood), elbo: mean(found.elbo) } })),
  );
};
