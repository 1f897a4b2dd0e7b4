import type { Losses } from "../models/objective.js";

/** The mean of losses over examples, batch by batch. */
export interface MeanLosses<Part extends string> {
  readonly add: (losses: Losses<Part>, examples: number) => void;
  /** sum over the batches of mean * examples, over all examples */
  readonly value: () => Losses<Part>;
}

/** A mean of nothing yet. */
export const meanLosses = <Part extends string>(parts: readonly Part[]): MeanLosses<Part> => {
  const names = ["loss" as const, ...parts];
  const sums = new Float64Array(names.length);
  let count = 0;
  return {
    add: (losses, examples) => {
      names.forEach((name, k) => {
        sums[k]! += examples * losses[name];
      });
      count += examples;
    },
    value: () => Object.fromEntries(names.map((name, k) => [name, sums[k]! / count])) as Losses<Part>,
  };
};
