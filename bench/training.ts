/** What the benches of training share: MNIST's digits, and steps over them as a fit makes them. */

import { key } from "../src/core/key.js";
import type { LabelledImages } from "../src/data/labelledImages.js";
import { syntheticDigits } from "../src/data/synthetic/digits.js";
import { orThrow } from "../src/failure.js";
import type { Objective } from "../src/flat.js";
import { begin, type Examples } from "../src/flat.js";
import { readImageSet } from "../src/node/pictures/readImageSet.js";
import type { Definition } from "../src/optim/definition.js";
import { orderOf, placeExamples, rangesOf } from "../src/train/data.js";
import { openTrainingSession } from "../src/train/trainingSession.js";
import type { Runtime } from "../src/wasm/runtime.js";

/** The training digits of $MNIST_DIR, else drawn ones. */
export const digitsFor = async (runtime: Runtime): Promise<LabelledImages> => {
  const folder = process.env["MNIST_DIR"];
  return (folder ? orThrow(await readImageSet(folder)()) : syntheticDigits(runtime, key(0))).train;
};

/** What is trained, on what, and how. */
export interface Lesson {
  readonly objective: Objective;
  readonly optimizer: Definition;
  readonly batch: number;
  readonly data: Examples;
}

/** So many steps a call over gathered batches, in a new order each epoch, without anything around them. */
export const steps = (runtime: Runtime, { objective, optimizer, batch, data }: Lesson, times = 1): (() => void) => {
  const workspace = runtime.workspace();
  const { gather, arrange } = placeExamples(workspace, data);
  const training = openTrainingSession(workspace, objective, optimizer, begin(runtime, objective, optimizer, key(0)));
  const batches = (function* () {
    for (let epoch = 0; ; epoch++) {
      arrange(orderOf(key(1), epoch, data.count));
      yield* rangesOf(data.count, batch);
    }
  })();
  return () => {
    for (let i = 0; i < times; i++) {
      const range = batches.next().value;
      workspace.arena.scope(() => training.step(range.examples, gather(range)));
    }
  };
};
