/** The dense VAEs at full size on MNIST, each to the loss that its source reports. */

import type { Shape } from "../../src/core/shape.js";
import { orThrow } from "../../src/failure.js";
import type { EpochLosses } from "../../src/flat.js";
import { cs236781, type ElboTerm, habr, kuznetsov, type Preset, tinkoff, vae } from "../../src/flat.js";
import type { Acceptance, Check } from "./check.js";
import { onMnist, train } from "./training.js";

/** One row an epoch. */
type History = readonly EpochLosses<ElboTerm>[];

interface Promised {
  readonly name: string;
  readonly what: string;
  readonly preset: (shape: Shape) => Preset;
  readonly seeds: readonly number[];
  readonly judge: (histories: readonly History[]) => readonly Check[];
}

const promised = ({ name, what, preset, seeds, judge }: Promised): Acceptance => ({
  name,
  what,
  run: onMnist(async (runtime, digits, folder) => {
    const { model, ...settings } = preset([digits.height, digits.width]);
    const plan = { objective: orThrow(vae(model)), ...settings };
    const histories: History[] = [];
    for (const seed of seeds) histories.push((await train(runtime, digits, plan, seed, folder)).history);
    return judge(histories);
  }),
});

/** Training losses of the course's own solution, epochs 0 to 14. */
const published = [
  171.58, 128.9, 122.68, 119.57, 117.53, 116.11, 114.98, 114.13, 113.46, 112.87, 112.36, 111.94, 111.51, 111.15, 110.82,
];

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const vaeCs236781 = promised({
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

export const vaeKuznetsov = promised({
  name: "vae-kuznetsov",
  what: "784-200-20, 10 epochs of 128",
  preset: (shape) => ({ ...kuznetsov(shape), epochs: 10 }),
  seeds: [0],
  judge: ([history]) => [
    { what: "test loss after 10 epochs, z sampled", figure: history!.at(-1)!.test!.loss, bar: { most: 108.8 } },
  ],
});

export const vaeTinkoff = promised({
  name: "vae-tinkoff",
  what: "784-256-32, 10 epochs of 64",
  preset: tinkoff,
  seeds: [0],
  judge: ([history]) => [
    { what: "training loss of the tenth epoch", figure: history!.at(-1)!.train.loss, bar: { most: 107.6 } },
  ],
});

export const vaeHabr = promised({
  name: "vae-habr",
  what: "784-256-128-2 with batch norm and dropout, 40 epochs of 500",
  preset: (shape) => ({ ...habr(shape), epochs: 40 }),
  seeds: [0],
  judge: ([history]) => [
    { what: "validation loss after 40 epochs", figure: history!.at(-1)!.test!.loss, bar: { most: 0.108 } },
  ],
});
