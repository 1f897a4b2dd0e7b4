import { either as E, taskEither as TE } from "fp-ts";
import { describe, expect, test } from "vitest";
import { badData, describe as lineOf, orThrow } from "../src/failure.js";
import { result } from "../src/index.js";

describe("orThrow", () => {
  test("throws the line of the failure", () => {
    const failure = badData("NotNpy", "not an NPY file", { where: "face.png" });
    expect(() => orThrow(E.left(failure))).toThrow(new Error(lineOf(failure)));
  });

  test.each<[string, unknown, RegExp]>([
    ["a task", TE.right(3), /task that was never run/],
    ["a promise", TE.right(3)(), /a promise; await it/],
    ["a computation", [][Symbol.iterator](), /computation that was never run/],
    ["nothing", undefined, /of type undefined/],
    ["null", null, /null/],
    ["an object", {}, /an object/],
  ])("says that it was given %s", (_, given, said) => {
    expect(() => orThrow(given as E.Either<never, unknown>)).toThrow(said);
  });
});

test("results made without fp-ts are its Eithers", () => {
  const failure = { kind: "NoFace", what: "there is no face", fault: "numerical" } as const;
  expect(result.ok(3)).toEqual(E.right(3));
  expect(result.fail(failure)).toEqual(E.left(failure));
  expect([result.ok(3), result.fail(failure)].map(result.isOk)).toEqual([true, false]);
});
