import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { Count } from "../../core/ranges.js";
import { type Shape, sameShape, size } from "../../core/shape.js";
import type { Pointer } from "../../wasm/arena.js";
import type { CompiledLeaf, PassContext, Pointers } from "../compiledLayer.js";
import { type LayerKind, single, wrongInput } from "../layerKind.js";
import { featuresOf, withFeatures } from "../picture.js";

/** Several tensors into one, along the features (the channels of pictures, else the last axis), as data. */
export const Concat = t.readonly(t.strict({ kind: t.literal("concat") }));
export type Concat = t.TypeOf<typeof Concat>;

/** One tensor into several, along the features, as data. */
export const Split = t.readonly(t.strict({ kind: t.literal("split"), parts: Count }));
export type Split = t.TypeOf<typeof Split>;

/** Tensors end to end along their features: pictures along their channels, others along the last axis. */
export const concat: Concat = { kind: "concat" };

/** As many tensors, of equally many features each. */
export const split = (parts: number): Split => ({ kind: "split", parts });

/** Copies between one matrix and its columns in groups of `widths`. */
const columns = ({ workspace: { kernels, arena } }: PassContext, rows: number, widths: readonly number[]) => {
  const width = widths.reduce((sum, w) => sum + w, 0);
  const each = (whole: Pointer, parts: Pointers, copy: (at: Pointer, part: Pointer, w: number) => void): void => {
    let before = 0;
    widths.forEach((w, k) => {
      for (let row = 0; row < rows; row++) copy(whole + 4 * (row * width + before), parts[k]! + 4 * row * w, w);
      before += w;
    });
  };
  return {
    join: (parts: Pointers): Pointer => {
      const whole = arena.alloc32(rows * width);
      each(whole, parts, (at, part, w) => kernels.copy32(at, part, w));
      return whole;
    },
    part: (whole: Pointer): Pointers => {
      const parts = widths.map((w) => arena.alloc32(rows * w));
      each(whole, parts, (at, part, w) => kernels.copy32(part, at, w));
      return parts;
    },
  };
};

const stateless = { params: [], state: [], outputReusable: true };

/** y = the inputs side by side; dx = the columns of dy, each to its input. */
export const concatLayer: LayerKind<Concat> = {
  kind: "concat",
  codec: Concat,
  build: (_, context) => {
    const [first] = context.shapes;
    const fit = (shape: Shape) => shape.length > 0 && sameShape(withFeatures(shape, 1), withFeatures(first!, 1));
    if (first === undefined || !context.shapes.every(fit))
      return E.left(wrongInput(context, "concat", "tensors that differ in their features alone"));

    const widths = context.shapes.map((shape) => featuresOf(shape)!);
    const width = widths.reduce((sum, w) => sum + w, 0);
    return E.right<never, CompiledLeaf>({
      ...stateless,
      shapes: [withFeatures(first, width)],
      forward: (run, x) => {
        const { join, part } = columns(run, run.batch * size(withFeatures(first, 1)), widths);
        return { y: [join(x)], pullback: ([dy], { input }) => (input ? part(dy!) : []) };
      },
    });
  },
};

/** The reverse of concat, for parts of one width. */
export const splitLayer: LayerKind<Split> = {
  kind: "split",
  codec: Split,
  build: ({ parts }, context) =>
    F.pipe(
      single(context),
      E.filterOrElse(
        (shape) => shape.length > 0 && featuresOf(shape)! % parts === 0,
        () =>
          wrongInput(context, `a split into ${parts}`, `features (channels, or the last axis) that ${parts} divides`),
      ),
      E.map((shape): CompiledLeaf => {
        const width = featuresOf(shape)! / parts;
        const widths = new Array<number>(parts).fill(width);
        return {
          ...stateless,
          shapes: widths.map(() => withFeatures(shape, width)),
          forward: (run, [x]) => {
            const { join, part } = columns(run, run.batch * size(withFeatures(shape, 1)), widths);
            return { y: part(x!), pullback: (dy, { input }) => (input ? [join(dy)] : []) };
          },
        };
      }),
    ),
};
