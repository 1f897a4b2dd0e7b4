import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import * as aae from "../../../src/autoencoder/adversarial/index.js";
import { key, named } from "../../../src/core/key.js";
import { size } from "../../../src/core/shape.js";
import { type Tensor, tensor32 } from "../../../src/core/tensor.js";
import type { Weights } from "../../../src/nn/weights.js";
import { alternatingObjectives, normedLayer } from "../../arbitraries/alternating.js";
import { between, drawn, seeds } from "../../arbitraries/data.js";
import { type Plan, plans, right } from "../../arbitraries/models.js";
import { plain } from "../../arbitraries/runtimes.js";

const plainModel = (plan: Plan) =>
  alternatingObjectives["adversarial autoencoder"]!(plan, normedLayer) as unknown as aae.AaeModel;

const styleNames = ["disentangled adversarial autoencoder", "semi-supervised adversarial autoencoder"];
const styleModel = (name: string, plan: Plan) =>
  alternatingObjectives[name]!(plan, normedLayer) as unknown as aae.StyleModel;

const weightsOf = (model: aae.AnyAaeModel, seed: number): Weights => model.init(plain, key(seed));
const rows = (shape: readonly number[], count: number, seed: number): Tensor =>
  tensor32([count, ...shape], [...drawn(seed, count * size(shape), between(0, 1))]);

test("codes and pictures have the shapes of the model; reconstruct decodes what encode gives", () =>
  fc.assert(
    fc.property(plans, seeds, fc.integer({ min: 1, max: 5 }), (plan, seed, count) => {
      const model = plainModel(plan);
      const weights = weightsOf(model, seed);
      const x = rows(model.shape, count, seed);
      const z = right(aae.encode(plain, model, weights, x));
      expect(z.shape).toEqual([count, model.latent]);
      const again = right(aae.decode(plain, model, weights, z));
      expect(again.shape).toEqual(x.shape);
      expect(again).toEqual(right(aae.reconstruct(plain, model, weights, x)));
      const prior = right(aae.samplePrior(plain, key(seed), model.prior, { count, width: model.latent }));
      expect(right(aae.sample(plain, key(seed), model, weights, { count }))).toEqual(
        right(aae.decode(plain, model, weights, prior)),
      );
    }),
    { numRuns: 30 },
  ));

test.each(styleNames)("%s: encode gives the styles, classify the labels, which are probabilities", (name) =>
  fc.assert(
    fc.property(plans, seeds, fc.integer({ min: 1, max: 5 }), (plan, seed, count) => {
      const model = styleModel(name, plan);
      const weights = weightsOf(model, seed);
      const x = rows(model.shape, count, seed);
      const { styles, labels } = right(aae.styles(plain, model, weights, x));
      expect(right(aae.encode(plain, model, weights, x))).toEqual(styles);
      expect(right(aae.classify(plain, model, weights, x))).toEqual(labels);
      for (let i = 0; i < count; i++) {
        const row = [...labels.data].slice(i * model.condition, (i + 1) * model.condition);
        expect(Math.abs(row.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThanOrEqual(2 ** -22);
      }
      expect(right(aae.reconstruct(plain, model, weights, x))).toEqual(
        right(aae.decode(plain, model, weights, styles, { labels })),
      );
      const z = right(aae.samplePrior(plain, named(key(seed), "style"), model.prior, { count, width: model.latent }));
      expect(right(aae.sample(plain, key(seed), model, weights, { count, labels }))).toEqual(
        right(aae.decode(plain, model, weights, z, { labels })),
      );
      expect(right(aae.sample(plain, key(seed), model, weights, { count })).shape).toEqual(x.shape);
    }),
    { numRuns: 20 },
  ),
);

describe("what is not the model's is a Left", () => {
  const plan: Plan = { height: 2, width: 2, hidden: 2, latent: 2, likelihood: "mse", kl: 1 };
  const model = plainModel(plan);
  const styled = styleModel(styleNames[0]!, plan);
  const [weights, ofStyled] = [weightsOf(model, 1), weightsOf(styled, 1)];
  const [x, z, labels] = [rows([2, 2], 3, 1), rows([2], 3, 1), rows([3], 3, 1)];
  const none = undefined as never;

  test.each<[string, () => E.Either<unknown, unknown>]>([
    ["no runtime", () => aae.encode(none, model, weights, x)],
    ["no model", () => aae.encode(plain, none, weights, x)],
    ["no model to reconstruct with", () => aae.reconstruct(plain, none, weights, x)],
    ["no model to sample from", () => aae.sample(plain, key(1), none, weights, { count: 1 })],
    ["no weights", () => aae.encode(plain, model, none, x)],
    ["weights of another model", () => aae.encode(plain, model, ofStyled, x)],
    ["no tensor", () => aae.encode(plain, model, weights, [[1, 2]] as never)],
    ["examples of another shape", () => aae.encode(plain, model, weights, labels)],
    ["no rows", () => aae.encode(plain, model, weights, tensor32([0, 2, 2], []))],
    ["codes of another width", () => aae.decode(plain, model, weights, labels)],
    ["labels of a model that reads none", () => aae.decode(plain, model, weights, z, { labels })],
    ["labels that are missing", () => aae.decode(plain, styled, ofStyled, z)],
    ["labels of other classes", () => aae.decode(plain, styled, ofStyled, z, { labels: z })],
    ["fewer labels than styles", () => aae.decode(plain, styled, ofStyled, z, { labels: rows([3], 2, 1) })],
    ["an option that is none", () => aae.decode(plain, model, weights, z, { label: labels } as never)],
    ["a style of codes of one part", () => aae.styles(plain, model as never, weights, x)],
    ["a class of codes of one part", () => aae.classify(plain, model as never, weights, x)],
    ["no count", () => aae.sample(plain, key(1), model, weights, none)],
    ["a count that is none", () => aae.sample(plain, key(1), model, weights, { count: 0.5 })],
    ["no key", () => aae.sample(plain, none, model, weights, { count: 1 })],
  ])("%s", (_, give) => expect(E.isLeft(give())).toBe(true));
});
