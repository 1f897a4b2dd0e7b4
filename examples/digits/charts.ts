/** What is measured of a model: codes and losses. */

import { imageTensor } from "../../src/cli/data/dataset.js";
import type { ImageSet } from "../../src/data/labelledImages.js";
import type { EpochLosses, Tensor } from "../../src/flat.js";
import { encode } from "../../src/flat.js";
import {
  type Content,
  type Floats,
  type Interval,
  image,
  line,
  panel,
  type Shape2,
  scatter,
} from "../../src/plot/index.js";
import type { Learner } from "./learner.js";

/** Coordinate j of each row of z [N, d]. */
export const coordinate = ({ shape, data }: Tensor, j: number): Float32Array =>
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

/** Codes, and the classes that colour them. */
export interface ClassedCodes {
  /** [n, d], of two coordinates and more. */
  readonly z: Tensor;
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
}

/** The two coordinates in which codes differ most, and how their axes are called. */
const plane = (z: Tensor, axis: (j: number) => string) => {
  const [a, b] = mostTelling(z);
  return { x: coordinate(z, a), y: coordinate(z, b), xLabel: axis(a + 1), yLabel: axis(b + 1) };
};

/** A few pictures, each where its code is. */
export const picturesAtCodes = (
  pictures: readonly Floats[],
  shape: Shape2,
  z: Tensor,
  axis: (j: number) => string,
): Content => {
  const { x, y, xLabel, yLabel } = plane(z, axis);
  const range = (of: Float32Array): number => Math.max(...of) - Math.min(...of);
  const half = Math.max(range(x), range(y)) / 24 || 0.5;
  const [high, wide] =
    shape[0] > shape[1] ? [half, (half * shape[1]) / shape[0]] : [(half * shape[0]) / shape[1], half];
  return panel(
    pictures.map((values, i) =>
      image({ values, shape, x: [x[i]! - wide, x[i]! + wide], y: [y[i]! + high, y[i]! - high] }),
    ),
    { x: { label: xLabel }, y: { label: yLabel }, width: 520, height: 520, aspect: "equal" },
  );
};

/** Codes as points, coloured by class; `axis` names a coordinate. Both axes have the `domain`, or the codes' own. */
export const scatterOf = (
  { z, labels, classes }: ClassedCodes,
  axis: (j: number) => string,
  { domain, width = 520 }: { readonly domain?: Interval; readonly width?: number } = {},
): Content => {
  const { x, y, xLabel, yLabel } = plane(z, axis);
  const coloured = classes.length > 1 ? { classes: labels, classLabels: classes } : {};
  const fixed = domain && { domain };
  return panel([scatter({ x, y, ...coloured })], {
    x: { label: xLabel, ...fixed },
    y: { label: yLabel, ...fixed },
    width,
    height: width,
    aspect: "equal",
    legend: "right",
  });
};

/** The codes of at most so many test pictures. */
export const codesOf = (
  { runtime, model, weights }: Learner,
  { test, classes }: ImageSet,
  most = 5000,
): ClassedCodes => {
  const count = Math.min(most, test.count);
  return {
    z: encode(runtime, model, weights, imageTensor(test, { to: count })),
    labels: test.labels.subarray(0, count),
    classes,
  };
};

/** Codes of test pictures, coloured by class; `axis` names a coordinate. For two latents and more. */
export const codes = (learner: Learner, set: ImageSet, axis: (j: number) => string): Content =>
  scatterOf(codesOf(learner, set), axis);

/** One part of the losses, of training and test, against the epochs. */
export const lossCurves = <Term extends string>(
  history: readonly EpochLosses<Term>[],
  title: string,
  of: "loss" | Term,
  label: string,
): Content => {
  const x = history.map((_, epoch) => epoch + 1);
  const markers = history.length <= 20;
  return panel(
    [
      line({ x, y: history.map(({ train }) => train[of]), label: "training", markers }),
      line({ x, y: history.map(({ test }) => test?.[of] ?? Number.NaN), label: "test", markers }),
    ],
    {
      title,
      x: { label: "epoch", ticks: Math.max(1, Math.min(6, history.length - 1)) },
      y: { label },
      width: 250,
      height: 230,
    },
  );
};
