/** What a model of style and label draws. */

import { imageTensor } from "../../src/cli/data/dataset.js";
import type { NamedFigures } from "../../src/cli/output/pictures.js";
import type { EpochLosses } from "../../src/flat.js";
import { type AlternatingObjective, decodeGiven, type Key, normal, oneHot } from "../../src/flat.js";
import type { Digits } from "../../src/node/mnist/index.js";
import { type Content, type Figure, figure, grid, imageSheet, panel, scatter } from "../../src/plot/index.js";
import { coordinate, lossCurves } from "../digits/charts.js";
import { images, shapeOf } from "../digits/learner.js";
import { zoomFor } from "../figures/zoom.js";
import { type Styled, stylesOf } from "./styles.js";

/** Where a run stands when its pictures are drawn. */
export interface StyleScene extends Styled {
  readonly game: AlternatingObjective;
  readonly digits: Digits;
  readonly history: readonly EpochLosses<string>[];
  readonly key: Key;
  readonly caution: string | undefined;
}

const shown = 12;

const alike = (n: number, label: number): Uint8Array => new Uint8Array(n).fill(label);

/** One style a column under every label: styles of real pictures, or draws of the prior. */
const styleSheet = (scene: StyleScene, ofPictures: boolean): Content => {
  const { runtime, model, weights, digits, key } = scene;
  const z = ofPictures ? stylesOf(scene, digits.test, shown).styles : normal(runtime, key, [shown, model.latent]);
  const n = z.shape[0]!;
  const rows = digits.classes.map((_, label) =>
    images(decodeGiven(runtime, model, weights, z, oneHot(alike(n, label), model.condition))),
  );
  const top = ofPictures ? images(imageTensor(digits.test, { to: n })) : [];
  return imageSheet([...top, ...rows.flat()], {
    shape: shapeOf(model),
    columns: n,
    zoom: zoomFor(model.shape[1]!, 42),
    rowLabels: [...(ofPictures ? ["style of"] : []), ...digits.classes],
  });
};

/** Two coordinates of the styles of test pictures, coloured by class: where it is hidden, no class has a place. */
const styles = (scene: StyleScene): Content => {
  const { digits } = scene;
  const { styles: z } = stylesOf(scene, digits.test, 5000);
  const classes = digits.test.labels.subarray(0, z.shape[0]!);
  return panel([scatter({ x: coordinate(z, 0), y: coordinate(z, 1), classes, classLabels: digits.classes })], {
    x: { label: "z_{1}" },
    y: { label: "z_{2}" },
    width: 480,
    height: 480,
    aspect: "equal",
    legend: "right",
  });
};

const names: Readonly<Record<string, string>> = {
  reconstruction: "Autoencoder",
  styleEncoder: "Encoder, style passes",
  labelEncoder: "Encoder, label passes",
  hiding: "Encoder, label hidden in style",
  styleDiscriminator: "Discriminator of styles",
  labelDiscriminator: "Discriminator of labels",
  reader: "Reader of the label",
  classification: "Label head",
};

const titled = ({ caution }: StyleScene, title: string, content: Content): Figure =>
  figure(content, { title, ...(caution && { notice: caution }) });

/** The sheets of a model as it stands, by file name. */
export const styleSheets = (scene: StyleScene): NamedFigures => ({
  "styles.png": titled(scene, "One style a column, one label a row", styleSheet(scene, true)),
  "samples.png": titled(scene, "Styles drawn from the prior, one label a row", styleSheet(scene, false)),
});

/** All figures of a run by file name. */
export const stylePictures = (scene: StyleScene): NamedFigures => {
  const { game, history, model } = scene;
  return {
    ...styleSheets(scene),
    ...(model.latent > 1 && { "codes.png": titled(scene, "Styles of test pictures", styles(scene)) }),
    "losses.png": titled(
      scene,
      "Losses of all players by epoch",
      grid(
        3,
        game.terms.map((name) => lossCurves(history, names[name] ?? name, name, "nats")),
      ),
    ),
  };
};
