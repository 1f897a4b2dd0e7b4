import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test, vi } from "vitest";
import { key } from "../../src/core/key.js";
import { adam, type Definition } from "../../src/optim/definition.js";
import { orderOf } from "../../src/train/data.js";
import { fit } from "../../src/train/fit.js";
import type { Objective } from "../../src/train/objective.js";
import type { TrainingOptions } from "../../src/train/options.js";
import { begin } from "../../src/train/state.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { seeds } from "../arbitraries/data.js";
import { examplesFor, noisyVae, objectives, type Plan, right } from "../arbitraries/models.js";
import { plain } from "../arbitraries/runtimes.js";

interface Drawn {
  readonly plan: Plan;
  readonly model: string;
  readonly count: number;
  readonly batch: number;
  readonly optimizer: Definition;
  readonly epochs: number;
  readonly seed: number;
}

const objectiveOf = (model: string, plan: Plan): Objective =>
  model === "noisy" ? noisyVae(plan) : objectives[model]!(plan);

const ready = (runtime: Runtime, { plan, model, count, batch, optimizer, epochs, seed }: Drawn) => {
  const objective = objectiveOf(model, plan);
  const data = { train: examplesFor(objective, count, seed), test: examplesFor(objective, 3, seed + 9) };
  const start = right(begin(runtime, key(seed), objective, { optimizer }));
  return { objective, data, settings: { optimizer, batch, epochs }, start };
};

/** A shallow VAE of 20 pixels and its data. */
const small: Drawn = {
  plan: { height: 4, width: 5, hidden: 9, latent: 3, likelihood: "bce", kl: 1 },
  model: "vae",
  count: 100,
  batch: 16,
  optimizer: adam({ rate: 1e-3 }),
  epochs: 2,
  seed: 5,
};

describe("what cannot be trained is a Left", () => {
  const { objective, settings, data, start } = ready(plain, small);
  const tagOf = (changed: Partial<TrainingOptions>, examples = data.train, test = data.test): string =>
    E.match(
      ({ kind }: { readonly kind: string }) => kind,
      () => "trained",
    )(fit(plain, start.key, objective, { train: examples, test }, { ...settings, ...changed, start }));

  test.each([
    ["a batch of 0", tagOf({ batch: 0 }), "BadOption"],
    ["half an epoch", tagOf({ epochs: 0.5 }), "BadOption"],
    ["no example", tagOf({}, { count: 0, columns: [] }), "NoExamples"],
    [
      "a column too many",
      tagOf({}, { count: 100, columns: [...data.train.columns, ...data.train.columns] }),
      "ShapeMismatch",
    ],
    [
      "other pictures",
      tagOf({}, { count: 1, columns: [{ shape: [5, 4], floats: new Float32Array(20) }] }),
      "ShapeMismatch",
    ],
    ["rows missing", tagOf({}, { ...data.train, count: 101 }), "ShapeMismatch"],
    ["other test pictures", tagOf({}, data.train, { count: 0, columns: [] }), "NoExamples"],
  ])("%s", (_, got, expected) => expect(got).toBe(expected));

  test("a NaN among the examples ends the run at the step that meets it, by its number", () =>
    fc.assert(
      fc.property(fc.nat({ max: small.count - 1 }), seeds, (place, seed) => {
        const floats = new Float32Array(20 * small.count).fill(0.5);
        floats[20 * place] = Number.NaN;
        const begun = right(begin(plain, key(seed), objective, { optimizer: settings.optimizer }));
        const data = { train: { count: small.count, columns: [{ shape: [4, 5], floats }] } };
        const result = fit(plain, begun.key, objective, data, { ...settings, start: begun });
        const step = 1 + Math.floor(orderOf(begun.key, 0, small.count).indexOf(place) / small.batch);
        expect(E.isLeft(result) && [result.left.kind, result.left.where]).toEqual(["Diverged", `step ${step}`]);
      }),
      { numRuns: 20 },
    ));
});

const sparse = "autoencoder with a target for each unit";

test.each([small.model, sparse])("10,000 steps use the memory of a few: nothing stays, nothing grows (%s)", (model) => {
  const workspace = plain.workspace();
  const runtime: Runtime = { ...plain, workspace: () => workspace };
  const drawn = { ...small, model, count: 4, batch: 2, epochs: 5000 };
  const { objective, settings, data, start } = ready(runtime, drawn);
  const marks = new Set<string>();
  const { state } = right(
    fit(runtime, start.key, objective, data, {
      ...settings,
      start,
      observe: (event) => {
        if (event.kind === "EpochEnded") marks.add(`${workspace.arena.used()} of ${workspace.arena.reserved()}`);
      },
    }),
  );
  expect([state.optimizer.step, marks.size]).toEqual([10_000, 1]);
});

test.each(["noisy", sparse])("training asks no function of the engine whose last bit is not fixed (%s)", (model) => {
  const loose = [
    "exp",
    "expm1",
    "log",
    "log1p",
    "log2",
    "log10",
    "pow",
    "sin",
    "cos",
    "tan",
    "tanh",
    "random",
  ] as const;
  const { objective, settings, data, start } = ready(plain, { ...small, model });
  const spies = loose.map((name) => vi.spyOn(Math, name));
  const { state } = right(fit(plain, start.key, objective, data, settings));
  const asked = loose.filter((_, k) => spies[k]!.mock.calls.length > 0);
  vi.restoreAllMocks();
  expect(asked).toEqual([]);
  expect(state).toEqual(right(fit(plain, start.key, objective, data, { ...settings, start })).state);
});
