import fc from "fast-check";
import { either as E, taskEither as TE } from "fp-ts";
import { describe, expect, test } from "vitest";
import { attempt, done } from "../../../src/cli/program/attempt.js";
import { badData, type Failure, failureOf, numerical, orThrow, usage } from "../../../src/failure.js";

const failures: fc.Arbitrary<Failure> = fc
  .tuple(fc.constantFrom(usage, badData, numerical), fc.string(), fc.string())
  .map(([of, kind, what]) => of(kind, what));

const results: fc.Arbitrary<E.Either<Failure, unknown>> = fc.oneof(
  failures.map((failure) => E.left(failure)),
  fc.anything().map((value) => E.right(value)),
);

describe("work as an async function", () => {
  test("is what it returns, and the Left that ends it, whether a task's or not", async () => {
    await fc.assert(
      fc.asyncProperty(results, async (result) => {
        expect(await attempt(() => orThrow(result))()).toEqual(result);
        expect(await attempt(async () => orThrow(result))()).toEqual(result);
        expect(await attempt(async () => [await done(TE.fromEither(result))])()).toEqual(E.map((a) => [a])(result));
      }),
    );
  });

  test("does nothing before it is asked for, and everything each time", async () => {
    let times = 0;
    const counting = attempt(() => ++times);
    expect(times).toBe(0);
    expect([await counting(), await counting()]).toEqual([E.right(1), E.right(2)]);
  });

  test.each([new Error("a bug"), new TypeError("a bug", { cause: new Error("another") }), "a word", undefined, null])(
    "leaves what is no failure thrown: %s",
    async (error) => {
      const thrower = (): never => {
        throw error;
      };
      expect(failureOf(error)).toBe(undefined);
      await expect(attempt(thrower)()).rejects.toBe(error);
    },
  );
});
