/** Values as the arrays of a file, by their names, and back. */
import { either as E, function as F, readonlyRecord as R } from "fp-ts";
import type { Shape } from "../../core/shape.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import { expectLeaves } from "../../core/tree.js";
import type { Failure } from "../../failure.js";
import { type DType, type NdArray, ndarray } from "../ndarray.js";
import { expectType } from "./form.js";

/** An array that a file must have. */
export interface ExpectedArray {
  readonly path: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Arrays to be written. */
export type NamedArrays = readonly (readonly [name: string, array: NdArray])[];

/** Arrays that were read, each in its place. */
export type FoundArrays = Readonly<Record<string, NdArray>>;

/** A value as arrays whose names begin with `at`. Size: what tells their shapes. Written: what they are made of. */
export interface ArrayCodec<A, Size, Written = A> {
  readonly arrays: (at: string, value: Written) => NamedArrays;
  readonly expected: (at: string, size: Size) => readonly ExpectedArray[];
  /** The inverse of `arrays`, of arrays that are as expected. */
  readonly value: (found: FoundArrays, at: string, size: Size) => A;
}

/** Numbers as an array of float64. */
export const float64Array = (shape: Shape, values: Iterable<number>): NdArray =>
  ndarray("float64", shape, Float64Array.from(values));

/** An array of float64 as a tensor. */
export const tensorOf = (found: FoundArrays, name: string): Tensor => {
  const { shape, data } = found[name] as NdArray<"float64">;
  return tensor(shape, data);
};

/**
 * Just these arrays, each of its shape and type.
 *
 * Errors: `MissingLeaf`, `UnknownLeaf`, `ShapeMismatch`, `NotACheckpoint` with the name of the array.
 */
export const expectArrays = (
  expected: readonly ExpectedArray[],
  arrays: FoundArrays,
): E.Either<Failure, FoundArrays> => {
  const types = new Map(expected.map(({ path, dtype }) => [path, dtype]));
  return F.pipe(
    expectLeaves(expected, arrays),
    E.chain(R.traverseWithIndex(E.Applicative)((path, array) => expectType(types.get(path)!, path, array))),
  );
};
