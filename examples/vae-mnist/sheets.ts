/** What a trained model draws: sheets of small pictures. */
import { type Key, type Runtime, type Tensor, tensor32 } from "../../src/index.js";
import type { ImageSet } from "../../src/io/labelledImages.js";
import { decode, interpolate, reconstruct, sample, type VaeModel } from "../../src/models/index.js";
import type { Weights } from "../../src/nn/weights.js";
import { type Content, imageSheet, unstack } from "../../src/plot/index.js";
import { normPpf } from "../../src/prob/standardNormal.js";
import { part } from "../digits/load.js";
import { zoomFor } from "../figures/zoom.js";

/** A model with the weights that it has by now. */
export interface Learner {
  readonly runtime: Runtime;
  readonly model: VaeModel;
  readonly weights: Weights;
}

const images = ({ shape, data }: Tensor) => {
  const [, rows, columns] = shape as [number, number, number];
  return unstack(Float32Array.from(data), [rows, columns]);
};

const shapeOf = ({ shape }: VaeModel): readonly [number, number] => [shape[0]!, shape[1]!];

/** Test pictures over what the model makes of their codes. */
export const reconstructions = ({ runtime, model, weights }: Learner, { test }: ImageSet): Content => {
  const shown = Math.min(10, test.count);
  const originals = part(test, 0, shown);
  return imageSheet([...images(originals), ...images(reconstruct(runtime, model, weights, originals))], {
    shape: shapeOf(model),
    columns: shown,
    zoom: zoomFor(model.shape[1]!, 56),
    rowLabels: ["original", "reconstructed"],
  });
};

/** Pictures of codes z ~ N(0, I), at most ten in a row. */
export const samples = ({ runtime, model, weights }: Learner, key: Key, n: number): Content =>
  imageSheet(images(sample(runtime, model, weights, key, n)), {
    shape: shapeOf(model),
    columns: Math.min(10, n),
    zoom: zoomFor(model.shape[1]!, 56),
  });

/** The straight way between the codes of two pictures, of two classes where there are two. */
export const interpolation = ({ runtime, model, weights }: Learner, { test, classes }: ImageSet): Content => {
  const steps = 10;
  const from = test.labels[0]!;
  const differs = test.labels.findIndex((label) => label !== from);
  const other = differs < 0 ? test.count - 1 : differs;
  const name = (label: number): string => classes[label] ?? "";
  return imageSheet(
    images(interpolate(runtime, model, weights, part(test, 0, 1), part(test, other, other + 1), steps)),
    {
      shape: shapeOf(model),
      zoom: zoomFor(model.shape[1]!, 56),
      captions: Array.from({ length: steps }, (_, i) =>
        i === 0 ? name(from) : i === steps - 1 ? name(test.labels[other]!) : "",
      ),
    },
  );
};

/** Rows and columns of the manifold. */
const side = 15;

/** Pictures of the codes (norm.ppf(u), norm.ppf(v)), u and v from 0.05 to 0.95: u to the right, v upwards. */
export const manifold = ({ runtime, model, weights }: Learner): Content => {
  const quantile = (i: number): number => normPpf(0.05 + (0.9 * i) / (side - 1));
  const codes = Array.from({ length: side * side }, (_, cell) => [
    quantile(cell % side),
    quantile(side - 1 - Math.floor(cell / side)),
  ]);
  return imageSheet(images(decode(runtime, model, weights, tensor32([side * side, 2], codes.flat()))), {
    shape: shapeOf(model),
    columns: side,
    zoom: zoomFor(model.shape[1]!, 42),
    gap: 0,
  });
};
