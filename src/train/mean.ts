import type { Losses } from "./objective.js";

/** What batches of one epoch add up to: a mean of losses that is not divided yet. */
export interface LossSums<Term extends string = string> {
  readonly batches: number;
  readonly examples: number;
  /** sum over the batches of mean * examples */
  readonly sums: Losses<Term>;
}

const each = <Term extends string>(
  names: readonly (Term | "loss")[],
  value: (name: Term | "loss") => number,
): Losses<Term> => Object.fromEntries(names.map((name) => [name, value(name)])) as Losses<Term>;

/** No batch yet. */
export const noBatches = <Term extends string>(terms: readonly Term[]): LossSums<Term> => ({
  batches: 0,
  examples: 0,
  sums: each(["loss", ...terms], () => 0),
});

/** One batch more, whose mean losses these are. */
export const addBatch = <Term extends string>(
  { batches, examples, sums }: LossSums<Term>,
  losses: Losses<Term>,
  count: number,
): LossSums<Term> => ({
  batches: batches + 1,
  examples: examples + count,
  sums: each(Object.keys(sums) as (Term | "loss")[], (name) => sums[name] + count * losses[name]),
});

/**
 * The mean over the examples of all batches.
 *
 * @example
 * meanOf(addBatch(addBatch(noBatches([]), { loss: 1 }, 3), { loss: 5 }, 1)) // => { loss: 2 }
 */
export const meanOf = <Term extends string>({ examples, sums }: LossSums<Term>): Losses<Term> =>
  each(Object.keys(sums) as (Term | "loss")[], (name) => sums[name] / examples);
