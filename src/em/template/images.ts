import { either as E } from "fp-ts";
import { type Shape, sameShape, showShape } from "../../core/shape.js";
import { badData, type Failure } from "../../failure.js";
import type { Mask, Pixels, Strides } from "./pixels.js";
import { type Range, rangeOf } from "./range.js";

/** The order of the axes of a stack of images: height, width and number of the image, outermost first. */
export type Layout = "HWK" | "WHK" | "HKW" | "WKH" | "KHW" | "KWH";

/** All of them. */
export const layouts: readonly Layout[] = ["HWK", "WHK", "HKW", "WKH", "KHW", "KWH"];

/** An array as it comes from a file or a program: any numeric type. */
export interface Stack {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

/** Images whose every observed pixel is known to be a finite number. The data are not copied. */
export interface Images extends Pixels {
  readonly range: Range;
}

const stridesOf = (layout: string, shape: Shape): Strides => {
  const along = (axis: string): number => {
    const at = layout.indexOf(axis);
    return at < 0 ? 0 : shape.slice(at + 1).reduce((product, extent) => product * extent, 1);
  };
  return { row: along("H"), column: along("W"), image: along("K") };
};

const extentOf = (layout: Layout, shape: Shape, axis: string): number => shape[layout.indexOf(axis)]!;

const maskOf = (layout: Layout, shape: Shape, mask: Stack): E.Either<Failure, Mask> => {
  const shared = layout.replace("K", "");
  const sharedShape = shape.filter((_, axis) => layout[axis] !== "K");
  if (sameShape(mask.shape, shape))
    return E.right({ kind: "each", data: mask.data, strides: stridesOf(layout, shape) });
  if (sameShape(mask.shape, sharedShape))
    return E.right({ kind: "shared", data: mask.data, strides: stridesOf(shared, sharedShape) });
  return E.left(
    badData("ShapeMismatch", "the mask does not fit the images", {
      expected: `${showShape(sharedShape)} or ${showShape(shape)}`,
      got: showShape(mask.shape),
    }),
  );
};

const emptySet = (shape: Shape): Failure<"EmptySet"> =>
  badData("EmptySet", "there are no images", { expected: "at least one image of one pixel", got: showShape(shape) });

/**
 * Images from an array of three axes.
 *
 * stack: H x W x K, or as `layout` says. mask: 1 = observed, H x W or as many axes as the stack, in the same order.
 *
 * Errors: `NotAStack` (no three axes), `EmptySet`, `ShapeMismatch` (mask), `NotFinite` (a NaN or infinity that no mask
 * covers), `NothingObserved` (a mask of zeros).
 *
 * @example
 * const stack = { shape: [2, 3, 2], data: Float64Array.from({ length: 12 }, (_, i) => i) };
 * E.map(({ height, width, count }) => [height, width, count])(images(stack)) // => E.right([2, 3, 2])
 */
export const images = (stack: Stack, layout: Layout = "HWK", mask?: Stack): E.Either<Failure, Images> => {
  const { shape, data } = stack;
  if (shape.length !== 3)
    return E.left(
      badData("NotAStack", "the images are no array of three axes", {
        expected: `${layout.split("").join(" x ")}`,
        got: showShape(shape),
      }),
    );
  if (data.length === 0) return E.left(emptySet(shape));
  const checked: E.Either<Failure, Mask | undefined> = mask ? maskOf(layout, shape, mask) : E.right(undefined);
  return E.chain((observed: Mask | undefined) => {
    const whole = {
      height: extentOf(layout, shape, "H"),
      width: extentOf(layout, shape, "W"),
      from: 0,
      count: extentOf(layout, shape, "K"),
      data,
      strides: stridesOf(layout, shape),
      mask: observed,
    };
    return E.map((range: Range): Images => ({ ...whole, range }))(rangeOf(whole));
  })(checked);
};

/** Images number `from` to `from + count` of a set: no copy. */
export const part = (all: Images, from: number, count: number): Images => ({
  ...all,
  from: all.from + from,
  count: Math.max(0, Math.min(count, all.count - from)),
});
