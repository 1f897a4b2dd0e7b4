import type { Losses } from "../models/objective.js";

/** What batches of one epoch add up to: a mean of losses that is not divided yet. */
export interface LossSums<Part extends string = string> {
  readonly batches: number;
  readonly examples: number;
  /** sum over the batches of mean * examples */
  readonly sums: Losses<Part>;
}

const each = <Part extends string>(
  names: readonly (Part | "loss")[],
  value: (name: Part | "loss") => number,
): Losses<Part> => Object.fromEntries(names.map((name) => [name, value(name)])) as Losses<Part>;

/** No batch yet. */
export const noBatches = <Part extends string>(parts: readonly Part[]): LossSums<Part> => ({
  batches: 0,
  examples: 0,
  sums: each(["loss", ...parts], () => 0),
});

/** One batch more, whose mean losses these are. */
export const addBatch = <Part extends string>(
  { batches, examples, sums }: LossSums<Part>,
  losses: Losses<Part>,
  count: number,
): LossSums<Part> => ({
  batches: batches + 1,
  examples: examples + count,
  sums: each(Object.keys(sums) as (Part | "loss")[], (name) => sums[name] + count * losses[name]),
});

/**
 * The mean over the examples of all batches.
 *
 * @example
 * meanOf(addBatch(addBatch(noBatches([]), { loss: 1 }, 3), { loss: 5 }, 1)) // => { loss: 2 }
 */
export const meanOf = <Part extends string>({ examples, sums }: LossSums<Part>): Losses<Part> =>
  each(Object.keys(sums) as (Part | "loss")[], (name) => sums[name] / examples);
