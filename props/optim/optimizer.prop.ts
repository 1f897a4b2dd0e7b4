import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { adam, adamw, Definition, identity, rmsprop, sgd } from "../../src/optim/definition.js";
import { optimizer } from "../../src/optim/optimizer.js";
import { definitions, optimizers } from "../arbitraries/optimizers.js";
import { plain } from "../arbitraries/runtimes.js";
import { optimizerLaws } from "../laws/optimizer.js";

for (const [name, arbitrary] of Object.entries(optimizers)) optimizerLaws({ name, definitions: arbitrary });
optimizerLaws({ name: "any chain", definitions });

describe("what is no optimiser is refused", () => {
  test.each([
    { kind: "adagrad", rate: 0.1 },
    { ...adam({ rate: 0.1 }), beta2: 1 },
    { ...adam({ rate: 0.1 }), rate: -0.1 },
    { ...adamw({ rate: 0.1 }), epsilon: Number.NaN },
    { ...rmsprop({ rate: 0.1 }), centered: "yes" },
    { ...sgd({ rate: 0.1 }), momentum: undefined },
    { kind: "clipByNorm", limit: 0 },
    { kind: "scale", factor: Infinity },
    { kind: "chain", parts: [identity, { kind: "chain" }] },
  ])("%o", (json) => expect(E.isLeft(Definition.decode(json))).toBe(true));

  test("and what is beside one is left out", () => {
    const definition = sgd({ rate: 0.1 });
    expect(Definition.decode({ ...definition, note: "from a config" })).toEqual(E.right(definition));
  });
});

describe("update throws where blocks do not fit together", () => {
  const { init, update } = optimizer(plain, adam({ rate: 0.1 }));
  const p = Float32Array.of(1, 2);

  test.each([
    ["a shorter gradient", Float32Array.of(1), init(p)],
    ["a wider gradient", Float64Array.of(1, 2), init(p)],
    ["moments of another block", p, init(Float32Array.of(1))],
    ["moments of another optimiser", p, optimizer(plain, sgd({ rate: 0.1 })).init(p)],
  ])("%s", (_, grads, state) => expect(() => update(grads, state, p)).toThrow(RangeError));
});
