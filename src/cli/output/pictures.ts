/** What a run leaves in its folder and its record: files, figures, rows of losses. */
import { either as E, function as F, readonlyRecord as R, taskEither as TE } from "fp-ts";
import type { Tensor } from "../../core/tensor.js";
import { type Failure, orThrow } from "../../failure.js";
import { ndarray } from "../../formats/ndarray.js";
import * as npy from "../../formats/npy/index.js";
import { toPng } from "../../node/canvas.js";
import type { Figure } from "../../plot/index.js";
import type { EpochLosses } from "../../train/index.js";
import { attempt } from "../program/attempt.js";
import type { RunHost } from "../program/program.js";
import type { Metric } from "./record.js";

/**
 * Writes files of a run by name, one after the other.
 *
 * Errors: the first file that could not be written.
 */
export const writeAll = (
  { write }: Pick<RunHost, "write">,
  files: Readonly<Record<string, Uint8Array>>,
): TE.TaskEither<Failure, void> =>
  F.pipe(
    Object.entries(files),
    TE.traverseSeqArray(([name, bytes]) => write(name, bytes)),
    TE.map(() => undefined),
  );

/**
 * Tensors as NPY files of float64, by name: `{ face }` is `face.npy`.
 *
 * Throws what cannot be written so, as `orThrow` does.
 *
 * @example
 * Object.keys(npyFiles({ face: tensor64([2], [1, 2]) })) // => ["face.npy"]
 */
export const npyFiles = (tensors: Readonly<Record<string, Tensor>>): Readonly<Record<string, Uint8Array>> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [
      `${name}.npy`,
      orThrow(npy.encode(ndarray("float64", shape, Float64Array.from(data)))),
    ]),
  );

/** Figures by the names of their files. */
export type NamedFigures = Readonly<Record<string, Figure>>;

/**
 * The bytes of PNG files of figures, by name.
 *
 * Errors: those of `toPng`.
 */
export const pngsOf: (figures: NamedFigures) => E.Either<Failure, Readonly<Record<string, Uint8Array>>> = R.traverse(
  E.Applicative,
)((figure: Figure) => toPng(figure));

/**
 * Draws figures and writes them. They are made only then: what is handed to `onInterrupt` costs nothing.
 *
 * Errors: what `orThrow` throws in `figures`; those of `toPng` and `write`.
 */
export const drawFigures = (host: Pick<RunHost, "write">, figures: () => NamedFigures): TE.TaskEither<Failure, void> =>
  F.pipe(
    attempt(figures),
    TE.chainEitherK(pngsOf),
    TE.chain((files) => writeAll(host, files)),
  );

const capital = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1)}`;

/**
 * An epoch's losses as a row of the record: trainLoss, ..., testLoss, .... The record counts epochs from 0; log lines and
 * names of files count them from 1.
 */
export const lossMetric = ({ train, test }: EpochLosses<string>, epoch: number): Metric => {
  const names = Object.keys(train);
  return {
    epoch,
    ...Object.fromEntries(names.map((name) => [`train${capital(name)}`, train[name]!])),
    ...Object.fromEntries(names.map((name) => [`test${capital(name)}`, test?.[name] ?? null])),
  };
};
