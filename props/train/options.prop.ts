import { either as E } from "fp-ts";
import { expect, test } from "vitest";
import { key } from "../../src/core/key.js";
import { describe } from "../../src/failure.js";
import { adam } from "../../src/optim/definition.js";
import { begin, fit, type TrainingOptions, trainStep } from "../../src/train/index.js";
import { examplesFor, objectives, right } from "../arbitraries/models.js";
import { plain } from "../arbitraries/runtimes.js";

const plan = { height: 4, width: 5, hidden: 9, latent: 3, likelihood: "bce", kl: 1 } as const;
const objective = objectives["vae"]!(plan);
const data = { train: examplesFor(objective, 6, 1) };
const options = { optimizer: adam({ rate: 1e-3 }), batch: 4, epochs: 1 };
const start = right(begin(plain, key(1), objective, options));

const said = (changed: Partial<TrainingOptions>, seed = 1, rate?: number): string =>
  E.match(
    describe,
    () => "trained",
  )(
    fit(plain, key(seed), objective, data, {
      ...options,
      ...changed,
      observe: ({ kind }) => (rate !== undefined && kind === "BatchEnded" ? { rate } : undefined),
    }),
  );

test.each([
  ["no option amiss", said({}), "trained"],
  ["a start", said({ start }), "trained"],
  ["a batch of 0", said({ batch: 0 }), "the batch size is an integer of 1 or more: got 0"],
  ["no number of epochs", said({ epochs: Number.NaN }), "the number of epochs is an integer of 1 or more: got NaN"],
  ["a rate below 0", said({ optimizer: { ...adam({ rate: 1 }), rate: -1 } as never }), "optimizer.rate"],
  ["an optimiser of no kind", said({ optimizer: { kind: "sophia" } as never }), "a setting of an optimiser"],
  ["another key than the start's", said({ start }, 2), "start: a training resumes with the key that it began with"],
  [
    "the start of another model",
    said({ start: { ...start, weights: { ...start.weights, params: new Float32Array(3) } } }),
    "start: floats of parameters, running state and moments",
  ],
  [
    "a rate of NaN in answer",
    said({}, 1, Number.NaN),
    "answer of the observer: a rate is a finite number of 0 or more",
  ],
])("%s", (_, got, expected) => expect(got).toContain(expected));

test("a batch of other columns is no step", () => {
  const step = trainStep(plain, objective, start, { examples: 2, columns: [new Float32Array(3)] }, options);
  expect(E.isLeft(step) && step.left.kind).toBe("ShapeMismatch");
});
