import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Definition } from "../../src/optim/definition.js";
import { type Optimizer, type OptimizerState, optimizer } from "../../src/optim/optimizer.js";
import { optimizers } from "../arbitraries/optimizers.js";
import { plain } from "../arbitraries/runtimes.js";
import { optimizerProperties } from "./optimizer.js";

type Sound = Optimizer<OptimizerState>;

/** An optimiser got wrong: the sound one, with something done to it. */
type Slip = (sound: Sound, definition: Definition) => Sound;

const failures = (definitions: fc.Arbitrary<Definition>, slip: Slip): readonly string[] => {
  const build = (runtime: typeof plain, definition: Definition) => slip(optimizer(runtime, definition), definition);
  const properties = optimizerProperties({ name: "slipped", definitions, build }, plain);
  return Object.keys(properties).filter((name) => fc.check(properties[name]!, { endOnFailure: true }).failed);
};

const updating =
  (update: (sound: Sound) => Sound["update"]): Slip =>
  (sound) => ({ ...sound, update: update(sound) });

const redefined =
  (change: (definition: Definition) => Definition): Slip =>
  (_, definition) =>
    optimizer(plain, change(definition));

/** A counter that no caller sees. */
const calls = { made: 0 };

const formula = expect.stringContaining("the trajectory of its formula");
const again = expect.stringContaining("the same again");
const permuted = expect.stringContaining("permuted");
const still = expect.stringContaining("no step");
const resident = expect.stringContaining("in place in linear memory");

describe("the kit of optimisers catches a broken one", () => {
  test("and passes a sound one", () => expect(failures(optimizers.adam, (sound) => sound)).toEqual([]));

  test.each<[string, unknown, Slip]>([
    [
      "no bias correction",
      formula,
      updating((sound) => (g, s, p) => {
        const { updates, state } = sound.update(g, { ...s, step: s.step + 1e6 }, p);
        return { updates, state: { ...state, step: s.step + 1 } };
      }),
    ],
    [
      "the bias correction of the step before",
      formula,
      updating((sound) => (g, s, p) => {
        const { updates, state } = sound.update(g, { ...s, step: Math.max(s.step - 1, 0) }, p);
        return { updates, state: { ...state, step: s.step + 1 } };
      }),
    ],
    ["swapped betas", formula, redefined((d) => (d.kind === "adam" ? { ...d, beta1: d.beta2, beta2: d.beta1 } : d))],
    ["no decay", formula, redefined((d) => (d.kind === "adam" ? { ...d, weightDecay: 0 } : d))],
    ["decay apart from the gradient", formula, redefined((d) => (d.kind === "adam" ? { ...d, kind: "adamw" } : d))],
    [
      "the largest square for the mean one",
      formula,
      redefined((d) => (d.kind === "adam" ? { ...d, amsgrad: true } : d)),
    ],
    [
      "the other way up",
      formula,
      updating((sound) => (g, s, p) => {
        const { updates, state } = sound.update(g, s, p);
        return { updates: Float64Array.from(updates, (x) => -x), state };
      }),
    ],
    [
      "moments rewritten where they stand",
      again,
      updating((sound) => (g, s, p) => {
        const result = sound.update(g, s, p);
        (s.slots as Float64Array).set(Array.from(result.state.slots));
        return result;
      }),
    ],
    ["a hidden count", again, updating((sound) => (g, s, p) => sound.update(g, { ...s, step: calls.made++ }, p))],
    [
      "the first element favoured",
      permuted,
      updating((sound) => (g, s, p) => {
        const { updates, state } = sound.update(g, s, p);
        return { updates: Float64Array.from(updates, (x, i) => (i === 0 ? 2 * x : x)), state };
      }),
    ],
    [
      "a drift",
      still,
      updating((sound) => (g, s, p) => {
        const { updates, state } = sound.update(g, s, p);
        return { updates: Float64Array.from(updates, (x) => x + 1e-6), state };
      }),
    ],
    [
      "an ulp between the forms",
      resident,
      updating((sound) => (g, s, p) => {
        const { updates, state } = sound.update(g, s, p);
        return { updates: Float64Array.from(updates, (x) => x * (1 + 2 ** -22)), state };
      }),
    ],
  ])("%s", (_, law, slip) => expect(failures(optimizers.adam, slip)).toContainEqual(law));
});
