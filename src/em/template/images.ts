/** Images from arrays of any order of axes, checked. */
import { either as E, function as F } from "fp-ts";
import {
  type Checked,
  checked,
  expectCount,
  expectModel,
  expectName,
  expectOptions,
  isNumbers,
} from "../../core/checks.js";
import { type Shape, sameShape, shapeMismatch, showShape, size } from "../../core/shape.js";
import { badData, type Failure } from "../../failure.js";
import { type ImageMask, type PixelRange, type Pixels, rangeOf, type Strides } from "./pixels.js";

/** The order of the axes of a stack of images: height, width and number of the image, outermost first. */
export type ImageLayout = "HWK" | "WHK" | "HKW" | "WKH" | "KHW" | "KWH";

/** All of them. */
export const layouts: readonly ImageLayout[] = ["HWK", "WHK", "HKW", "WKH", "KHW", "KWH"];

/** An array as it comes from a file or a program: any numeric type. */
export interface Stack {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

/** Images whose every observed pixel is known to be a finite number. The data are not copied. */
export interface Images extends Pixels {
  readonly range: PixelRange;
}

const stridesOf = (layout: string, shape: Shape): Strides => {
  const along = (axis: string): number => {
    const at = layout.indexOf(axis);
    return at < 0 ? 0 : shape.slice(at + 1).reduce((product, extent) => product * extent, 1);
  };
  return { row: along("H"), column: along("W"), image: along("K") };
};

const extentOf = (layout: ImageLayout, shape: Shape, axis: string): number => shape[layout.indexOf(axis)]!;

const maskOf = (layout: ImageLayout, shape: Shape, mask: Stack): E.Either<Failure, ImageMask> => {
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

/** How an array holds images. */
export interface ImagesOptions {
  /** The order of its axes, "HWK" if absent: height, width, number of the image. */
  readonly layout?: ImageLayout;
  /** 1 = observed, 0 = missing: H x W or as many axes as the stack, in the same order. All is observed if absent. */
  readonly mask?: Stack | undefined;
}

const expectStack = (what: string, stack: unknown): Checked => {
  const { shape, data } = (stack ?? {}) as Partial<Stack>;
  if (!Array.isArray(shape) || !isNumbers(data))
    return expectModel(what, stack, ["shape", "data"], "a decoder of arrays");
  return data.length === size(shape)
    ? E.right(stack)
    : E.left(shapeMismatch(`${what} does not have the numbers of its shape`, shape, [data.length]));
};

const pixelsOf = ({ shape, data }: Stack, layout: ImageLayout, mask: Stack | undefined): E.Either<Failure, Pixels> => {
  if (shape.length !== 3)
    return E.left(
      badData("NotAStack", "the images are no array of three axes", {
        expected: `${layout.split("").join(" x ")}`,
        got: showShape(shape),
      }),
    );
  if (data.length === 0) return E.left(emptySet(shape));
  const checkedMask: E.Either<Failure, ImageMask | undefined> = mask ? maskOf(layout, shape, mask) : E.right(undefined);
  return E.map((observed: ImageMask | undefined) => ({
    height: extentOf(layout, shape, "H"),
    width: extentOf(layout, shape, "W"),
    from: 0,
    count: extentOf(layout, shape, "K"),
    data,
    strides: stridesOf(layout, shape),
    mask: observed,
  }))(checkedMask);
};

/**
 * Images from an array of three axes, which is not copied.
 *
 * Errors: `NotAStack` (no three axes), `EmptySet`, `ShapeMismatch` (mask), `NotFinite` (a NaN or infinity that no mask
 * covers), `NothingObserved` (a mask of zeros), `BadOption`, `BadArgument`.
 *
 * @example
 * const stack = { shape: [2, 3, 2], data: Float64Array.from({ length: 12 }, (_, i) => i) };
 * E.map(({ height, width, count }) => [height, width, count])(images(stack)) // => E.right([2, 3, 2])
 */
export const images = (stack: Stack, options: ImagesOptions = {}): E.Either<Failure, Images> =>
  F.pipe(
    expectOptions(options, ["layout", "mask"]),
    E.chain(() => {
      const { layout = "HWK", mask } = options;
      return checked(
        { layout, mask },
        expectName("layout", layout, layouts),
        expectStack("the stack", stack),
        mask === undefined ? E.right(mask) : expectStack("the mask", mask),
      );
    }),
    E.chain(({ layout, mask }) => pixelsOf(stack, layout, mask)),
    E.chain((pixels) => E.map((range: PixelRange): Images => ({ ...pixels, range }))(rangeOf(pixels))),
  );

/** Images, as `images` gives them. Errors: `BadArgument`. */
export const expectImages = (value: unknown): Checked =>
  expectModel("the images", value, ["height", "width", "count", "data", "strides", "range"], "template.images");

/** Which images of a set make a part of it. */
export interface PartOptions {
  /** The number of the first; 0 if absent. */
  readonly from?: number;
  /** At most so many; all the others if absent. */
  readonly count?: number;
}

/**
 * A part of some images, which shares their data: a chunk, or the first few.
 *
 * Errors: `BadOption`, `BadArgument`; `EmptySet` where no image is left.
 *
 * @example
 * const stack = { shape: [1, 1, 5], data: [1, 2, 3, 4, 5] };
 * E.map(({ count }) => count)(E.chain((all) => part(all, { from: 3 }))(images(stack))) // => E.right(2)
 */
export const part = (images: Images, options: PartOptions = {}): E.Either<Failure, Images> =>
  F.pipe(
    checked(images, expectImages(images), expectOptions(options, ["from", "count"])),
    E.chain(() => {
      const { from = 0, count = Number.MAX_SAFE_INTEGER } = options;
      return checked({ from, count }, expectCount("from", from, { least: 0 }), expectCount("count", count));
    }),
    E.chain(({ from, count }) => {
      const here = Math.min(count, images.count - from);
      const { height, width } = images;
      return here > 0
        ? E.right({ ...images, from: images.from + from, count: here })
        : E.left(emptySet([height, width, Math.max(0, here)]));
    }),
  );
