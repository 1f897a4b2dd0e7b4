/** Points of a program: the rows of a table in whatever file, or its own. */
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { type ReadonlyFloats, type Tensor, take, tensor } from "../../core/tensor.js";
import { type Points, points } from "../../em/mixture/points.js";
import { badData, type Failure, locate } from "../../failure.js";
import { decodeArray } from "../../formats/arrays.js";
import { recognise } from "../../formats/container.js";
import * as csv from "../../formats/csv/index.js";
import { type NdArray, toFloat64 } from "../../formats/ndarray.js";
import { readBytes } from "../../node/file.js";
import { listOf, path } from "../flags/codecs.js";
import type { CommonSettings } from "../flags/commonFlags.js";
import { optional, type SettingsOf, wrongFlag } from "../flags/flag.js";
import type { Context } from "../program/program.js";

/** The flags of a program that reads points. */
export const pointsFlags = {
  columns: optional(listOf(path), {
    placeholder: "NAME,...",
    help: "the columns to use, by name or by number from 1 [default: all]",
  }),
  array: optional(path, { placeholder: "NAME", help: "which array of an NPZ file" }),
};

type PointsSettings = SettingsOf<typeof pointsFlags>;

/**
 * Judges them together with `--data`.
 *
 * Errors: `Contradiction` where columns or arrays are chosen of no file.
 */
export const expectPointsFile = <S extends CommonSettings & PointsSettings>(settings: S): E.Either<Failure, S> => {
  const { data, columns, array } = settings;
  return data === undefined && (columns ?? array) !== undefined
    ? wrongFlag(columns === undefined ? "array" : "columns", "only a file has columns and arrays", {
        hint: "name the file with --data",
      })
    : E.right(settings);
};

/** Points of a run under the names of their coordinates. */
export interface LoadedPoints {
  /** [n, d]; NaN where a value is missing. */
  readonly x: Tensor;
  readonly names: readonly string[];
  readonly points: Points;
  /** On every figure of a run on points that nobody measured. */
  readonly caution: string | undefined;
  /** For the `data` of the run's record. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** The chosen columns of [n, d]. */
const chosen = ({ shape, data }: Tensor, places: readonly number[]): Tensor => {
  const [n, d, k] = [shape[0]!, shape[1]!, places.length];
  return tensor(
    [n, k],
    Float64Array.from({ length: n * k }, (_, i) => data[Math.floor(i / k) * d + places[i % k]!]!),
  );
};

/** Numbers [n] are points in one dimension. */
const rowsOf = (where: string, { shape, data }: Tensor): E.Either<Failure, Tensor> => {
  const [n = 0, d = 1, ...more] = shape;
  return shape.length > 0 && more.length === 0
    ? E.right(tensor([n, d], data))
    : E.left(
        badData("NotPoints", "these are not points", {
          where,
          expected: "numbers, or points x coordinates",
          got: shape.length === 0 ? "a single number" : shape.join(" x "),
        }),
      );
};

const namesOf = (d: number): readonly string[] =>
  d === 1 ? ["x"] : Array.from({ length: d }, (_, j) => `x_{${j + 1}}`);

const tableOfArray = (
  bytes: Uint8Array,
  where: string,
  { columns, array }: PointsSettings,
): E.Either<Failure, csv.Table> =>
  F.pipe(
    decodeArray(bytes, { where, ...(array !== undefined && { name: array }) }),
    E.chain<Failure, NdArray, Tensor>(toFloat64),
    E.chain((values) => rowsOf(where, values)),
    E.chainW((values) => {
      const names = namesOf(values.shape[1]!);
      return E.map(
        (places: readonly number[]): csv.Table => ({
          names: places.map((at) => names[at]!),
          values: chosen(values, places),
        }),
      )(csv.columnsOf(names, { where, columns }));
    }),
  );

/** NPY and NPZ are told by their bytes; what is neither must be CSV. */
const tableOf = (bytes: Uint8Array, where: string, settings: PointsSettings): E.Either<Failure, csv.Table> =>
  /NPY|ZIP/.test(recognise(bytes))
    ? tableOfArray(bytes, where, settings)
    : csv.decode(bytes, { where, columns: settings.columns });

/** The rows of d numbers that lack none. */
const completeRows = (data: ReadonlyFloats, d: number): readonly number[] =>
  Array.from({ length: data.length / d }, (_, i) => i).filter((i) => {
    for (let j = 0; j < d; j++) if (Number.isNaN(data[i * d + j]!)) return false;
    return true;
  });

/**
 * The points x [n, d] that lack no value.
 *
 * @example
 * completePoints(tensor64([2, 2], [1, NaN, 3, 4])).shape // => [1, 2]
 */
export const completePoints = (x: Tensor): Tensor => take(x, completeRows(x.data, x.shape[1]!));

const loaded = ({ names, values }: csv.Table, file: string | undefined): E.Either<Failure, LoadedPoints> =>
  E.map(
    (all: Points): LoadedPoints => ({
      x: values,
      names,
      points: all,
      caution: file === undefined ? "synthetic data" : undefined,
      record: { source: file ?? "synthetic", points: all.count, dimensions: all.d, columns: names },
    }),
  )(points(values));

/**
 * The points that a run asks for: those of `--data`, a CSV, NPY or NPZ file, or else synthetic ones [n, d], which the run
 * says in a notice; so it does where values are missing.
 *
 * Errors: of a file those of `readBytes` and its format, `NotPoints`; those of `points`.
 */
export const loadPoints = (
  { settings, notice }: Pick<Context<PointsSettings>, "settings" | "notice">,
  { synthetic }: { readonly synthetic: () => Tensor },
): TE.TaskEither<Failure, LoadedPoints> => {
  const { data: file } = settings;
  if (file === undefined)
    return F.pipe(
      TE.fromIO(synthetic),
      TE.chainFirstIOK(() => () => notice("no --data: samples drawn by this program, synthetic data")),
      TE.chainEitherK((values) => loaded({ names: namesOf(values.shape[1]!), values }, undefined)),
    );
  return F.pipe(
    readBytes(file),
    TE.chainEitherK((bytes) => tableOf(bytes, file, settings)),
    TE.chainEitherK((table) => F.pipe(loaded(table, file), E.mapLeft(locate(file)))),
    TE.chainFirstIOK(({ x: { data }, points: { count, d } }) => () => {
      const lacking = count - completeRows(data, d).length;
      const use = "the mixture is fitted to what is known of them, and charts show the others";
      if (lacking > 0) notice(`${lacking} of ${count} points lack a value: ${use}`);
    }),
  );
};
