import { either as E } from "fp-ts";
import { badData, type Failure } from "../failure.js";
import { type Shape, type ShapeMismatch, sameShape, shapeMismatch, size } from "./shape.js";
import { type ReadonlyFloats, type Tensor, tensor } from "./tensor.js";

/** A named tensor inside a block of floats. */
export interface Slot {
  /** Names from the root to the leaf, with dots: "encoder.hidden.weight". */
  readonly path: string;
  readonly shape: Shape;
  /** Floats before it. */
  readonly offset: number;
}

/** The tensors of one block, in its order and without gaps. */
export type BlockLayout = readonly Slot[];

/**
 * The floats of a block.
 *
 * @example
 * floatsOf([{ path: "weight", shape: [2, 3], offset: 0 }, { path: "bias", shape: [2], offset: 6 }]) // => 8
 */
export const floatsOf = (layout: BlockLayout): number => layout.reduce((sum, { shape }) => sum + size(shape), 0);

/**
 * The tensors of a block by their paths: copies, since what a user holds does not change.
 *
 * @example
 * leavesOf([{ path: "bias", shape: [2], offset: 0 }], Float32Array.of(1, 2)).bias.shape // => [2]
 */
export const leavesOf = (layout: BlockLayout, block: ReadonlyFloats): Readonly<Record<string, Tensor>> => {
  const floats = Float32Array.from(block);
  return Object.fromEntries(
    layout.map(({ path, shape, offset }) => [path, tensor(shape, floats.slice(offset, offset + size(shape)))]),
  );
};

/** What keeps a record of tensors from being a block. */
export type NotThisTree = ShapeMismatch | Failure<"MissingLeaf"> | Failure<"UnknownLeaf">;

const missing = (path: string): Failure<"MissingLeaf"> =>
  badData("MissingLeaf", "there is no such tensor", { where: path });

const unknown = (path: string): Failure<"UnknownLeaf"> =>
  badData("UnknownLeaf", "this tensor has no place", { where: path });

/**
 * Holds arrays against the names and shapes that they should have: just these.
 *
 * Errors: `MissingLeaf`, `UnknownLeaf`, `ShapeMismatch`, each with the path.
 */
export const expectLeaves = <Leaf extends { readonly shape: Shape }>(
  places: readonly Pick<Slot, "path" | "shape">[],
  leaves: Readonly<Record<string, Leaf>>,
): E.Either<NotThisTree, Readonly<Record<string, Leaf>>> => {
  for (const { path, shape } of places) {
    const leaf = leaves[path];
    if (leaf === undefined) return E.left(missing(path));
    if (!sameShape(shape, leaf.shape))
      return E.left(shapeMismatch("a tensor has another shape", shape, leaf.shape, path));
  }
  const known = new Set(places.map(({ path }) => path));
  const stray = Object.keys(leaves).find((path) => !known.has(path));
  return stray === undefined ? E.right(leaves) : E.left(unknown(stray));
};

/**
 * The block of a record of tensors: the inverse of `leavesOf`.
 *
 * Errors: those of `expectLeaves`.
 */
export const blockOf = (
  layout: BlockLayout,
  leaves: Readonly<Record<string, Tensor>>,
): E.Either<NotThisTree, ReadonlyFloats> =>
  E.map((found: typeof leaves) => {
    const block = new Float32Array(floatsOf(layout));
    for (const { path, offset } of layout) block.set(Float32Array.from(found[path]!.data), offset);
    return block;
  })(expectLeaves(layout, leaves));
