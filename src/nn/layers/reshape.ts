import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { Count } from "../../core/ranges.js";
import { type Shape, showShape, size } from "../../core/shape.js";
import type { BuildContext, CompiledLeaf } from "../compiledLayer.js";
import { type LayerKind, plain, single, wrongInput } from "../layerKind.js";
import { placePicture, readPicture } from "../picture.js";

/** One axis as data. */
export const Flatten = t.readonly(t.strict({ kind: t.literal("flatten") }));
export type Flatten = t.TypeOf<typeof Flatten>;

/** Another shape as data. */
export const Reshape = t.readonly(t.strict({ kind: t.literal("reshape"), shape: t.readonlyArray(Count) }));
export type Reshape = t.TypeOf<typeof Reshape>;

/** The same numbers on one axis. */
export const flatten: Flatten = { kind: "flatten" };

/** The same numbers under another shape of as many; the batch is not part of it. */
export const reshape = (shape: Shape): Reshape => ({ kind: "reshape", shape });

/** The same numbers in their order: there is nothing to do, unless a picture lies otherwise in memory. */
const renamed = (from: Shape, to: Shape, context: BuildContext): CompiledLeaf =>
  plain(to, context.overwrite, (run, x) => ({
    y: [placePicture(run, to, readPicture(run, from, x))],
    pullback: ([dy], { input }) => (input ? [placePicture(run, from, readPicture(run, to, dy!))] : []),
  }));

/** One axis of all the numbers, in their order. */
export const flattenLayer: LayerKind<Flatten> = {
  kind: "flatten",
  codec: Flatten,
  build: (_, context) =>
    F.pipe(
      single(context),
      E.map((shape) => renamed(shape, [size(shape)], context)),
    ),
};

/** The shape asked for, where it holds as many numbers. */
export const reshapeLayer: LayerKind<Reshape> = {
  kind: "reshape",
  codec: Reshape,
  build: ({ shape: to }, context) =>
    F.pipe(
      single(context),
      E.filterOrElse(
        (shape) => size(shape) === size(to),
        () => wrongInput(context, `a reshape to ${showShape(to)}`, `${size(to)} numbers`),
      ),
      E.map((shape) => renamed(shape, to, context)),
    ),
};
