import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { describe as line } from "../../src/failure.js";
import { key, random } from "../../src/index.js";
import { plain } from "../arbitraries/runtimes.js";

const lineOf = (result: E.Either<Parameters<typeof line>[0], unknown>): string =>
  E.match(line, () => "went well")(result);

describe("draws as the public asks for them", () => {
  test.each<[string, E.Either<Parameters<typeof line>[0], unknown>, RegExp]>([
    ["a negative extent", random.normal(plain, key(1), [2, -3]), /no shape.*\[2, -3\]/],
    ["half an extent", random.uniform(plain, key(1), [1.5]), /no shape/],
    ["a number for a shape", random.uniform(plain, key(1), 3 as never), /no shape.*got 3/],
    ["more than memory holds", random.uniform(plain, key(1), [2 ** 20, 2 ** 20]), /2\^29/],
    ["a number for a key", random.normal(plain, 1 as never, [2]), /key\(seed\)/],
    ["the key before the runtime", random.normal(key(1) as never, plain as never, [2]), /the runtime/],
    ["a precision that is none", random.normal(plain, key(1), [2], { precision: "half" as never }), /float32, float64/],
    [
      "an option that is none",
      random.normal(plain, key(1), [2], { dtype: "float32" } as never),
      /precision, got dtype/,
    ],
    ["integers below nothing", random.integers(plain, key(1), [2], { below: 0 }), /below.*from 1 to 4294967296/],
    ["integers without a bound", random.integers(plain, key(1), [2], undefined as never), /below/],
    ["a permutation of half a thing", random.permutation(key(1), { count: 0.5 }), /count/],
  ])("%s is a Left of one line", (_, result, said) => expect(lineOf(result)).toMatch(said));

  test("are those of the library inside", () => {
    const float64 = { precision: "float64" } as const;
    expect(random.normal(plain, key(1), [3])).toMatchObject({ right: { shape: [3], data: expect.any(Float32Array) } });
    expect(random.uniform(plain, key(1), [3], float64)).toMatchObject({ right: { data: expect.any(Float64Array) } });
    expect(E.isRight(random.permutation(key(1), { count: 0 }))).toBe(true);
  });
});
