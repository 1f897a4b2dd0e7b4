/**
 * Pictures: tensors of three axes, [channels, height, width] as in PyTorch. In linear memory they lie channels last, so
 * that every tensor ends in its features, and convolutions, norms and activations never turn one round. What takes
 * numbers in row-major order (a reshape, the border of a network) does; where there is one channel or one pixel the two
 * orders are one.
 */
import { either as E } from "fp-ts";
import { type Shape, type ShapeMismatch, size } from "../core/shape.js";
import type { Pointer } from "../wasm/arena.js";
import type { BuildContext, CompiledLeaf, PassContext, Pointers } from "./compiledLayer.js";
import { wrongInput } from "./layerKind.js";

/** Channels, height, width. */
export type Picture = readonly [channels: number, height: number, width: number];

const isPicture = (shape: Shape): shape is Picture => shape.length === 3;

/** The one picture that a layer takes. */
export const picture = (context: BuildContext, what: string): E.Either<ShapeMismatch, Picture> => {
  const [shape] = context.shapes;
  return context.shapes.length === 1 && shape !== undefined && isPicture(shape)
    ? E.right(shape)
    : E.left(wrongInput(context, what, "one picture: channels x height x width", { hint: "reshape makes one" }));
};

/**
 * How many numbers a position of a tensor has: the channels of a picture, else the extent of the last axis.
 *
 * @example
 * featuresOf([3, 28, 28]) // => 3
 * featuresOf([5, 2]) // => 2
 */
export const featuresOf = (shape: Shape): number | undefined => (isPicture(shape) ? shape[0] : shape.at(-1));

/**
 * The shape with another number of features.
 *
 * @example
 * withFeatures([3, 28, 28], 1) // => [1, 28, 28]
 */
export const withFeatures = (shape: Shape, features: number): Shape =>
  isPicture(shape) ? [features, ...shape.slice(1)] : [...shape.slice(0, -1), features];

/** Whether the memory of a tensor is in another order than the shape's. */
const turned = (shape: Shape): shape is Picture => isPicture(shape) && shape[0] > 1 && shape[1] * shape[2] > 1;

/** From the order of the shape to that of the memory: x itself where they are one. */
export const placePicture = (
  { workspace: { kernels, arena }, batch }: PassContext,
  shape: Shape,
  x: Pointer,
): Pointer => {
  if (!turned(shape)) return x;
  const [channels, height, width] = shape;
  const out = arena.alloc32(batch * size(shape));
  kernels.transpose32(out, x, channels, height * width, 0, batch);
  return out;
};

/** From the order of the memory to that of the shape. */
export const readPicture = (
  { workspace: { kernels, arena }, batch }: PassContext,
  shape: Shape,
  x: Pointer,
): Pointer => {
  if (!turned(shape)) return x;
  const [channels, height, width] = shape;
  const out = arena.alloc32(batch * size(shape));
  kernels.transpose32(out, x, height * width, channels, 0, batch);
  return out;
};

/** The border of a network: outside of it all tensors lie in the order of their shapes. */
export const withChannelsFirst = <P extends CompiledLeaf>(inShapes: readonly Shape[], part: P): P => {
  const each = (change: typeof placePicture, run: PassContext, shapes: readonly Shape[], x: Pointers): Pointers =>
    x.map((at, k) => change(run, shapes[k]!, at));
  if (![...inShapes, ...part.shapes].some(turned)) return part;
  return {
    ...part,
    outputReusable: part.outputReusable || part.shapes.every(turned),
    forward: (run, x) => {
      const { y, pullback } = part.forward(run, each(placePicture, run, inShapes, x));
      return {
        y: each(readPicture, run, part.shapes, y),
        pullback: (dy, wanted) =>
          each(readPicture, run, inShapes, pullback(each(placePicture, run, part.shapes, dy), wanted)),
      };
    },
  };
};
