import { either as E } from "fp-ts";
import * as t from "io-ts";
import { size } from "../../core/shape.js";
import type { Kernels } from "../../wasm/abi/index.js";
import { type LayerData, type LayerKind, plain, wrongInput } from "../layerKind.js";
import { featuresOf } from "../picture.js";

interface RowMaps {
  readonly map: (y: number, x: number, rows: number, width: number) => void;
  readonly gradient: (dx: number, dy: number, y: number, rows: number, width: number) => void;
}

/** Over x and over dy, as activations; a row is the features of one position. */
const overFeatures = <Data extends LayerData>(
  kind: Data["kind"],
  codec: t.Type<Data>,
  mapsOf: (kernels: Kernels) => RowMaps,
): LayerKind<Data> => ({
  kind,
  codec,
  build: (_, context) => {
    const [shape] = context.shapes;
    const width = shape && featuresOf(shape);
    if (context.shapes.length !== 1 || shape === undefined || width === undefined)
      return E.left(wrongInput(context, `a ${kind} layer`, "one tensor of one axis or more"));

    return E.right(
      plain(shape, false, ({ workspace: { kernels, arena }, batch }, x) => {
        const { map, gradient } = mapsOf(kernels);
        const rows = (batch * size(shape)) / width;
        const y = context.overwrite ? x : arena.alloc32(rows * width);
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
  },
});

const Softmax = t.readonly(t.strict({ kind: t.literal("softmax") }));

/** exp(x_j) / sum_k exp(x_k) over the features of each position: the channels of a picture, else the last axis */
export const softmax: t.TypeOf<typeof Softmax> = { kind: "softmax" };

/** The layer of `softmax`. */
export const softmaxLayer = overFeatures("softmax", Softmax, ({ softmaxRows32, gradSoftmaxRows32 }) => ({
  map: softmaxRows32,
  gradient: gradSoftmaxRows32,
}));

const LogSoftmax = t.readonly(t.strict({ kind: t.literal("logSoftmax") }));

/** x_j - log sum_k exp(x_k) over the features of each position */
export const logSoftmax: t.TypeOf<typeof LogSoftmax> = { kind: "logSoftmax" };

/** The layer of `logSoftmax`. */
export const logSoftmaxLayer = overFeatures("logSoftmax", LogSoftmax, ({ logSoftmaxRows32, gradLogSoftmaxRows32 }) => ({
  map: logSoftmaxRows32,
  gradient: gradLogSoftmaxRows32,
}));
