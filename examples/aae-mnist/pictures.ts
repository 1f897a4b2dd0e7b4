/** What an adversarial autoencoder draws: where its codes lie, and what lies at every place. */

import { imageTensor } from "../../src/cli/data/dataset.js";
import type { NamedFigures } from "../../src/cli/output/pictures.js";
import { orThrow } from "../../src/failure.js";
import type { EpochLosses } from "../../src/flat.js";
import { decode, encode, type Key, type Runtime, type Tensor, take, tensor } from "../../src/flat.js";
import { aae } from "../../src/index.js";
import type { Weights } from "../../src/nn/weights.js";
import type { Digits } from "../../src/node/mnist/index.js";
import { type Content, type Figure, figure, imageSheet, panel, row, scatter } from "../../src/plot/index.js";
import { coordinate, lossCurves } from "../digits/charts.js";
import { images, type Learner, shapeOf } from "../digits/learner.js";
import { reconstructions } from "../digits/sheets.js";
import { zoomFor } from "../figures/zoom.js";

/** Where a run stands when its pictures are drawn. */
export interface Scene {
  readonly runtime: Runtime;
  readonly model: aae.AaeModel;
  readonly weights: Weights;
  readonly digits: Digits;
  readonly history: readonly EpochLosses<aae.AaeTerm>[];
  readonly prior: aae.Prior;
  /** What the grid of the prior covers. */
  readonly box: aae.Box;
  readonly key: Key;
  readonly caution: string | undefined;
}

const titled = ({ caution }: Pick<Scene, "caution">, title: string, content: Content, footnote?: string): Figure =>
  figure(content, { title, ...(caution && { notice: caution }), ...(footnote && { footnote }) });

/** Test pictures whose codes are drawn. */
const drawn = 5000;

/** So many places evenly spread over a set: other hands wrote MNIST's first test pictures than its last. */
const spread = (count: number, most: number): readonly number[] => {
  const places = Math.min(count, most);
  return Array.from({ length: places }, (_, i) => Math.floor((i * count) / places));
};

/** Codes of so many test pictures, from all over the set. */
export const testCodes = (
  { runtime, model, weights, digits: { test } }: Learner & { readonly digits: Digits },
  most = drawn,
): Tensor => encode(runtime, model, weights, take(imageTensor(test), spread(test.count, most)));

/** The least box that holds rows of two numbers. */
const boxOf = (z: Tensor): aae.Box =>
  [0, 1].map((j) => {
    const values = coordinate(z, j);
    return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))] as const;
  });

/** Codes coloured by class, beside as many draws of the prior: what the codes should look like. */
const besidePrior = (scene: Scene): Content => {
  const {
    digits: { test, classes },
    prior,
    key,
    runtime,
  } = scene;
  const z = testCodes(scene);
  const draws = orThrow(aae.samplePrior(runtime, key, prior, { count: Math.min(drawn, test.count), width: 2 }));
  const labels = Uint8Array.from(spread(test.count, drawn), (i) => test.labels[i]!);
  const frame = { width: 380, height: 380, aspect: "equal" } as const;
  const axes = { x: { label: "z_{1}" }, y: { label: "z_{2}" } };
  const points = (of: Tensor) => ({ x: coordinate(of, 0), y: coordinate(of, 1) });
  return row([
    panel([scatter({ ...points(draws), colour: "#7f7f7f" })], {
      title: "Draws of the prior",
      ...axes,
      ...frame,
    }),
    panel([scatter({ ...points(z), classes: labels, classLabels: classes })], {
      title: "Codes of test pictures",
      ...axes,
      ...frame,
      legend: "right",
    }),
  ]);
};

/** The codes after an epoch. */
export const codesFigure = (scene: Scene): Figure =>
  titled(
    scene,
    `Codes after ${scene.history.length} epoch${scene.history.length === 1 ? "" : "s"}`,
    besidePrior(scene),
  );

/** Rows and columns of the grids. */
const side = 50;

/** What is decoded at equal steps of a box: z_1 to the right, z_2 upwards. */
const decodedGrid = ({ runtime, model, weights }: Scene, [x, y]: aae.Box): Tensor => {
  const at = ([from, to]: readonly [number, number], i: number): number => from + ((to - from) * i) / (side - 1);
  const z = Array.from({ length: side * side }, (_, cell) => [
    at(x!, cell % side),
    at(y!, side - 1 - Math.floor(cell / side)),
  ]);
  return decode(runtime, model, weights, tensor([side * side, 2], Float32Array.from(z.flat())));
};

const sheet = ({ model }: Scene, x: Tensor): Content =>
  imageSheet(images(x), { shape: shapeOf(model), columns: side, zoom: zoomFor(model.shape[1]!, 14), gap: 0 });

const along = "z_{1} runs to the right and z_{2} upwards.";

/** What is decoded over the box of the prior, and over that of the codes. */
export interface Grids {
  readonly prior: Tensor;
  readonly codes: Tensor;
}

/** The decoded grids, where codes are two numbers. */
export const gridsOf = (scene: Scene): Grids | null =>
  scene.model.latent === 2
    ? { prior: decodedGrid(scene, scene.box), codes: decodedGrid(scene, boxOf(testCodes(scene))) }
    : null;

/** The sheets of a model as it stands, by file name, with the grids that were decoded. */
export const sheets = (scene: Scene, grids: Grids | null): NamedFigures => ({
  "reconstructions.png": titled(scene, "Test pictures and their reconstructions", reconstructions(scene, scene.digits)),
  ...(grids && {
    "grid-prior.png": titled(scene, "Decoded over the box of the prior", sheet(scene, grids.prior), along),
    "grid-codes.png": titled(scene, "Decoded over the box of the codes", sheet(scene, grids.codes), along),
  }),
});

/** All figures of a run by file name. */
export const pictures = (scene: Scene, grids: Grids | null): NamedFigures => ({
  ...sheets(scene, grids),
  ...(scene.model.latent === 2 && { "codes.png": codesFigure(scene) }),
  "losses.png": titled(
    scene,
    "Losses of the three players by epoch",
    row([
      lossCurves(scene.history, "Autoencoder", "reconstruction", "nats a picture"),
      lossCurves(scene.history, "Encoder, to deceive", "encoder", "nats a code"),
      lossCurves(scene.history, "Discriminator", "discriminator", "nats a code or draw"),
    ]),
  ),
});
