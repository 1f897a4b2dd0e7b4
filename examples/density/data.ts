import { either as E, function as F, taskEither as TE } from "fp-ts";
import { badData, type Failure, locate } from "../../src/failure.js";
import { type Points, points, type Runtime, type Tensor, tensor } from "../../src/flat.js";
import { decodeArray } from "../../src/formats/arrays.js";
import { recognise } from "../../src/formats/container.js";
import * as csv from "../../src/formats/csv/index.js";
import { columnsOf, type Table } from "../../src/formats/csv/index.js";
import { toFloat64 } from "../../src/formats/ndarray.js";
import { readBytes } from "../../src/node/index.js";
import { plane } from "./samples.js";

/** Points under the names of their coordinates, and what to say of them. */
export interface Loaded {
  /** [n, d]; NaN where a value is missing. */
  readonly x: Tensor;
  readonly names: readonly string[];
  readonly points: Points;
  /** Whether the program drew them. */
  readonly embedded: boolean;
  readonly notices: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

interface Source {
  readonly data: string | undefined;
  readonly columns: readonly string[] | undefined;
  readonly array: string | undefined;
}

/** The chosen columns of [n, d]. */
const chosen = ({ shape, data }: Tensor, places: readonly number[]): Tensor => {
  const [n, d] = [shape[0]!, shape[1]!];
  const values = Float64Array.from(
    { length: n * places.length },
    (_, i) => data[Math.floor(i / places.length) * d + places[i % places.length]!]!,
  );
  return tensor([n, places.length], values);
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

const tableOfArray = (bytes: Uint8Array, where: string, { columns, array }: Source): E.Either<Failure, Table> =>
  F.pipe(
    decodeArray(bytes, { where, ...(array === undefined ? {} : { name: array }) }),
    E.chain<Failure, Parameters<typeof toFloat64>[0], Tensor>(toFloat64),
    E.chain((values) => rowsOf(where, values)),
    E.chainW((values) => {
      const d = values.shape[1]!;
      const names = d === 1 ? ["x"] : Array.from({ length: d }, (_, j) => `x_{${j + 1}}`);
      return F.pipe(
        columnsOf(names, { where, columns }),
        E.map((places): Table => ({ names: places.map((at) => names[at]!), values: chosen(values, places) })),
      );
    }),
  );

/** NPY and NPZ are told by their bytes; what is neither must be CSV. */
const tableOf = (bytes: Uint8Array, where: string, source: Source): E.Either<Failure, Table> =>
  /NPY|ZIP/.test(recognise(bytes))
    ? tableOfArray(bytes, where, source)
    : csv.decode(bytes, { where, columns: source.columns });

/** Points with a value missing, in words; none where nothing is. */
const holes = ({ shape, data }: Tensor): readonly string[] => {
  const [n, d] = [shape[0]!, shape[1]!];
  const lacking = Array.from({ length: n }, (_, i) => i).filter((i) =>
    Array.from({ length: d }, (_, j) => data[i * d + j]!).some(Number.isNaN),
  ).length;
  if (lacking === 0) return [];
  return [
    `${lacking} of ${n} points lack a value: the mixture is fitted to what is known of them, and charts show the others`,
  ];
};

const loaded = ({ names, values }: Table, embedded: boolean, source: string, notices: readonly string[]) =>
  F.pipe(
    points(values),
    E.map(
      (all): Loaded => ({
        x: values,
        names,
        points: all,
        embedded,
        notices,
        data: { source, points: all.count, dimensions: all.d, columns: names },
      }),
    ),
  );

/** The user's points, or else the program's own. */
export const load = (runtime: Runtime, source: Source): TE.TaskEither<Failure, Loaded> => {
  const { data } = source;
  if (data === undefined)
    return TE.fromEither(
      loaded({ names: ["x_{1}", "x_{2}"], values: plane(runtime) }, true, "synthetic", [
        "no --data: samples drawn by this program, synthetic data",
      ]),
    );
  return F.pipe(
    readBytes(data),
    TE.chainEitherK((bytes) => tableOf(bytes, data, source)),
    TE.chainEitherK((table) => F.pipe(loaded(table, false, data, holes(table.values)), E.mapLeft(locate(data)))),
  );
};

/** Coordinate j of each point. */
export const coordinate = ({ shape, data }: Tensor, j: number): Float64Array =>
  Float64Array.from({ length: shape[0]! }, (_, i) => data[i * shape[1]! + j]!);

/** The points that lack no value, and their places. */
export const complete = ({ shape, data }: Tensor): { readonly x: Tensor; readonly places: Int32Array } => {
  const d = shape[1]!;
  const places = Int32Array.from({ length: shape[0]! }, (_, i) => i).filter((i) => {
    for (let j = 0; j < d; j++) if (Number.isNaN(data[i * d + j]!)) return false;
    return true;
  });
  const values = Float64Array.from(
    { length: places.length * d },
    (_, i) => data[places[Math.floor(i / d)]! * d + (i % d)]!,
  );
  return { x: tensor([places.length, d], values), places };
};
