/** Numbers out of whole files: arrays and tables. */
import { function as F, taskEither as TE } from "fp-ts";
import type { Failure } from "../failure.js";
import { type ArrayChoice, decodeArray } from "../formats/arrays.js";
import * as csv from "../formats/csv/index.js";
import type { NdArray } from "../formats/ndarray.js";
import { readBytes } from "./file.js";

/**
 * The array of an NPY or NPZ file, by `decodeArray`.
 *
 * Errors: as `readBytes` and `decodeArray`.
 */
export const readArray = (path: string, options: ArrayChoice = {}): TE.TaskEither<Failure, NdArray> =>
  F.pipe(
    readBytes(path),
    TE.chainEitherK((bytes) => decodeArray(bytes, { ...options, where: path })),
  );

/**
 * The numbers of a CSV file, by `csv.decode`.
 *
 * Errors: as `readBytes` and `csv.decode`.
 */
export const readCsv = (path: string, options: csv.ColumnChoice = {}): TE.TaskEither<Failure, csv.Table> =>
  F.pipe(
    readBytes(path),
    TE.chainEitherK((bytes) => csv.decode(bytes, { ...options, where: path })),
  );
