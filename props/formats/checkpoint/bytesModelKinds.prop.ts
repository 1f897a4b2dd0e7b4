import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aae, autoencoder, classifier, cvae, vae } from "../../../src/autoencoder/index.js";
import { key } from "../../../src/core/key.js";
import { orThrow } from "../../../src/failure.js";
import {
  decodeCheckpoint,
  encodeCheckpoint,
  type ModelKind,
  modelOf,
  restore,
} from "../../../src/formats/checkpoint/bytes.js";
import { adam } from "../../../src/optim/definition.js";
import type { Trainable } from "../../../src/train/alternating.js";
import { begin } from "../../../src/train/state.js";
import { alternatingObjectives } from "../../arbitraries/alternating.js";
import { seeds } from "../../arbitraries/data.js";
import { objectives, type Plan, plans, right } from "../../arbitraries/models.js";
import { plain } from "../../arbitraries/runtimes.js";

type Defined = Trainable & { readonly definition: { readonly kind: string } };
type AnyKind = ModelKind<unknown, Trainable>;

const made = (name: string, plan: Plan): Defined =>
  (objectives[name]?.(plan) ?? alternatingObjectives[name]!(plan)) as unknown as Defined;

const all = {
  aae,
  autoencoder,
  classifier,
  conditionalAutoencoder: { codec: cvae.ConditionalAutoencoder, compile: cvae.conditional },
  cvae,
  disentangledAae: { codec: aae.Disentangled, compile: aae.disentangled },
  semiSupervisedAae: { codec: aae.SemiSupervised, compile: aae.semiSupervised },
  vae,
} as unknown as Readonly<Record<string, AnyKind>>;

const names = [...Object.keys(objectives), ...Object.keys(alternatingObjectives)];

describe("what a file says of its model", () => {
  test("there is a model of every kind", () => {
    const plan: Plan = { height: 2, width: 2, hidden: 2, latent: 1, likelihood: "mse", kl: 1 };
    const found = new Set(names.map((name) => made(name, plan).definition.kind));
    expect([...found].sort()).toEqual(Object.keys(all).sort());
  });

  test.each(names)("is enough to have it again: %s", (name) =>
    fc.assert(
      fc.property(plans, seeds, (plan, seed) => {
        const model = made(name, plan);
        const optimizer = adam({ rate: 0.1 });
        const state = right(begin(plain, key(seed), model, { optimizer }));
        const file = orThrow(encodeCheckpoint(model, { model: model.definition, optimizer, settings: {}, state }));
        const stored = right(decodeCheckpoint(file, "a file"));
        const again = right(modelOf(all[model.definition.kind]!, stored)) as Defined;
        expect(again.definition).toEqual(model.definition);
        expect([again.params, again.state, again.terms]).toEqual([model.params, model.state, model.terms]);
        expect(right(restore(again, stored)).state).toEqual(state);
      }),
      { numRuns: 20 },
    ),
  );
});
