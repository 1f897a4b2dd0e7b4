import { either as E } from "fp-ts";
import * as t from "io-ts";
import { size } from "../core/shape.js";
import { type Builder, plain, wrongInput } from "./compiledLayer.js";
import { featuresOf } from "./picture.js";

const Softmax = t.readonly(t.strict({ kind: t.literal("softmax") }));
const LogSoftmax = t.readonly(t.strict({ kind: t.literal("logSoftmax") }));

/** A distribution over features as data: the channels of a picture, else the last axis. */
export const Normaliser = t.union([Softmax, LogSoftmax]);
export type Normaliser = t.TypeOf<typeof Normaliser>;

/** exp(x_j) / sum_k exp(x_k) over the features of each position */
export const softmax: Normaliser = { kind: "softmax" };

/** x_j - log sum_k exp(x_k) over the features of each position */
export const logSoftmax: Normaliser = { kind: "logSoftmax" };

/** Over x and over dy, as activations; a row is one position. */
export const softmaxLayer: Builder<Normaliser> = ({ kind }, site) => {
  const [shape] = site.shapes;
  const width = shape && featuresOf(shape);
  if (site.shapes.length !== 1 || shape === undefined || width === undefined)
    return E.left(wrongInput(site, `a ${kind} layer`, "one tensor of one axis or more"));

  return E.right(
    plain(shape, false, ({ workspace: { kernels, arena }, batch }, x) => {
      const [map, gradient] =
        kind === "softmax"
          ? [kernels.softmaxRows32, kernels.gradSoftmaxRows32]
          : [kernels.logSoftmaxRows32, kernels.gradLogSoftmaxRows32];
      const rows = (batch * size(shape)) / width;
      const y = site.overwrite ? x : arena.alloc32(rows * width);
      map(y, x, rows, width);
      return {
        y: [y],
        pullback: ([dy], { input }) => {
          if (!input) return [];
          gradient(dy!, dy!, y, rows, width);
          return [dy!];
        },
      };
    }),
  );
};
