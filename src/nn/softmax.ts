import { either as E } from "fp-ts";
import * as t from "io-ts";
import { size } from "../core/shape.js";
import { type Builder, misfit, plain } from "./resident.js";

const Softmax = t.readonly(t.strict({ kind: t.literal("softmax") }));
const LogSoftmax = t.readonly(t.strict({ kind: t.literal("logSoftmax") }));

/** A distribution over the last axis as data. */
export const Normaliser = t.union([Softmax, LogSoftmax]);
export type Normaliser = t.TypeOf<typeof Normaliser>;

/** exp(x_j) / sum_k exp(x_k) along the last axis */
export const softmax: Normaliser = { kind: "softmax" };

/** x_j - log sum_k exp(x_k) along the last axis */
export const logSoftmax: Normaliser = { kind: "logSoftmax" };

/** Over x and over dy, as activations; a row is one run of the last axis. */
export const softmaxLayer: Builder<Normaliser> = ({ kind }, site) => {
  const [shape] = site.shapes;
  const width = shape?.at(-1);
  if (site.shapes.length !== 1 || shape === undefined || width === undefined)
    return E.left(misfit(site, `a ${kind} layer`, "one tensor of one axis or more"));

  return E.right(
    plain(shape, false, ({ workspace: { kernels, arena }, batch }, x) => {
      const [map, gradient] =
        kind === "softmax"
          ? [kernels.softmaxRows32, kernels.gradSoftmaxRows32]
          : [kernels.logSoftmaxRows32, kernels.gradLogSoftmaxRows32];
      const rows = batch * size(shape.slice(0, -1));
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
