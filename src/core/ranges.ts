import * as t from "io-ts";

const numbers = (name: string, holds: (x: number) => boolean) =>
  t.refinement(t.number, (x) => Number.isFinite(x) && holds(x), name);

/** Neither NaN nor infinite, which JSON cannot hold. */
export const Finite = numbers("a finite number", () => true);

/** Rates, penalties, small additions. */
export const NonNegative = numbers("a number of 0 or more", (x) => x >= 0);

/** Limits. */
export const Positive = numbers("a number above 0", (x) => x > 0);

/** The memory of a running mean, which at 1 would never move; the rate of dropout, which at 1 would leave nothing. */
export const BelowOne = numbers("a number from 0 to below 1", (x) => x >= 0 && x < 1);

/** Counts of steps that may be none. */
export const Natural = numbers("an integer of 0 or more", (x) => Number.isInteger(x) && x >= 0);

/** Counts of steps, of outputs. */
export const Count = numbers("an integer of 1 or more", (x) => Number.isInteger(x) && x >= 1);
