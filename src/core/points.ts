import { either as E, function as F } from "fp-ts";
import { badData, type Failure } from "../failure.js";
import { type ShapeMismatch, shapeMismatch } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** A NaN or an infinity among the data. */
export type NotFinite = Failure<"NotFinite">;

/** The `NotFinite` of a row. */
export const notFinite = (what: string, row: number, got: number): NotFinite =>
  badData("NotFinite", `${what} are finite numbers`, { where: `row ${row}`, got: String(got) });

/**
 * The number of rows of an (n, d) tensor.
 *
 * Errors: `ShapeMismatch` where it has not two axes, no column, or not `width` columns.
 *
 * @example
 * countRows("points", tensor64([3, 2], [1, 2, 3, 4, 5, 6])) // => E.right(3)
 */
export const countRows = (what: string, { shape }: Tensor, width = shape[1] ?? 1): E.Either<ShapeMismatch, number> =>
  shape.length === 2 && shape[1] === width && width > 0
    ? E.right(shape[0]!)
    : E.left(shapeMismatch(`${what} are rows of numbers`, [shape[0] ?? 1, Math.max(1, width)], shape));

/**
 * The same rows in float64, of `width` if that is given.
 *
 * Errors: as `countRows`; `NotFinite`, naming the row.
 *
 * @example
 * E.isLeft(finiteRows("points", tensor64([1, 2], [0, NaN]))) // => true
 */
export const finiteRows = (
  what: string,
  x: Tensor,
  width?: number,
): E.Either<ShapeMismatch | NotFinite, Float64Array> =>
  F.pipe(
    countRows(what, x, width),
    E.map(() => Float64Array.from(x.data)),
    E.chainW((rows) => {
      const bad = rows.findIndex((value) => !Number.isFinite(value));
      return bad < 0 ? E.right(rows) : E.left(notFinite(what, Math.floor(bad / x.shape[1]!), rows[bad]!));
    }),
  );
