import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { key } from "../../src/core/key.js";
import { adam, type Definition, rmsprop, sgd } from "../../src/optim/definition.js";
import { withRate } from "../../src/optim/rate.js";
import type { Examples } from "../../src/train/data.js";
import type { TrainEvent } from "../../src/train/events.js";
import { fit, fitAsync, fitSteps } from "../../src/train/fit.js";
import { meanOf, noBatches } from "../../src/train/mean.js";
import type { Objective } from "../../src/train/objective.js";
import type { TrainingOptions } from "../../src/train/options.js";
import { begin, type TrainState } from "../../src/train/state.js";
import { batchesOf, trainStep } from "../../src/train/step.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { seeds } from "../arbitraries/data.js";
import { examplesFor, noisyVae, objectives, type Plan, plans, right } from "../arbitraries/models.js";
import { plain, runtimes } from "../arbitraries/runtimes.js";

const optimizers = fc.constantFrom(
  adam({ rate: 1e-2 }),
  rmsprop({ rate: 1e-3, momentum: 0.5 }),
  sgd({ rate: { kind: "exponential", rate: 1e-2, factor: 0.9 } }),
);

interface Drawn {
  readonly plan: Plan;
  readonly model: string;
  readonly count: number;
  readonly batch: number;
  readonly optimizer: Definition;
  readonly epochs: number;
  readonly seed: number;
}

const trainings: fc.Arbitrary<Drawn> = fc.record({
  plan: plans,
  model: fc.constantFrom("noisy", ...Object.keys(objectives)),
  count: fc.integer({ min: 2, max: 23 }),
  batch: fc.integer({ min: 2, max: 9 }),
  optimizer: optimizers,
  epochs: fc.integer({ min: 1, max: 4 }),
  seed: seeds,
});

const objectiveOf = (model: string, plan: Plan): Objective =>
  model === "noisy" ? noisyVae(plan) : objectives[model]!(plan);

/** The definition of `fit`: fold `trainStep` over the batches of each epoch. */
const folded = (
  runtime: Runtime,
  objective: Objective,
  { optimizer, batch, epochs }: TrainingOptions,
  train: Examples,
  start: TrainState,
): TrainState => {
  let state = start;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const each of right(batchesOf(runtime, start.key, train, { batch, epoch })))
      state = right(trainStep(runtime, objective, state, each, { optimizer })).state;
    const losses = { train: meanOf(state.currentEpoch), test: null };
    state = { ...state, history: [...state.history, losses], currentEpoch: noBatches(objective.terms) };
  }
  return state;
};

const ready = (runtime: Runtime, { plan, model, count, batch, optimizer, epochs, seed }: Drawn) => {
  const objective = objectiveOf(model, plan);
  const data = { train: examplesFor(objective, count, seed), test: examplesFor(objective, 3, seed + 9) };
  const start = right(begin(runtime, key(seed), objective, { optimizer }));
  return { objective, data, settings: { optimizer, batch, epochs }, start };
};

describe.each(runtimes)("fit ($simd)", (runtime) => {
  test("is the fold of the pure step over the batches, bit for bit, and the same again", () =>
    fc.assert(
      fc.property(trainings, (drawn) => {
        const { objective, settings, data, start } = ready(runtime, drawn);
        const { state } = right(fit(runtime, start.key, objective, { train: data.train }, { ...settings, start }));
        expect(state).toEqual(folded(runtime, objective, settings, data.train, start));
        const judged = right(fit(runtime, start.key, objective, data, { ...settings, start })).state;
        expect({ ...judged, history: state.history }).toEqual(state);
        expect(right(fit(runtime, start.key, objective, data, { ...settings, start })).state).toEqual(judged);
      }),
    ));

  test("continues from a state at any batch as if it had not stopped: state and history, bit for bit", () =>
    fc.assert(
      fc.property(trainings, fc.nat(), fc.nat(), (drawn, ofEpoch, ofBatch) => {
        const { objective, settings, data, start } = ready(runtime, drawn);
        const whole = right(fit(runtime, start.key, objective, data, { ...settings, start }));
        const epoch = ofEpoch % settings.epochs;
        const batch = ofBatch % (Math.ceil(drawn.count / settings.batch) + 1);
        const half = right(
          fit(runtime, start.key, objective, data, {
            ...settings,
            start,
            observe: (event) => {
              const isThere = "epoch" in event && event.epoch === epoch;
              if (event.kind === "BatchStarted" && isThere && event.batch === batch) return "stop";
              return event.kind === "EpochEnded" && isThere ? "stop" : undefined;
            },
          }),
        );
        expect(half.outcome).toBe(half.history.length < settings.epochs ? "stopped" : "completed");
        const rest = right(
          fit(runtime, start.key, objective, data, { ...settings, start: structuredClone(half.state) }),
        );
        expect(rest).toEqual(whole);
      }),
    ));
});

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

describe("the events of a fit", () => {
  const eventsOf = (drawn: Drawn): readonly TrainEvent[] => {
    const { objective, settings, data, start } = ready(plain, drawn);
    return [...fitSteps(plain, start.key, objective, data, { ...settings, start })];
  };

  test("come in the order run (epoch (batch batch)* epoch)* run, with every example once an epoch", () =>
    fc.assert(
      fc.property(trainings, (drawn) => {
        const events = eventsOf(drawn);
        const letters = {
          RunStarted: "<",
          EpochReplayed: "r",
          EpochStarted: "(",
          BatchStarted: "b",
          BatchEnded: "B",
          EpochEnded: ")",
          RunEnded: ">",
        };
        const epoch = `(${"bB".repeat(Math.ceil(drawn.count / drawn.batch))})`;
        expect(events.map(({ kind }) => letters[kind]).join("")).toBe(`<${epoch.repeat(drawn.epochs)}>`);
        const seen = events.reduce((sum, event) => sum + (event.kind === "BatchEnded" ? event.examples : 0), 0);
        expect(seen).toBe(drawn.epochs * drawn.count);
      }),
      { numRuns: 20 },
    ));

  test("the loss of an epoch is the mean of its batches' by examples, to 1e-12", () => {
    const events = eventsOf(small);
    const batches = events.flatMap((event) => (event.kind === "BatchEnded" && event.epoch === 0 ? [event] : []));
    const sum = batches.reduce((total, { losses, examples }) => total + losses.loss * examples, 0);
    const ended = events.find((event) => event.kind === "EpochEnded");
    expect(Math.abs(ended!.losses.train.loss - sum / small.count)).toBeLessThan(1e-12 * sum);
  });

  test("fitAsync waits for its observer and finds the same", async () => {
    const { objective, settings, data, start } = ready(plain, small);
    let pending = 0;
    const waited = await fitAsync(fitSteps(plain, start.key, objective, data, { ...settings, start }), async () => {
      expect(pending++).toBe(0);
      await Promise.resolve();
      pending--;
    });
    expect(waited).toEqual(fit(plain, start.key, objective, data, { ...settings, start }));
  });

  test("of a training that resumes: the epochs before are replayed, then come the batches that are left", () => {
    const { objective, settings, data, start } = ready(plain, small);
    const events = [...fitSteps(plain, start.key, objective, data, { ...settings, start })];
    const at = events.findIndex((event) => event.kind === "BatchEnded" && event.epoch === 1 && event.batch === 2);
    const { state } = right(
      fit(plain, start.key, objective, data, {
        ...settings,
        start,
        observe: (event) =>
          event.kind === "BatchEnded" && event.epoch === 1 && event.batch === 2 ? "stop" : undefined,
      }),
    );
    const [run, replayed, epoch, ...rest] = fitSteps(plain, state.key, objective, data, { ...settings, start: state });
    expect(run).toMatchObject({ kind: "RunStarted", epoch: 1 });
    expect(replayed).toEqual({ kind: "EpochReplayed", epoch: 0, losses: state.history[0] });
    expect(epoch).toEqual({ kind: "EpochStarted", epoch: 1, batch: 3 });
    const plainly = (all: readonly TrainEvent[]) => JSON.stringify(all);
    expect(plainly(rest)).toBe(plainly(events.slice(at + 1)));
  });

  test("a state between batches that is asked for too late is a broken invariant", () => {
    const { objective, settings, data, start } = ready(plain, small);
    const [first, second] = [...fitSteps(plain, start.key, objective, data, { ...settings, start })].filter(
      (event) => event.kind === "BatchStarted",
    );
    expect(() => first!.state()).toThrow(RangeError);
    expect(() => second!.state()).toThrow(RangeError);
  });

  test("stop at the end of a batch: the steps made so far, and an epoch that is not in the history", () => {
    const { objective, settings, data, start } = ready(plain, small);
    const { state, history, outcome } = right(
      fit(plain, start.key, objective, data, {
        ...settings,
        start,
        observe: (event) =>
          event.kind === "BatchEnded" && event.epoch === 1 && event.batch === 2 ? "stop" : undefined,
      }),
    );
    expect([state.currentEpoch.batches, state.optimizer.step, history.length, outcome]).toEqual([
      3,
      7 + 3,
      1,
      "stopped",
    ]);
  });
});

test("a rate in answer to an epoch holds from there on: as another fit with that rate, bit for bit", () => {
  const { objective, settings, data, start } = ready(plain, small);
  const changed = right(
    fit(plain, start.key, objective, data, {
      ...settings,
      start,
      observe: (event) => (event.kind === "EpochEnded" && event.epoch === 0 ? { rate: 1e-4 } : undefined),
    }),
  );
  const first = right(fit(plain, start.key, objective, data, { ...settings, epochs: 1, start })).state;
  const slower = { ...settings, optimizer: withRate(1e-4, settings.optimizer) };
  expect(changed.state).toEqual({
    ...right(fit(plain, first.key, objective, data, { ...slower, start: first })).state,
    rate: 1e-4,
  });
  expect(changed.state).toEqual(
    right(fit(plain, start.key, objective, data, { ...settings, start: { ...first, rate: 1e-4 } })).state,
  );
});
