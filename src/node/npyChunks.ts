import { type FileHandle, open } from "node:fs/promises";
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { checked, expectCount, expectName, expectOptions } from "../core/checks.js";
import { size } from "../core/shape.js";
import type { Tensor } from "../core/tensor.js";
import { badData, type Failure } from "../failure.js";
import { arrayOf } from "../formats/elements.js";
import { toFloat64 } from "../formats/ndarray.js";

import {
  headerBytes,
  type NpyHeader,
  parseNpyHeader,
  payloadBytes,
  showHeader,
  truncated,
} from "../formats/npy/header.js";
import { fileFailure, withFile } from "./file.js";
import { type Axis, cut, readFully, readInterleaved, readTogether, rowMajorItems } from "./npyItems.js";

/** The items `from` to `to` (exclusive) along the chosen axis, as a float64 tensor [to - from, ...other axes]. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
  readonly items: Tensor;
}

/** An array of no axes cannot be cut. */
const noAxis = (path: string): Failure<"NoAxis"> =>
  badData("NoAxis", "the array cannot be cut into chunks", { where: path, expected: "an axis", got: "a scalar" });

/** Along which axis an array is cut, and how many items make a chunk. */
export interface NpyChunkOptions {
  /** `last` for pictures H x W x K; "first", for K x H x W, by default. */
  readonly axis?: Axis;
  /** Items of a chunk. */
  readonly size: number;
  /** Most bytes held of the file at once where the items lie interleaved; 4 MiB. */
  readonly bandBytes?: number;
}

const headerOf = async (file: FileHandle, path: string): Promise<E.Either<Failure, NpyHeader>> => {
  const first = new Uint8Array(headerBytes);
  const read = await readFully(file, first, 0);
  const { size: fileBytes } = await file.stat();
  return F.pipe(
    parseNpyHeader(first.subarray(0, read), path),
    E.filterOrElse(
      (header) => header.offset + payloadBytes(header) <= fileBytes,
      (header): Failure =>
        truncated(
          path,
          `${payloadBytes(header)} bytes of data for ${showHeader(header)}`,
          `${fileBytes - header.offset}`,
        ),
    ),
  );
};

/**
 * The header of an NPY file on disk, held against the length of the file. Nothing else is read.
 *
 * Errors: as `readBytes` and `npy.decode`.
 */
export const readNpyHeader = (path: string): TE.TaskEither<Failure, NpyHeader> =>
  F.pipe(
    TE.tryCatch(() => withFile(path, "r", (file) => headerOf(file, path)), fileFailure(path)),
    TE.chainEitherK(F.identity),
  );

const chunkOf = (
  file: FileHandle,
  path: string,
  header: NpyHeader,
  axis: Axis,
  from: number,
  to: number,
  bandBytes: number,
): TE.TaskEither<Failure, Chunk> => {
  const { count, rest, together } = cut(header, axis);
  const pixels = size(rest);
  return F.pipe(
    TE.tryCatch(
      () =>
        together
          ? readTogether(file, header, pixels, from, to)
          : readInterleaved(file, header, pixels, count, from, to, bandBytes),
      fileFailure(path),
    ),
    TE.map((words) => (header.fortran ? rowMajorItems(words, to - from, rest) : words)),
    TE.map((words) => arrayOf({ ...header, shape: [to - from, ...rest], fortran: false }, words)),
    TE.chainEitherKW(toFloat64),
    TE.bimap(
      (failure) => ({ ...failure, where: path }),
      (items) => ({ from, to, items }),
    ),
  );
};

/**
 * The array of an NPY file on disk, chunk by chunk, in order; the file is never held whole. A `Left` is the last thing
 * that comes.
 *
 * Errors: as `readNpyHeader`; `NoAxis` for a scalar; `BadOption` for another axis than the first and the last, or where
 * `size` is no integer of 1 or more; `InexactInteger`.
 */
export async function* readChunks(
  path: string,
  options: NpyChunkOptions,
): AsyncGenerator<E.Either<Failure, Chunk>, void> {
  const { axis = "first", size: most, bandBytes = 2 ** 22 } = (options ?? {}) as NpyChunkOptions;
  const given = checked(
    null,
    expectOptions(options, ["axis", "size", "bandBytes"]),
    expectCount("size", most),
    expectName("axis", axis, ["first", "last"]),
    expectCount("bandBytes", bandBytes),
  );
  if (E.isLeft(given)) return yield given;
  const opened = await TE.tryCatch(() => open(path, "r"), fileFailure(path))();
  if (E.isLeft(opened)) return yield opened;
  const file = opened.right;
  try {
    const header = await F.pipe(
      TE.tryCatch(() => headerOf(file, path), fileFailure(path)),
      TE.chainEitherK(F.identity),
    )();
    if (E.isLeft(header)) return yield header;
    const known = header.right;
    if (known.shape.length === 0) return yield E.left(noAxis(path));
    const { count } = cut(known, axis);
    for (let from = 0; from < count; from += most) {
      const chunk = await chunkOf(file, path, known, axis, from, Math.min(count, from + most), bandBytes)();
      yield chunk;
      if (E.isLeft(chunk)) return;
    }
  } finally {
    await file.close();
  }
}
