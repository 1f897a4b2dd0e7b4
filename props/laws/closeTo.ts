/** Numbers in a range, and how far two of them may be apart: what the properties of scalar functions are written with. */
import fc from "fast-check";
import { expect } from "vitest";

/** One rounding of 1. */
export const u = 2 ** -53;

/** A number from min to max, both among them. */
export const real = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

/** Two numbers at most `bound` apart. */
export const closeTo = (got: number, expected: number, bound: number): void => {
  expect(Math.abs(got - expected), `${got} and ${expected}`).toBeLessThanOrEqual(bound);
};
