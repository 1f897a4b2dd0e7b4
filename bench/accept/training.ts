/** Trainings at full size on MNIST, which keep their weights. */

import { join } from "node:path";
import { key } from "../../src/core/key.js";
import { leavesOf } from "../../src/core/tree.js";
import { drawDigits } from "../../src/data/synthetic/digits.js";
import { orThrow } from "../../src/failure.js";
import type { Objective, ParameterLayout } from "../../src/flat.js";
import { begin, fit, pictures, type Trained } from "../../src/flat.js";
import { ndarray } from "../../src/formats/ndarray.js";
import * as npz from "../../src/formats/npz/index.js";

import type { Weights } from "../../src/nn/weights.js";
import { writeBytes } from "../../src/node/file.js";
import { type Digits, load as loadDigits } from "../../src/node/mnist/index.js";
import type { Definition } from "../../src/optim/definition.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { runtimes } from "../runtimes.js";
import type { Acceptance, Check } from "./check.js";

/** All learnt and running tensors under their paths. */
const npzOf = ({ params, state }: ParameterLayout, weights: Weights): Uint8Array => {
  const tensors = { ...leavesOf(params, weights.params), ...leavesOf(state, weights.state) };
  const arrays = Object.entries(tensors).map(
    ([path, { shape, data }]) => [path, ndarray("float32", shape, Float32Array.from(data))] as const,
  );
  return orThrow(npz.encode(new Map(arrays)));
};

/** What is trained, and how. */
export interface Plan<Term extends string> {
  readonly objective: Objective<Term>;
  readonly optimizer: Definition;
  readonly batch: number;
  readonly epochs: number;
}

/** Trains, tells each epoch's losses, and keeps the weights. */
export const train = async <Term extends string>(
  runtime: Runtime,
  digits: Digits,
  { objective, ...settings }: Plan<Term>,
  seed: number,
  folder: string,
): Promise<Trained<Term>> => {
  const data = { train: pictures(digits.train), test: pictures(digits.test) };
  const start = begin(runtime, objective, settings.optimizer, key(seed));
  const trained = orThrow(
    fit(runtime, objective, settings, data, start, (event) => {
      if (event.kind !== "EpochEnded") return;
      const { train, test } = event.losses;
      console.log(
        `seed ${seed}, epoch ${event.epoch}: train ${train.loss.toPrecision(5)}, test ${test?.loss.toPrecision(5)}`,
      );
    }),
  );
  orThrow(await writeBytes(join(folder, `weights-${seed}.npz`), npzOf(objective, trained.state.weights))());
  return trained;
};

/**
 * A run on MNIST, which is looked for as the programs look for it; without it the run is skipped, since drawn digits
 * have other losses.
 */
export const onMnist =
  (run: (runtime: Runtime, digits: Digits, folder: string) => Promise<readonly Check[]>): Acceptance["run"] =>
  async (folder) => {
    const [runtime] = await runtimes();
    const synthetic = () => {
      const few = drawDigits(runtime!, key(0), 1);
      return { train: few, test: few, height: few.height, width: few.width, classes: [] };
    };
    const digits = orThrow(await loadDigits({ synthetic })());
    return digits.source === "synthetic"
      ? { skipped: "MNIST is not here: MNIST_DIR names its folder" }
      : run(runtime!, digits, folder);
  };
