import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../src/core/key.js";
import { tensor32 } from "../../src/core/tensor.js";
import { type Failure, describe as inWords } from "../../src/failure.js";
import { adam } from "../../src/optim/definition.js";
import * as train from "../../src/train/index.js";
import { alternatingObjectives } from "../arbitraries/alternating.js";
import { examplesFor, objectives, right } from "../arbitraries/models.js";
import { plain } from "../arbitraries/runtimes.js";

const plan = { height: 4, width: 5, hidden: 9, latent: 3, likelihood: "bce", kl: 1 } as const;
const objective = objectives["vae"]!(plan);
const data = { train: examplesFor(objective, 6, 1) };
const options = { optimizer: adam({ rate: 1e-3 }), batch: 4, epochs: 1 };
const start = right(train.begin(plain, key(1), objective, options));
const none = undefined as never;

const line = (result: E.Either<Failure, unknown>): string =>
  E.match(
    (failure: Failure) => `${failure.kind}: ${inWords(failure)}`,
    () => "done",
  )(result);

const said = (changed: object, answer?: unknown): string =>
  line(
    train.fit(plain, key(1), objective, data, {
      ...options,
      observe: ({ kind }) => (kind === "BatchEnded" ? (answer as train.Answer) : undefined),
      ...changed,
    }),
  );

test.each([
  ["no option amiss", said({}), /^done$/],
  ["a start", said({ start }), /^done$/],
  ["no batch", said({ batch: undefined }), /^BadOption: batch: .*expected an integer of 1 or more, got nothing$/],
  ["a batch of 0", said({ batch: 0 }), /^BadOption: batch: .*got 0$/],
  ["no number of epochs", said({ epochs: Number.NaN }), /^BadOption: epochs: .*got NaN$/],
  [
    "an option that is none",
    said({ epoch: 3 }),
    /^BadOption: options: .*optimizer, batch, epochs, start, observe, got epoch$/,
  ],
  ["an observer that is no function", said({ observe: 3 }), /^BadOption: observe/],
  ["no optimiser", said({ optimizer: undefined }), /^BadOptimizer: optimizer/],
  ["a rate below 0", said({ optimizer: { ...adam({ rate: 1 }), rate: -1 } }), /^BadOptimizer: optimizer\.rate/],
  ["an optimiser of no kind", said({ optimizer: { kind: "sophia" } }), /^BadOptimizer: .*a setting of an optimiser/],
  [
    "an optimiser of no sub-objective",
    said({ optimizer: { model: options.optimizer, encoder: options.optimizer } }),
    /^NoOptimizer: .*expected model, got one for encoder$/,
  ],
  ["a start that is none", said({ start: {} }), /^BadArgument: .*train\.begin/],
  ["another key than the start's", line(train.fit(plain, key(2), objective, data, { ...options, start })), /^OtherKey/],
  [
    "the start of another model",
    said({ start: { ...start, weights: { ...start.weights, params: new Float32Array(3) } } }),
    /^ShapeMismatch: start: floats of parameters, running state and moments/,
  ],
  ["a rate of NaN in answer", said({}, { rate: Number.NaN }), /^BadRate: answer of the observer/],
  ["a promise in answer", said({}, Promise.resolve("stop")), /^BadRate: answer of the observer/],
  ["a failure in answer", said({}, { failure: { kind: "Mine", fault: "usage", what: "enough" } }), /^Mine: enough$/],
  ["anything else in answer", said({}, 3), /^done$/],
])("%s", (_, got, expected) => expect(got).toMatch(expected));

const compiled = E.right(objective) as never;

describe("what is not what belongs there is a Left, and nothing throws", () => {
  test.each<[string, () => E.Either<Failure, unknown>, string]>([
    ["fit without a runtime", () => train.fit(none, key(1), objective, data, options), "BadArgument"],
    ["fit without a key", () => train.fit(plain, none, objective, data, options), "BadArgument"],
    ["fit of an Either", () => train.fit(plain, key(1), compiled, data, options), "BadArgument"],
    ["fit of nothing", () => train.fit(plain, key(1), none, data, options), "BadArgument"],
    ["fit without data", () => train.fit(plain, key(1), objective, none, options), "BadOption"],
    [
      "fit with other data",
      () => train.fit(plain, key(1), objective, { ...data, valid: 1 } as never, options),
      "BadOption",
    ],
    [
      "fit of a tensor",
      () => train.fit(plain, key(1), objective, { train: tensor32([1], [1]) as never }, options),
      "BadArgument",
    ],
    [
      "fit of examples of no tensor",
      () => train.fit(plain, key(1), objective, { train: train.examples(none) }, options),
      "BadArgument",
    ],
    [
      "fit of pictures of nothing",
      () => train.fit(plain, key(1), objective, { train: train.pictures(none) }, options),
      "BadArgument",
    ],
    ["fit without options", () => train.fit(plain, key(1), objective, data, none), "BadOption"],
    ["begin without options", () => train.begin(plain, key(1), objective, none), "BadOption"],
    ["begin without a key", () => train.begin(plain, none, objective, options), "BadArgument"],
    ["begin of an Either", () => train.begin(plain, key(1), compiled, options), "BadArgument"],
    ["batches of nothing", () => train.batchesOf(plain, key(1), none, { batch: 2 }), "BadArgument"],
    ["batches of 0", () => train.batchesOf(plain, key(1), data.train, { batch: 0 }), "BadOption"],
    ["batches of epoch -1", () => train.batchesOf(plain, key(1), data.train, { batch: 2, epoch: -1 }), "BadOption"],
    ["a step on nothing", () => train.trainStep(plain, objective, start, none, options), "BadArgument"],
    [
      "a step from nothing",
      () => train.trainStep(plain, objective, none, { examples: 1, columns: [] }, options),
      "BadArgument",
    ],
    [
      "a step on other columns",
      () => train.trainStep(plain, objective, start, { examples: 2, columns: [new Float32Array(3)] }, options),
      "ShapeMismatch",
    ],
    [
      "an alternating objective with one optimiser too few",
      () =>
        train.begin(plain, key(1), alternatingObjectives["adversarial autoencoder"]!(plan), {
          optimizer: { encoder: options.optimizer, autoencoder: options.optimizer },
        }),
      "NoOptimizer",
    ],
  ])("%s", (_, give, kind) => expect(line(give())).toMatch(new RegExp(`^${kind}: `)));
});

describe("an observer with a wrong option ends the training with a Left that names it", () => {
  const told = (observer: train.Observer<string, unknown>): string => {
    let listening = observer;
    return said({
      observe: (event: train.TrainEvent) => {
        const { next, answer } = listening.transition(event);
        listening = next;
        return answer;
      },
    });
  };

  test.each<[string, train.Observer<string, unknown>, RegExp]>([
    ["no option amiss", train.earlyStop({ patience: 3 }), /^done$/],
    ["patience of 0", train.earlyStop({ patience: 0 }), /^BadOption: patience/],
    ["no options", train.earlyStop(none), /^BadOption: options: .*patience, threshold, of/],
    ["an option that is none", train.earlyStop({ patience: 1, treshold: 1 } as never), /^BadOption: .*got treshold$/],
    ["a threshold below 0", train.earlyStop({ patience: 1, threshold: -1 }), /^BadOption: threshold/],
    ["no monitor", train.earlyStop({ patience: 1, of: "loss" as never }), /^BadOption: of/],
    ["no schedule", train.rateSchedule(0.1 as never), /^BadOption: rate/],
    ["a schedule of no rates", train.rateSchedule(none), /^BadOption: rate/],
    ["no plateau", train.reducePlateau({ rate: -1 } as never), /^BadOption: plateau\.rate/],
    ["checkpoints that stay not at all", train.checkpoints({ keep: { last: 0 } }), /^BadOption: keep\.last/],
    ["checkpoints of two rules", train.checkpoints({ keep: { last: 1, best: 1 } as never }), /^BadOption: keep/],
    ["checkpoints every half step", train.checkpoints({ keep: "each", every: 0.5 }), /^BadOption: every/],
    ["epochs that are no set", train.onEpochs([1] as never, () => 1), /^BadOption: epochs/],
    ["no effect", train.onEpochs(new Set([0]), none), /^BadOption: effect/],
    ["no observer among several", train.all(train.silent, none), /^BadArgument: this is no observer/],
    ["no observer whose effects are others", train.mapEffects(none, String), /^BadArgument: this is no observer/],
    ["events of no kind", train.on("EpochFinished" as never, () => ({})), /^NotOneOf: on: .*EpochEnded/],
    ["nothing at an event", train.on("EpochEnded", none), /^BadArgument: what is done at EpochEnded/],
    ["no step of a fold", train.observer(0, none), /^BadArgument: the step/],
    ["a step that gives nothing", train.observer(0, () => none), /^done$/],
  ])("%s", (_, observer, expected) => expect(told(observer)).toMatch(expected));
});

test("what is waited for is a training, and who is told of it a function", async () => {
  const training = train.fitSteps(plain, key(1), objective, data, options);
  expect(line(await train.fitAsync(none, async () => undefined))).toMatch(/^BadOption: training/);
  expect(line(await train.fitAsync(training, none))).toMatch(/^BadOption: observe/);
  expect(line(await train.observed(none, train.silent)())).toMatch(/^BadOption: training/);
  expect(line(await train.observed(training, none)())).toMatch(/^BadArgument: this is no observer/);
});
