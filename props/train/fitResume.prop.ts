import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../src/core/key.js";
import { orThrow } from "../../src/failure.js";
import { decodeCheckpoint, encodeCheckpoint, restore } from "../../src/formats/checkpoint/bytes.js";
import { plateau } from "../../src/optim/plateau.js";
import type { Trainable } from "../../src/train/alternating.js";
import type { Trained } from "../../src/train/events.js";
import { fit } from "../../src/train/fit.js";
import {
  checkpoints,
  csvLines,
  earlyStop,
  rateSchedule,
  reducePlateau,
  type SaveState,
  type TextFile,
} from "../../src/train/index.js";
import { all, type Observer } from "../../src/train/observer.js";
import type { Optimizers } from "../../src/train/parameterGroups.js";
import { begin, type TrainState } from "../../src/train/state.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { optimizersFor, trainableNames, trainableOf } from "../arbitraries/alternating.js";
import { seeds } from "../arbitraries/data.js";
import { examplesFor, plans, right } from "../arbitraries/models.js";
import { runtimes } from "../arbitraries/runtimes.js";

const trainings = fc.record({
  plan: plans,
  model: fc.constantFrom(...trainableNames),
  optimizers: optimizersFor,
  count: fc.integer({ min: 2, max: 17 }),
  batch: fc.integer({ min: 2, max: 7 }),
  epochs: fc.integer({ min: 1, max: 5 }),
  every: fc.integer({ min: 1, max: 6 }),
  patience: fc.integer({ min: 1, max: 3 }),
  hasTest: fc.boolean(),
  seed: seeds,
});

type Training = typeof trainings extends fc.Arbitrary<infer A> ? A : never;
type Effect = SaveState<string> | TextFile;

/** All that remembers something, side by side. */
const observersOf = ({ every, patience }: Training): Observer<string, Effect> =>
  all<string, Effect>(
    reducePlateau(plateau({ rate: 0.02, patience: 0, factor: 0.5 })),
    rateSchedule((epoch) => 0.03 / (1 + epoch)),
    earlyStop({ patience: patience + 1 }),
    csvLines("losses.csv"),
    checkpoints({ keep: { last: 2 }, every }),
  );

interface Ending {
  readonly result: E.Either<unknown, Trained>;
  readonly effects: readonly Effect[];
}

/** A run from a state, ended by force after so many events. */
const run = (
  runtime: Runtime,
  training: Training,
  trainable: Trainable,
  start: TrainState,
  most = Number.POSITIVE_INFINITY,
): Ending => {
  const { optimizers, batch, epochs, count, seed, hasTest } = training;
  const data = {
    train: examplesFor(trainable, count, seed),
    ...(hasTest && { test: examplesFor(trainable, 3, seed + 9) }),
  };
  const effects: Effect[] = [];
  let listening = observersOf(training);
  let heard = 0;
  const settings = { optimizer: optimizers(trainable), batch, epochs };
  const result = fit(runtime, start.key, trainable, data, {
    ...settings,
    start,
    observe: (event) => {
      if (++heard > most) return "stop";
      const said = listening.transition(event);
      listening = said.next;
      effects.push(...(said.effects ?? []));
      return said.answer;
    },
  });
  return { result, effects };
};

const savesOf = ({ effects }: Ending): readonly SaveState<string>[] =>
  effects.flatMap((effect) => (effect.kind === "SaveState" ? [effect] : []));

const csvOf = ({ effects }: Ending): string | undefined =>
  effects.flatMap((effect) => (effect.kind === "TextFile" ? [effect.text] : [])).at(-1);

const throughFile = (trainable: Trainable, optimizer: Optimizers, state: TrainState): TrainState => {
  const file = orThrow(encodeCheckpoint(trainable, { model: {}, optimizer, settings: {}, state }));
  return right(
    E.chain((stored: Parameters<typeof restore>[1]) => restore(trainable, stored))(decodeCheckpoint(file, "a file")),
  ).state;
};

describe.each(runtimes)("a training that is killed anywhere ($simd)", (runtime) => {
  test("and resumed from its last checkpoint's file ends with the bits, the history, the log and the checkpoints of one never stopped", () =>
    fc.assert(
      fc.property(trainings, fc.nat(), (training, n) => {
        const trainable = trainableOf(training.model, training.plan);
        const optimizers = training.optimizers(trainable);
        const start = right(begin(runtime, key(training.seed), trainable, { optimizer: optimizers }));
        const whole = run(runtime, training, trainable, start);
        if (E.isLeft(whole.result)) return;
        const killed = run(runtime, training, trainable, start, 1 + (n % 60));
        const last = savesOf(killed).at(-1);
        const taken = last === undefined ? start : throughFile(trainable, optimizers, last.state);
        if (last !== undefined) expect(taken).toEqual(last.state);
        const rest = run(runtime, training, trainable, taken);
        expect(rest.result).toEqual(whole.result);
        const row = csvOf(rest);
        if (row !== undefined) expect(row).toBe(csvOf(whole));
        const step = last?.step ?? 0;
        const after = ({ step: of, steps }: SaveState<string>) => ({ of, steps });
        expect(savesOf(rest).map(after)).toEqual(
          savesOf(whole)
            .filter((save) => save.step > step)
            .map(after),
        );
      }),
    ));
});
