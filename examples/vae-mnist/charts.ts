/** What is measured of a model: codes and losses. */
import { type Key, normal, type Runtime, type Tensor } from "../../src/index.js";
import type { ImageSet } from "../../src/io/labelledImages.js";
import { type ElboPart, encode } from "../../src/models/index.js";
import { type Content, line, panel, row, scatter } from "../../src/plot/index.js";
import type { EpochLosses } from "../../src/train/index.js";
import { part } from "../digits/load.js";
import type { Learner } from "./sheets.js";

/** Coordinate j of each row of z [N, d]. */
const coordinate = ({ shape, data }: Tensor, j: number): Float32Array =>
  Float32Array.from({ length: shape[0]! }, (_, i) => data[i * shape[1]! + j]!);

const variance = (values: Float32Array): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
};

/** The two coordinates in which codes differ most, in their order: of two, both. */
const mostTelling = (z: Tensor): readonly [number, number] => {
  const spread = Array.from({ length: z.shape[1]! }, (_, j) => variance(coordinate(z, j)));
  const [a, b] = spread.map((_, j) => j).sort((i, j) => spread[j]! - spread[i]!);
  return [Math.min(a!, b!), Math.max(a!, b!)];
};

/** Mean codes of test pictures, coloured by class. For two latents and more. */
export const codes = ({ runtime, model, weights }: Learner, { test, classes }: ImageSet): Content => {
  const count = Math.min(5000, test.count);
  const z = encode(runtime, model, weights, part(test, 0, count));
  const [a, b] = mostTelling(z);
  const points = { x: coordinate(z, a), y: coordinate(z, b) };
  const coloured = classes.length > 1 ? { classes: test.labels.subarray(0, count), classLabels: classes } : {};
  return panel([scatter({ ...points, ...coloured })], {
    x: { label: `mean of z_{${a + 1}}` },
    y: { label: `mean of z_{${b + 1}}` },
    width: 520,
    height: 520,
    aspect: "equal",
    legend: "right",
  });
};

/** Reconstruction, KL and the loss they make, of training and test, against the epochs. */
export const losses = (history: readonly EpochLosses<ElboPart>[]): Content => {
  const epochs = history.map((_, epoch) => epoch + 1);
  const markers = history.length <= 20;
  const curves = (title: string, of: "loss" | ElboPart, label: string): Content =>
    panel(
      [
        line({ x: epochs, y: history.map(({ train }) => train[of]), label: "training", markers }),
        line({ x: epochs, y: history.map(({ test }) => test?.[of] ?? Number.NaN), label: "test", markers }),
      ],
      {
        title,
        x: { label: "epoch", ticks: Math.max(1, Math.min(6, history.length - 1)) },
        y: { label },
        width: 250,
        height: 230,
      },
    );
  return row([
    curves("Reconstruction", "reconstruction", "nats a picture"),
    curves("KL", "kl", "nats a picture"),
    curves("Loss", "loss", "weighted sum"),
  ]);
};

/** Points from N(0, I) beside g(Z) = Z/|Z| + Z/10: what one smooth function makes of a normal. */
export const ring = (runtime: Runtime, key: Key): Content => {
  const z = normal(runtime, key, [2000, 2]);
  const [x, y] = [coordinate(z, 0), coordinate(z, 1)];
  const radius = x.map((value, i) => Math.hypot(value, y[i]!));
  const g = (values: Float32Array): Float32Array => values.map((value, i) => value / radius[i]! + value / 10);
  const classes = radius.map((r) => Math.min(2, Math.floor(r)));
  const classLabels = ["|Z| < 1", "1 to 2", "2 and more"];
  const square = { width: 330, height: 330, aspect: "equal" } as const;
  return row([
    panel([scatter({ x, y, classes, classLabels })], { title: "Z ~ N(0, I)", ...square, legend: "none" }),
    panel([scatter({ x: g(x), y: g(y), classes, classLabels })], {
      title: "g(Z) = Z / |Z| + Z / 10",
      ...square,
      legend: "right",
    }),
  ]);
};
