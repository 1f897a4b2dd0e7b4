import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { drawDigits, syntheticDigits } from "../../../src/data/synthetic/digits.js";
import { drawScene } from "../../../src/data/synthetic/scene/index.js";
import { describe as line } from "../../../src/failure.js";
import { key, synthetic } from "../../../src/index.js";
import { plain } from "../../arbitraries/runtimes.js";

describe("synthetic data", () => {
  test("of the namespace are those that are drawn", () => {
    expect(synthetic.digits(plain, key(1), { count: 3 })).toEqual(E.right(drawDigits(plain, key(1), 3)));
    expect(synthetic.digitSet(plain, key(1), { train: 2, test: 1 })).toEqual(
      E.right(syntheticDigits(plain, key(1), 2, 1)),
    );
    expect(synthetic.scene(plain, key(1), { count: 2 })).toEqual(E.right(drawScene(plain, key(1), 2)));
  });

  test("of counts that are none are a Left of one line", () => {
    const results = [
      synthetic.digits(plain, key(1), { count: -1 }),
      synthetic.digits(plain, key(1), { count: 1e9 }),
      synthetic.digitSet(plain, key(1), { train: 0.5 }),
      synthetic.scene(plain, key(1), { size: 3 } as object),
      synthetic.scene(plain, 3 as never),
    ];
    for (const result of results) expect(E.match(line, () => "went well")(result)).toMatch(/expected .*, got /);
  });
});
