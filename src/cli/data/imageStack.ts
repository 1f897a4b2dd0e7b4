/** Images of one size as one array of three axes: what a program is given to look for a template in. */
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { type Tensor, tensor64 } from "../../core/tensor.js";
import { type ImageLayout, type Images, images, layouts, part, type Stack } from "../../em/template/images.js";
import { type Failure, locate } from "../../failure.js";
import { type NdArray, toFloat64 } from "../../formats/ndarray.js";
import { readArray } from "../../node/arrays.js";
import { path, positiveInt } from "../flags/codecs.js";
import { choice, optional, type SettingsOf } from "../flags/flag.js";
import type { Context } from "../program/program.js";

/** The flags of a program that reads such images. */
export const imageStackFlags = {
  mask: optional(path, { placeholder: "FILE", help: "observed pixels as 1, H x W or like the images" }),
  array: optional(path, { placeholder: "NAME", help: "which array of an NPZ; else X, else its only one of 3 axes" }),
  layout: choice(layouts, {
    default: "HWK" as ImageLayout,
    help: "order of the axes: height, width, number of the image",
  }),
  limit: optional(positiveInt, { help: "use the first N images only" }),
};

/** Images of a run, and what to say of them. */
export interface ImageStack {
  readonly images: Images;
  /** On every figure of a run on images that nobody took. */
  readonly caution: string | undefined;
  /** For the `data` of the run's record. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** Where images come from in place of a file, and how many are used at most. */
export interface ImageStackOptions {
  readonly limit?: number | undefined;
  readonly synthetic: () => E.Either<Failure, Stack>;
}

/** 64-bit integers become floats; everything else is used as it lies in the file. */
const stackOf = (array: NdArray): E.Either<Failure, Stack> => {
  const { data, shape } = array;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return toFloat64(array);
  return E.right({ shape, data });
};

const readStack = (file: string, name?: string): TE.TaskEither<Failure, Stack> =>
  F.pipe(readArray(file, name === undefined ? {} : { name }), TE.chainEitherK(stackOf));

const isClipped = ({ range }: Images): boolean => range.atEnds > 0.01;

const clipping = ({ range: { atEnds, least, most } }: Images): string =>
  `${(100 * atEnds).toFixed(1)} % of the pixels sit at the ends of the range (${least} or ${most}): ` +
  "clipped noise bends the means, so contrasts come out weaker than they are";

const drawnHere = "no --data: a scene drawn by this program, synthetic data";

/**
 * The images that a run asks for: those of `--data`, an NPY or NPZ file, or else synthetic ones, which the run says in a
 * notice; so it does where noise was clipped.
 *
 * Errors: those of `readArray` and `images`.
 */
export const loadImageStack = (
  { settings, notice }: Pick<Context<SettingsOf<typeof imageStackFlags>>, "settings" | "notice">,
  { limit = settings.limit, synthetic }: ImageStackOptions,
): TE.TaskEither<Failure, ImageStack> => {
  const { data: file, array, mask: maskFile, layout } = settings;
  const read =
    file === undefined
      ? F.pipe(TE.fromIOEither(synthetic), TE.chainEitherK(images))
      : F.pipe(
          TE.Do,
          TE.bind("stack", () => readStack(file, array)),
          TE.bind("mask", () => (maskFile === undefined ? TE.right(undefined) : readStack(maskFile))),
          TE.chainEitherK(({ stack, mask }) => F.pipe(images(stack, { layout, mask }), E.mapLeft(locate(file)))),
        );
  return F.pipe(
    read,
    TE.chainFirstIOK((all) => () => {
      if (file === undefined) notice(drawnHere);
      if (isClipped(all)) notice(clipping(all));
    }),
    TE.chainEitherK((all) => part(all, { count: limit ?? all.count })),
    TE.map((all) => ({
      images: all,
      caution: file === undefined ? drawnHere : undefined,
      record: { source: file ?? "synthetic", height: all.height, width: all.width, count: all.count },
    })),
  );
};

/**
 * Image number k of a stack: [height, width].
 *
 * @example
 * import { template } from "elbo-ts";
 * const stack = { shape: [1, 2, 3], data: [1, 2, 3, 4, 5, 6] };
 * E.map((all: Images) => [...stackedImage(1, all).data])(template.images(stack)) // => E.right([2, 5])
 */
export const stackedImage = (k: number, { data, from, strides, height, width }: Images): Tensor => {
  const out = new Float64Array(height * width);
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++)
      out[i * width + j] = data[i * strides.row + j * strides.column + (from + k) * strides.image]!;
  return tensor64([height, width], out);
};
