/**
 * The dense VAEs at full size on MNIST, each to the loss that its source reports. MNIST is looked for as the programs
 * look for it; without it these runs are skipped, since drawn digits have other losses.
 */
import { join } from "node:path";
import { key } from "../../src/core/key.js";
import type { Shape } from "../../src/core/shape.js";
import { leavesOf } from "../../src/core/tree.js";
import { orThrow } from "../../src/failure.js";
import { writeAtomically } from "../../src/io/file.js";
import { type Digits, loadDigits, thisMachine } from "../../src/io/mnist.js";
import { ndarray } from "../../src/io/ndarray.js";
import { encodeNpz } from "../../src/io/npz.js";
import { drawDigits } from "../../src/io/synthetic/digits.js";
import {
  cs236781,
  type ElboPart,
  habr,
  kuznetsov,
  type Preset,
  tinkoff,
  type VaeModel,
  vae,
} from "../../src/models/index.js";
import type { Weights } from "../../src/nn/weights.js";
import { begin, type EpochLosses, fit, pictures } from "../../src/train/index.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { runtimes } from "../runtimes.js";
import type { Acceptance, Check } from "./check.js";

/** One row an epoch. */
type History = readonly EpochLosses<ElboPart>[];

/** All learnt and running tensors under their paths. */
const npzOf = ({ params, state }: VaeModel, weights: Weights): Uint8Array => {
  const tensors = { ...leavesOf(params, weights.params), ...leavesOf(state, weights.state) };
  const arrays = Object.entries(tensors).map(
    ([path, { shape, data }]) => [path, ndarray("float32", shape, Float32Array.from(data))] as const,
  );
  return encodeNpz(new Map(arrays));
};

const train = async (
  runtime: Runtime,
  digits: Digits,
  preset: Preset,
  seed: number,
  folder: string,
): Promise<History> => {
  const { optimizer, batch, epochs } = preset;
  const model = orThrow(vae(preset.model));
  const data = { train: pictures(digits.train), test: pictures(digits.test) };
  const start = begin(runtime, model, optimizer, key(seed));
  const { state, history } = orThrow(
    fit(runtime, model, { optimizer, batch, epochs }, data, start, (event) => {
      if (event._tag !== "EpochEnded") return;
      const { train, test } = event.losses;
      console.log(
        `seed ${seed}, epoch ${event.epoch}: train ${train.loss.toPrecision(5)}, test ${test?.loss.toPrecision(5)}`,
      );
    }),
  );
  orThrow(await writeAtomically(join(folder, `weights-${seed}.npz`), npzOf(model, state.weights))());
  return history;
};

interface Promised {
  readonly name: string;
  readonly what: string;
  readonly preset: (shape: Shape) => Preset;
  readonly seeds: readonly number[];
  readonly judge: (histories: readonly History[]) => readonly Check[];
}

const onMnist = ({ name, what, preset, seeds, judge }: Promised): Acceptance => ({
  name,
  what,
  run: async (folder) => {
    const [runtime] = await runtimes();
    const synthetic = () => {
      const few = drawDigits(runtime!, key(0), 1);
      return { train: few, test: few, height: few.height, width: few.width, classes: [] };
    };
    const digits = orThrow(await loadDigits({ ...thisMachine(), synthetic })());
    if (digits.source === "synthetic") return { skipped: "MNIST is not here: MNIST_DIR names its folder" };
    const histories: History[] = [];
    for (const seed of seeds)
      histories.push(await train(runtime!, digits, preset([digits.height, digits.width]), seed, folder));
    return judge(histories);
  },
});

/** Training losses of the course's own solution, epochs 0 to 14. */
const published = [
  171.58, 128.9, 122.68, 119.57, 117.53, 116.11, 114.98, 114.13, 113.46, 112.87, 112.36, 111.94, 111.51, 111.15, 110.82,
];

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const vaeCs236781 = onMnist({
  name: "vae-cs236781",
  what: "784-256-10, 15 epochs of 128, against the published training losses",
  preset: cs236781,
  seeds: [0, 1, 2],
  judge: (histories) => {
    const deviations = published.map((loss, epoch) =>
      Math.abs(mean(histories.map((history) => history[epoch]!.train.loss)) / loss - 1),
    );
    return [
      {
        what: "largest relative deviation of epochs 1 to 14, mean of 3 seeds",
        figure: Math.max(...deviations.slice(1)),
        bar: { most: 0.01 },
      },
      {
        // The mean over an epoch of steep descent hangs most on how the weights begin.
        what: "relative deviation of epoch 0, mean of 3 seeds",
        figure: deviations[0]!,
        bar: { most: 0.03 },
      },
    ];
  },
});

export const vaeKuznetsov = onMnist({
  name: "vae-kuznetsov",
  what: "784-200-20, 10 epochs of 128",
  preset: (shape) => ({ ...kuznetsov(shape), epochs: 10 }),
  seeds: [0],
  judge: ([history]) => [
    { what: "test loss after 10 epochs, z sampled", figure: history!.at(-1)!.test!.loss, bar: { most: 108.8 } },
  ],
});

export const vaeTinkoff = onMnist({
  name: "vae-tinkoff",
  what: "784-256-32, 10 epochs of 64",
  preset: tinkoff,
  seeds: [0],
  judge: ([history]) => [
    { what: "training loss of the tenth epoch", figure: history!.at(-1)!.train.loss, bar: { most: 107.6 } },
  ],
});

export const vaeHabr = onMnist({
  name: "vae-habr",
  what: "784-256-128-2 with batch norm and dropout, 40 epochs of 500",
  preset: (shape) => ({ ...habr(shape), epochs: 40 }),
  seeds: [0],
  judge: ([history]) => [
    { what: "validation loss after 40 epochs", figure: history!.at(-1)!.test!.loss, bar: { most: 0.108 } },
  ],
});
