/** Data of a training: columns of examples, in an order that a key decides, a batch at a time. */
import { either as E } from "fp-ts";
import { isNumbers } from "../core/checks.js";
import { foldIn, type Key, named } from "../core/key.js";
import { permutation } from "../core/random.js";
import { type Shape, sameShape, shapeMismatch, size } from "../core/shape.js";
import type { ReadonlyFloats, Tensor } from "../core/tensor.js";
import { badData, type Failure, usage } from "../failure.js";
import type { Pointers } from "../nn/compiledLayer.js";
import type { Pointer } from "../wasm/arena.js";
import type { Workspace } from "../wasm/runtime.js";

/** A column of bytes, a row of numbers an example, each of which stands for byte / divisor. */
export interface ByteColumn {
  /** Of an example. */
  readonly shape: Shape;
  readonly bytes: Uint8Array;
  readonly divisor: number;
}

/** A column of floats, a row of numbers an example. */
export interface FloatColumn {
  /** Of an example. */
  readonly shape: Shape;
  readonly floats: ReadonlyFloats;
}

/** One thing that is known of every example: its pixels, its label. */
export type Column = ByteColumn | FloatColumn;

/** `count` examples, row i of every column being the same one. */
export interface Examples {
  readonly count: number;
  readonly columns: readonly Column[];
}

const lengthOf = (column: Column): number => ("bytes" in column ? column.bytes : column.floats).length;

/**
 * Examples of tensors whose first axis counts them, a column each; `fit` checks that they are tensors of as many rows.
 *
 * @example
 * train.examples(tensor32([2, 1], [1, 2]), tensor32([2, 3], [1, 0, 0, 0, 0, 1])).columns.map(({ shape }) => shape)
 * // => [[1], [3]]
 */
export const examples = (...columns: readonly Tensor[]): Examples => ({
  count: columns[0]?.shape?.[0] ?? 0,
  columns: columns.map((column) => ({ shape: column?.shape?.slice(1), floats: column?.data })),
});

/**
 * Pictures of one byte a pixel as numbers from 0 to 1: the column that most models learn from.
 *
 * @example
 * train.pictures({ images: Uint8Array.of(0, 255), height: 1, width: 1 }).count // => 2
 */
export const pictures = (set: {
  readonly images: Uint8Array;
  readonly height: number;
  readonly width: number;
}): Examples => {
  const { images, height, width } = set ?? {};
  const shape = [height, width];
  return { count: images?.length / size(shape), columns: [{ shape, bytes: images, divisor: 255 }] };
};

/**
 * Classes 0, ..., classes - 1 as a column of one-hot rows: 1 at the class, 0 elsewhere. A number past the last class gives
 * a row of zeros: an example whose class is not known. Of what are no classes `fit` says that rows are missing.
 *
 * @example
 * train.labels(Uint8Array.of(1, 255), 2).bytes // => Uint8Array.of(0, 1, 0, 0)
 */
export const labels = (of: ArrayLike<number>, classes: number): ByteColumn => {
  if (!isNumbers(of) || !Number.isSafeInteger(classes) || classes < 1)
    return { shape: [classes], bytes: new Uint8Array(0), divisor: 1 };
  const bytes = new Uint8Array(of.length * classes);
  for (let i = 0; i < of.length; i++) if (of[i]! < classes) bytes[i * classes + of[i]!] = 1;
  return { shape: [classes], bytes, divisor: 1 };
};

const isColumn = (column: unknown): boolean => {
  const { shape, bytes, divisor, floats } = (column ?? {}) as Record<string, unknown>;
  return Array.isArray(shape) && (bytes === undefined ? isNumbers(floats) : isNumbers(bytes) && Number(divisor) > 0);
};

const isExamples = (examples: unknown): examples is Examples => {
  const { count, columns } = (examples ?? {}) as Record<string, unknown>;
  return Number.isSafeInteger(count) && Array.isArray(columns) && columns.every(isColumn);
};

/**
 * Checks examples against the columns that an objective reads.
 *
 * Errors: `BadArgument` for what are no examples; `NoExamples`; `ShapeMismatch` where a column has another shape or is
 * not `count` rows long.
 */
export const expectColumns = (shapes: readonly Shape[], examples: Examples, where: string): E.Either<Failure, null> => {
  if (!isExamples(examples))
    return E.left(
      usage("BadArgument", "these are no examples", {
        where,
        expected: "{ count, columns }, a column with its shape and its floats, or its bytes and their divisor",
        hint: "make them with train.examples(x), of tensors, or train.pictures",
      }),
    );
  const { count, columns } = examples;
  if (count === 0) return E.left(badData("NoExamples", "there are no examples", { where }));
  if (columns.length !== shapes.length)
    return E.left(shapeMismatch("columns of the examples", [shapes.length], [columns.length], where));
  for (const [k, column] of columns.entries()) {
    const place = `${where}, column ${k}`;
    if (!sameShape(column.shape, shapes[k]!))
      return E.left(shapeMismatch("an example has another shape", shapes[k]!, column.shape, place));
    if (lengthOf(column) !== count * size(column.shape))
      return E.left(shapeMismatch("numbers of the column", [count, ...column.shape], [lengthOf(column)], place));
  }
  return E.right(null);
};

/** The order of the examples in an epoch: a fair permutation, from the key and the epoch alone. */
export const orderOf = (key: Key, epoch: number, count: number): Uint32Array =>
  permutation(foldIn(named(key, "order"), epoch), count);

/** A batch of an epoch: its number, where it begins in the order, and its examples. The last one may be short. */
export interface BatchRange {
  readonly batch: number;
  readonly from: number;
  readonly examples: number;
}

/**
 * The batches of `count` examples.
 *
 * @example
 * [...rangesOf(5, 2)].map(({ examples }) => examples) // => [2, 2, 1]
 */
export function* rangesOf(count: number, size: number): Generator<BatchRange> {
  for (let from = 0, batch = 0; from < count; from += size, batch++)
    yield { batch, from, examples: Math.min(size, count - from) };
}

/** Examples in linear memory, in an order: at first their own. */
export interface PreparedExamples {
  readonly count: number;
  readonly arrange: (order: Uint32Array) => void;
  /** So many rows of float32 a column, from place `from` of the order on, in the caller's scope of the arena. */
  readonly gather: (range: BatchRange) => Pointers;
}

type Gather = (out: Pointer, rows: Pointer, examples: number) => void;

/** Bytes stay bytes, a fourth of the memory: a batch is converted as it is gathered. */
const placeColumn = ({ kernels, arena }: Workspace, column: Column): Gather => {
  const n = size(column.shape);
  if ("floats" in column) {
    const at = arena.put32(column.floats);
    return (out, rows, examples) => kernels.gather32(out, at, rows, n, 0, examples);
  }
  const { bytes, divisor } = column;
  const at = arena.alloc(bytes.length);
  arena.u8(at, bytes.length).set(bytes);
  return (out, rows, examples) => kernels.gatherBytes32(out, at, rows, n, divisor, 0, examples);
};

/** Copies examples into the caller's scope of the arena. */
export const placeExamples = (workspace: Workspace, { count, columns }: Examples): PreparedExamples => {
  const { arena } = workspace;
  const placed = columns.map((column) => placeColumn(workspace, column));
  const order = arena.alloc(4 * count);
  const arrange = (rows: ArrayLike<number>): void => arena.i32(order, count).set(rows);
  arrange(Uint32Array.from({ length: count }, (_, i) => i));
  return {
    count,
    arrange,
    gather: ({ from, examples }) =>
      columns.map(({ shape }, k) => {
        const out = arena.alloc32(examples * size(shape));
        placed[k]!(out, order + 4 * from, examples);
        return out;
      }),
  };
};
