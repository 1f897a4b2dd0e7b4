import { either as E } from "fp-ts";
import * as t from "io-ts";
import { type Failure, usage } from "../failure.js";

const numbers = (name: string, holds: (x: number) => boolean) =>
  t.refinement(t.number, (x) => Number.isFinite(x) && holds(x), name);

/** Words of 32 bits. */
export const Word32 = numbers("an integer from 0 to 2^32 - 1", (x) => x >>> 0 === x);

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

/** Any number. NaN and the infinities, for which JSON has no word, are the texts of their names. */
export const Real: t.Type<number, number | string, unknown> = new t.Type(
  "a number",
  t.number.is,
  (input, context) => {
    const isNamed = input === "NaN" || input === "Infinity" || input === "-Infinity";
    return t.number.validate(isNamed ? Number(input) : input, context);
  },
  (value) => (Number.isFinite(value) ? value : String(value)),
);

/** A name that is none of those there are. */
export type NotOneOf = Failure<"NotOneOf">;

/**
 * One of the names there are; where it is another, the failure lists them.
 *
 * @example
 * E.isLeft(expectOneOf("reduction", ["mean", "sum"], "max")) // => true
 */
export const expectOneOf = <Name extends string>(
  where: string,
  names: readonly Name[],
  name: string,
): E.Either<NotOneOf, Name> => {
  const found = names.find((known) => known === name);
  return found === undefined
    ? E.left(usage("NotOneOf", "there is no such choice", { where, expected: names.join(", "), got: String(name) }))
    : E.right(found);
};
