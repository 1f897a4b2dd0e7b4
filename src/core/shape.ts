import { either as E } from "fp-ts";
import { badData, type Failure } from "../failure.js";

/** Extents of a row-major array, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/**
 * The number of elements.
 *
 * @example
 * size([2, 3, 4]) // => 24
 */
export const size = (shape: Shape): number => shape.reduce((product, extent) => product * extent, 1);

/** Equal rank and extents. */
export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((extent, axis) => extent === b[axis]);

/**
 * A shape as people write it.
 *
 * @example
 * showShape([60000, 28, 28]) // => "60000 x 28 x 28"
 */
export const showShape = (shape: Shape): string => (shape.length === 0 ? "a scalar" : shape.join(" x "));

/** Two shapes that had to be equal were not. */
export type ShapeMismatch = Failure<"ShapeMismatch">;

/** The `ShapeMismatch` of `what`, found at `where`. */
export const shapeMismatch = (what: string, expected: Shape, got: Shape, where?: string): ShapeMismatch =>
  badData("ShapeMismatch", what, {
    expected: showShape(expected),
    got: showShape(got),
    ...(where === undefined ? {} : { where }),
  });

/**
 * Holds `got` against `expected`.
 *
 * Errors: `ShapeMismatch`.
 */
export const expectShape = (what: string, expected: Shape, got: Shape): E.Either<ShapeMismatch, Shape> =>
  sameShape(expected, got) ? E.right(got) : E.left(shapeMismatch(what, expected, got));
