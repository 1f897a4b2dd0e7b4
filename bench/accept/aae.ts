/** The adversarial autoencoders at full size on MNIST: the form of the codes, and style apart from label. */

import { join } from "node:path";
import { fitOf } from "../../examples/aae-mnist/measure.js";
import { testCodes } from "../../examples/aae-mnist/pictures.js";
import { priorOf } from "../../examples/aae-mnist/settings.js";
import { aaeMnist } from "../../examples/aae-mnist.js";
import { autoencoders } from "../../examples/autoencoder.js";
import type { RunRecord } from "../../src/cli/index.js";
import { key } from "../../src/core/key.js";
import { orThrow } from "../../src/failure.js";
import { kinds } from "../../src/flat.js";
import * as checkpoints from "../../src/node/checkpoints/index.js";

import type { Digits } from "../../src/node/mnist/index.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import type { Acceptance, Check } from "./check.js";
import { judgeBar } from "./cvae.js";
import { figureOf, keptIn, trainedBy } from "./program.js";
import { onMnist } from "./training.js";

/** What is asked of every prior; prints what has no bar. */
const soundness = (record: RunRecord): readonly Check[] => {
  const shares = ["readable, prior's box", "readable, codes' box"].map((name) => figureOf(record, name).toFixed(4));
  console.log(`squared MMD ${figureOf(record, "squared MMD").toPrecision(4)}; readable tiles: ${shares.join(", ")}`);
  return [
    { what: "the judge on real test digits", figure: figureOf(record, "judge, real digits"), bar: judgeBar },
    { what: "collapses", figure: Number(record.data["collapse"] !== null), bar: { most: 0 } },
  ];
};

/** The figure of a plain autoencoder of two numbers, trained for as many epochs of as many pictures at the same rate. */
const plainMmd = async (runtime: Runtime, digits: Digits, folder: string): Promise<number> => {
  const settings = { latent: 2, epochs: 10, batch: 512, lr: 1e-3 };
  const argv = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  await trainedBy(autoencoders, folder, argv);
  const path = orThrow(await checkpoints.latest(keptIn(folder))());
  const { model, weights } = orThrow(await checkpoints.load(path, kinds.autoencoder)());
  const { prior } = priorOf("uniform", model.latent);
  return orThrow(fitOf(runtime, testCodes({ runtime, model, weights, digits }, 2000), prior, key(0))).mmd;
};

export const aaeUniform: Acceptance = {
  name: "aae-uniform",
  what: "convolutions, codes in a square of side 5, 10 epochs of 512; codes of 2,000 test digits beside the prior",
  run: onMnist(async (runtime, digits, folder) => {
    const record = await trainedBy(aaeMnist, folder, []);
    const plain = await plainMmd(runtime, digits, join(folder, "plain"));
    const figure = figureOf(record, "squared MMD");
    return [
      ...soundness(record),
      { what: "squared maximum mean discrepancy", figure, bar: { most: 0.012 } },
      {
        what: `the same over the plain autoencoder's, ${plain.toPrecision(4)}`,
        figure: figure / plain,
        bar: { most: 0.5 },
      },
    ];
  }),
};

export const aaeGrid: Acceptance = {
  name: "aae-grid",
  what: "convolutions, codes in ten small squares, 10 epochs of 128",
  run: onMnist(async (_runtime, _digits, folder) => soundness(await trainedBy(aaeMnist, folder, ["--prior", "grid"]))),
};

export const aaeDisentangled: Acceptance = {
  name: "aae-disentangled",
  what: "light convolutions, a style of 4 beside the label, 6 epochs of 128",
  run: onMnist(async (_runtime, _digits, folder) => {
    const record = await trainedBy(aaeMnist, folder, ["--disentangle"]);
    const of = (name: string): number => figureOf(record, name);
    const [own, other] = [of("cross-entropy, own z"), of("cross-entropy, other z")];
    return [
      {
        what: "test labels that a fresh classifier reads off z",
        figure: of("label read off style"),
        bar: { most: 0.4 },
      },
      { what: "test labels that the head has right", figure: of("labels right"), bar: { least: 0.98 } },
      {
        what: `share by which the BCE with its own z, ${own.toFixed(5)}, is below that with another's, ${other.toFixed(5)}`,
        figure: 1 - own / other,
        bar: { least: 0.1 },
      },
    ];
  }),
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const aaeSemi: Acceptance = {
  name: "aae-semi",
  what: "light convolutions, 1,000 labels among 60,000 pictures, 5 epochs of 128, 3 draws of the labels",
  run: onMnist(async (_runtime, _digits, folder) => {
    const found: { readonly right: number; readonly gain: number }[] = [];
    for (const seed of [0, 1, 2]) {
      const argv = ["--semi-supervised", "1000", "--seed", `${seed}`];
      const record = await trainedBy(aaeMnist, join(folder, `seed-${seed}`), argv);
      const [right, alone] = [figureOf(record, "labels right"), figureOf(record, "right, labels alone")];
      console.log(`seed ${seed}: ${right.toFixed(4)}, from the labels alone ${alone.toFixed(4)}`);
      found.push({ right, gain: right - alone });
    }
    return [
      { what: "test labels right, mean of 3", figure: mean(found.map(({ right }) => right)), bar: { least: 0.95 } },
      {
        what: "above the same encoder on the labels alone, mean of 3",
        figure: mean(found.map(({ gain }) => gain)),
        bar: { least: 0.015 },
      },
    ];
  }),
};
