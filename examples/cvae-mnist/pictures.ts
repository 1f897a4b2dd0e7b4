/** What a conditional VAE draws. */

import { imageTensor } from "../../src/cli/data/dataset.js";
import type { NamedFigures } from "../../src/cli/output/pictures.js";
import type { EpochLosses } from "../../src/flat.js";
import {
  decodeGiven,
  type ElboTerm,
  encode,
  type Key,
  named,
  oneHot,
  posterior,
  samplePosterior,
  type Tensor,
  take,
  tensor,
} from "../../src/flat.js";
import type { Digits } from "../../src/node/mnist/index.js";
import { type Content, column, type Figure, figure, imageSheet, panel, row, scatter } from "../../src/plot/index.js";
import { coordinate, lossCurves } from "../digits/charts.js";
import { images, shapeOf } from "../digits/learner.js";
import { zoomFor } from "../figures/zoom.js";
import type { Conditional } from "./measure.js";

/** Where a run stands when its pictures are drawn. */
export interface Scene extends Conditional {
  readonly digits: Digits;
  readonly history: readonly EpochLosses<ElboTerm>[];
  readonly key: Key;
  /** The class that is looked at. */
  readonly digit: number;
  readonly caution: string | undefined;
}

const titled = ({ caution }: Scene, title: string, content: Content, footnote?: string): Figure =>
  figure(content, { title, ...(caution && { notice: caution }), ...(footnote && { footnote }) });

const sheet = ({ model }: Scene, x: Tensor, columns: number, wanted: number, rest: object = {}): Content =>
  imageSheet(images(x), { shape: shapeOf(model), columns, zoom: zoomFor(model.shape[1]!, wanted), ...rest });

/** Means of all test codes, and of one class: without the label in the decoder the classes would lie apart. */
const codes = (scene: Scene): Content => {
  const { runtime, model, weights, digits, digit } = scene;
  const count = Math.min(5000, digits.test.count);
  const z = encode(runtime, model, weights, imageTensor(digits.test, { to: count }));
  const labels = digits.test.labels.subarray(0, count);
  const all = { x: coordinate(z, 0), y: coordinate(z, 1) };
  const chosen = Array.from({ length: count }, (_, i) => i).filter((i) => labels[i] === digit);
  const some = { x: chosen.map((i) => all.x[i]!), y: chosen.map((i) => all.y[i]!) };
  const frame = {
    x: { label: "mean of z_{1}", domain: [-4, 4] as const },
    y: { label: "mean of z_{2}", domain: [-4, 4] as const },
    width: 360,
    height: 360,
  };
  return row([
    panel([scatter({ ...all, classes: labels, classLabels: digits.classes })], {
      title: "All",
      ...frame,
      legend: "none",
    }),
    panel(
      [
        scatter({
          ...some,
          classes: new Uint8Array(chosen.length).fill(digit),
          classLabels: digits.classes,
        }),
      ],
      { title: `Class ${digits.classes[digit]}`, ...frame, legend: "right" },
    ),
  ]);
};

const side = 20;

/** Pictures of one class over [-2, 2]^2: z_1 to the right, z_2 upwards. */
const grid = (scene: Scene, label: number): Content => {
  const { runtime, model, weights } = scene;
  const at = (i: number): number => -2 + (4 * i) / (side - 1);
  const z = Array.from({ length: side * side }, (_, cell) => [at(cell % side), at(side - 1 - Math.floor(cell / side))]);
  const c = oneHot(new Uint8Array(side * side).fill(label), model.condition);
  const x = decodeGiven(runtime, model, weights, tensor([side * side, 2], Float32Array.from(z.flat())), c);
  return sheet(scene, x, side, 30, { gap: 0 });
};

/** Every class from one code a column, the code of a real picture: slant and thickness go from row to row. */
const styles = (scene: Scene): Content => {
  const { runtime, model, weights, digits } = scene;
  const shown = Math.min(12, digits.test.count);
  const originals = imageTensor(digits.test, { to: shown });
  const z = encode(runtime, model, weights, originals);
  const rows = Array.from({ length: model.condition }, (_, label) =>
    images(decodeGiven(runtime, model, weights, z, oneHot(new Uint8Array(shown).fill(label), model.condition))),
  );
  return imageSheet([...images(originals), ...rows.flat()], {
    shape: shapeOf(model),
    columns: shown,
    zoom: zoomFor(model.shape[1]!, 42),
    rowLabels: ["style of", ...digits.classes],
  });
};

/** Draws of the codes of a few pictures of one class, decoded as another. */
const transfer = (scene: Scene, from: number, to: number): Content => {
  const { runtime, model, weights, digits, key } = scene;
  const [pictures, draws] = [5, 10];
  const places = Array.from(digits.test.labels.keys()).filter((i) => digits.test.labels[i] === from);
  const chosen = take(imageTensor(digits.test), places.slice(0, pictures));
  const repeated = take(
    chosen,
    Array.from({ length: chosen.shape[0]! * draws }, (_, i) => Math.floor(i / draws)),
  );
  const q = posterior(runtime, model, weights, repeated);
  const z = samplePosterior(runtime, q, named(key, `${from} to ${to}`));
  const c = oneHot(new Uint8Array(z.shape[0]!).fill(to), model.condition);
  const decoded = images(decodeGiven(runtime, model, weights, z, c));
  const originals = images(chosen);
  return imageSheet(
    originals.flatMap((original, i) => [original, ...decoded.slice(i * draws, (i + 1) * draws)]),
    {
      shape: shapeOf(model),
      columns: draws + 1,
      zoom: zoomFor(model.shape[1]!, 42),
      captions: [digits.classes[from]!, ...Array.from({ length: draws }, () => digits.classes[to]!)],
    },
  );
};

/** The transfers of the source that the classes allow. */
const transfers = ({ digits: { classes } }: Scene): readonly (readonly [number, number])[] =>
  classes.length >= 8
    ? [
        [7, 3],
        [2, 5],
      ]
    : [[0, 1]];

/** The sheets of a model as it stands, by file name. */
export const sheets = (scene: Scene): NamedFigures => {
  const { model, digits, digit } = scene;
  const name = digits.classes[digit]!;
  return {
    ...(model.latent === 2 && {
      "grid.png": titled(
        scene,
        `The codes from -2 to 2, all as ${name}`,
        grid(scene, digit),
        "z_{1} runs to the right and z_{2} upwards.",
      ),
    }),
    "styles.png": titled(scene, "One style a column, one class a row", styles(scene)),
    "transfer.png": titled(
      scene,
      "The hand of one class, ten draws of its code as another",
      column(transfers(scene).map(([from, to]) => transfer(scene, from, to))),
    ),
  };
};

/** All figures of a run by file name. */
export const pictures = (scene: Scene): NamedFigures => ({
  ...sheets(scene),
  ...(scene.model.latent === 2 && {
    "codes.png": titled(
      scene,
      "Codes of test pictures",
      codes(scene),
      "The decoder is told the class, so that the codes of all classes may share one place.",
    ),
  }),
  "losses.png": titled(
    scene,
    "Losses by epoch",
    row([
      lossCurves(scene.history, "Reconstruction", "reconstruction", "nats a picture"),
      lossCurves(scene.history, "KL", "kl", "nats a picture"),
      lossCurves(scene.history, "Loss", "loss", "weighted sum"),
    ]),
  ),
});
