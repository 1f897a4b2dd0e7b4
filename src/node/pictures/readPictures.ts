/** Pictures for a trained model: what a user has, as numbers from 0 to 1 in the shape that the model reads. */

import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { checked, expectExtents, expectOptions } from "../../core/checks.js";
import { type Shape, sameShape, showShape, size } from "../../core/shape.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { LabelledImages } from "../../data/labelledImages.js";
import { resized } from "../../data/resized.js";
import { badData, type Failure } from "../../failure.js";
import { decodeArray } from "../../formats/arrays.js";
import { recognise } from "../../formats/container.js";
import type { DecodeOptions } from "../../formats/decodeInput.js";
import * as idx from "../../formats/idx.js";
import { expectArray, type NdArray, ndarray, toFloat32 } from "../../formats/ndarray.js";
import { canvasPackage } from "../canvas.js";
import { fileFailure, readBytes } from "../file.js";
import { readGrey, type Size } from "./greyPicture.js";
import { idxSetIn, readIdxSet } from "./idxFolder.js";
import { picturesInFolder } from "./pictureFolder.js";

/** Pictures and what they are called. */
export interface Pictures {
  /** [n, rows, columns], from 0 to 1. */
  readonly x: Tensor;
  /** Of the files, or their numbers from 0. */
  readonly names: readonly string[];
  /** The class of each by its place in `classes`; all are of one where nothing is said of them. */
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
}

const isFloat = ({ dtype }: NdArray): boolean => dtype.startsWith("float");

/** Integers are bytes, floats are as they are. */
const greys = (array: NdArray, where: string): E.Either<Failure, Tensor> => {
  const top = isFloat(array) || array.dtype === "bool" ? 1 : 255;
  return F.pipe(
    toFloat32(array),
    E.mapLeft((failure): Failure => ({ ...failure, where })),
    E.chain(({ shape, data }) => {
      const beyond = Float32Array.from(data).findIndex((value) => !(value >= 0 && value <= top));
      return beyond < 0
        ? E.right(
            top === 1
              ? tensor(shape, data)
              : tensor(
                  shape,
                  Float32Array.from(data, (value) => value / top),
                ),
          )
        : E.left(
            badData("NotGrey", "a number that is no grey", {
              where,
              expected: isFloat(array) ? "floats from 0 to 1" : "integers from 0 to 255",
              got: `${data[beyond]} at element ${beyond}`,
            }),
          );
    }),
  );
};

const otherSize = (shape: Shape, got: Shape, where: string): Failure =>
  badData("SizeMismatch", "pictures of another size than the model's", {
    where,
    expected: showShape(shape),
    got: showShape(got),
  });

/** [...shape], [n, ...shape], [n, 1, ...shape] or [n, numbers] as [n, ...shape]. */
const inRows = ({ shape: of, data }: Tensor, shape: Shape, where: string): E.Either<Failure, Tensor> => {
  const rest = of.slice(1);
  const isMany = [shape, [1, ...shape], [size(shape)]].some((one) => sameShape(rest, one));
  if (data.length === 0 || !(isMany || sameShape(of, shape)))
    return E.left(otherSize(shape, of.length === shape.length + 1 ? rest : of, where));
  return E.right(tensor([data.length / size(shape), ...shape], data));
};

/** Pictures [rows, columns] or [n, rows, columns], each scaled to the size that a model reads. */
const scaled = ({ shape: of, data }: Tensor, shape: Shape): Tensor => {
  const [from, to] = [of.slice(-2), shape] as unknown as readonly [Size, Size];
  const greys = Float32Array.from(data);
  const count = greys.length / size(from);
  const out = new Float32Array(count * size(to));
  for (let i = 0; i < count; i++)
    out.set(resized(greys.subarray(i * size(from), (i + 1) * size(from)), from, to), i * size(to));
  return tensor([count, ...to], out);
};

const isScalable = ({ shape: of, data }: Tensor, shape: Shape): boolean =>
  data.length > 0 && shape.length === 2 && (of.length === 2 || of.length === 3);

/** How pictures are read. */
export interface PictureOptions {
  /** Pictures of other sizes are scaled to the model's, each side by itself (false: they are an error). */
  readonly resize?: boolean;
}

/**
 * Pictures of an array: [...shape], [n, ...shape], [n, 1, ...shape] or, flat, [n, numbers]; integers from 0 to 255 or
 * floats from 0 to 1.
 *
 * Errors: `SizeMismatch`; `NotGrey` with the first number that is none; `InexactInteger`.
 *
 * @example
 * import { ndarray } from "elbo-ts/formats";
 * import { type Pictures, picturesOf } from "elbo-ts/node";
 * const one = ndarray("uint8", [1, 2], Uint8Array.of(0, 255));
 * E.map(({ x }: Pictures) => [...x.data])(picturesOf(one, [1, 2])) // => E.right([0, 1])
 */
export const picturesOf = (
  array: NdArray,
  shape: Shape,
  options: PictureOptions & DecodeOptions = {},
): E.Either<Failure, Pictures> =>
  F.pipe(
    checked(options, expectExtents(shape), expectOptions(options, ["resize", "where"])),
    E.chainFirstW(() => expectArray(array)),
    E.chain(({ where = "an array", resize = false }) =>
      F.pipe(
        greys(array, where),
        E.chain((numbers) =>
          F.pipe(
            inRows(numbers, shape, where),
            E.orElse((failure) =>
              resize && isScalable(numbers, shape) ? E.right(scaled(numbers, shape)) : E.left(failure),
            ),
          ),
        ),
      ),
    ),
    E.map((x) => ({
      x,
      names: Array.from({ length: x.shape[0]! }, (_, i) => `${i}`),
      labels: new Uint8Array(x.shape[0]!),
      classes: [""],
    })),
  );

const ofImages = (
  { images, labels, count, height, width }: LabelledImages,
  named: Partial<Pick<Pictures, "names">> & Pick<Pictures, "classes">,
  shape: Shape,
  where: string,
  how: PictureOptions,
): E.Either<Failure, Pictures> =>
  F.pipe(
    picturesOf(ndarray("uint8", [count, height, width], images), shape, { ...how, where }),
    E.map((pictures) => ({ ...pictures, labels, ...named })),
  );

/** The size that a folder's pictures are scaled to as they are read: they need not be of one. */
const sizeFor = (shape: Shape, { resize }: PictureOptions): Size | undefined =>
  resize && shape.length === 2 ? [shape[0]!, shape[1]!] : undefined;

const readFolder = (path: string, shape: Shape, how: PictureOptions): TE.TaskEither<Failure, Pictures> =>
  F.pipe(
    TE.tryCatch(() => readdir(path), fileFailure(path)),
    TE.bindTo("files"),
    TE.bind("idx", ({ files }) => TE.fromEither(idxSetIn(path, files))),
    TE.chain(({ files, idx }) =>
      idx === undefined
        ? F.pipe(
            picturesInFolder(path, sizeFor(shape, how)),
            TE.chainEitherK(({ names, classes, ...images }) => ofImages(images, { names, classes }, shape, path, how)),
          )
        : F.pipe(
            readIdxSet(join(path, idx), files),
            TE.chainEitherK(({ test, classes }) => ofImages(test, { classes }, shape, path, how)),
          ),
    ),
  );

const readPicture = (path: string, shape: Shape, how: PictureOptions): TE.TaskEither<Failure, Pictures> =>
  F.pipe(
    TE.fromIOEither(canvasPackage),
    TE.chain((drawing) => readGrey(drawing, path, sizeFor(shape, how))),
    TE.chainEitherK(({ height, width, pixels }) =>
      picturesOf(ndarray("uint8", [height, width], pixels), shape, { where: path }),
    ),
    TE.map((pictures) => ({ ...pictures, names: [basename(path)] })),
  );

const readFile = (path: string, shape: Shape, how: PictureOptions): TE.TaskEither<Failure, Pictures> =>
  F.pipe(
    readBytes(path),
    TE.chain((bytes) => {
      const kind = recognise(bytes);
      const decoded = (array: E.Either<Failure, NdArray>) =>
        TE.fromEither(
          F.pipe(
            array,
            E.chain((found) => picturesOf(found, shape, { ...how, where: path })),
          ),
        );
      if (kind === "an NPY file" || kind.endsWith("ZIP archive")) return decoded(decodeArray(bytes, { where: path }));
      if (kind === "an IDX file" || kind === "gzip-compressed data") return decoded(idx.decode(bytes, { where: path }));
      return readPicture(path, shape, how);
    }),
  );

/**
 * The pictures at a path, to be read by a model of `shape`: a PNG or JPEG picture, a folder of them, in subfolders by
 * class or not; an NPY, NPZ or IDX file; a folder of IDX files, of which the test pictures are taken.
 *
 * Errors: `SizeMismatch` where they are not of the shape; those of `picturesOf`, of the formats and of files.
 */
export const readPictures = (
  path: string,
  shape: Shape,
  options: PictureOptions = {},
): TE.TaskEither<Failure, Pictures> =>
  F.pipe(
    TE.fromEither(checked(options, expectExtents(shape), expectOptions(options, ["resize"]))),
    TE.chain(() => TE.tryCatch(() => stat(path), fileFailure(path))),
    TE.chain((found) => (found.isDirectory() ? readFolder(path, shape, options) : readFile(path, shape, options))),
  );
