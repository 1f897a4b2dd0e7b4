/** Priors of codes, given by what is drawn from them: all that adversarial training needs of a distribution. */
import { either as E, function as F } from "fp-ts";
import { badOption, checked, expectCount, expectKey, expectOptions, expectRuntime } from "../../core/checks.js";
import { type Key, key } from "../../core/key.js";
import { integers, type Lender, normal, uniform } from "../../core/random.js";
import { shapeMismatch } from "../../core/shape.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import { oneHotRows } from "../conditional/oneHot.js";

/** The sides of a box: [from, to] for each coordinate. */
export type Box = readonly (readonly [from: number, to: number])[];

/** A distribution of codes. One of a user's own gives `count` draws as rows [count, width], the same for the same key. */
export type Prior =
  | { readonly kind: "normal" }
  | { readonly kind: "boxes"; readonly boxes: readonly Box[] }
  | { readonly kind: "categorical" }
  | { readonly kind: "own"; readonly draw: (key: Key, count: number) => Tensor };

/** N(0, I), of any width. */
export const normalPrior: Prior = { kind: "normal" };

/** All classes alike, as one-hot rows: as many classes as the code has numbers. */
export const categoricalPrior: Prior = { kind: "categorical" };

/**
 * The uniform distribution over boxes of one width, of which each has as many draws: draw i lies in box i mod count.
 *
 * @example
 * const prior = boxesPrior([[[0, 1]], [[5, 6]]]);
 * E.map(({ data }) => [...data].map(Math.floor))(samplePrior(runtime, key(3), prior, { count: 2, width: 1 }))
 * // => E.right([0, 5])
 */
export const boxesPrior = (boxes: readonly Box[]): Prior => ({ kind: "boxes", boxes });

/** U([-half, half]^width) */
export const cubePrior = (half: number, width: number): Prior =>
  boxesPrior([Array.from({ length: width }, () => [-half, half] as const)]);

/**
 * A 3 x 3 grid of squares with side 0.8 and gaps of 0.2, and one below its middle: EduNet's example of a prior in pieces.
 */
export const gridOfSquares: readonly Box[] = (() => {
  const sides = [
    [-1.5, -0.7],
    [-0.5, 0.3],
    [0.5, 1.3],
  ] as const;
  const below = [
    [-0.5, 0.3],
    [-2.3, -1.7],
  ] as const;
  return [...sides.flatMap((x) => sides.map((y) => [x, y])), below];
})();

const fromBoxes = (lender: Lender, key: Key, boxes: readonly Box[], count: number, width: number): Tensor => {
  const u = uniform(lender, key, [count, width]).data;
  const point = (at: number): number => {
    const [from, to] = boxes[Math.floor(at / width) % boxes.length]![at % width]!;
    return from + (to - from) * u[at]!;
  };
  return tensor(
    [count, width],
    Float32Array.from({ length: count * width }, (_, at) => point(at)),
  );
};

/** Draws [count, width] of a prior that `expectPrior` has let pass. */
const drawn = (lender: Lender, key: Key, prior: Prior, count: number, width: number): Tensor => {
  switch (prior.kind) {
    case "normal":
      return normal(lender, key, [count, width]);
    case "boxes":
      return fromBoxes(lender, key, prior.boxes, count, width);
    case "categorical":
      return oneHotRows(integers(lender, key, [count], width).data, width);
    case "own":
      return prior.draw(key, count);
  }
};

/** Draws [count, width] of a prior within a step of training, in the caller's scope of the arena. */
export const drawWithin = (workspace: Workspace, key: Key, prior: Prior, count: number, width: number): Pointer => {
  const { arena } = workspace;
  const within: Lender = { using: (body) => arena.scope(() => body(workspace)) };
  return arena.put32(drawn(within, key, prior, count, width).data as ArrayLike<number>);
};

const isBox = (box: unknown): box is Box =>
  Array.isArray(box) &&
  box.every((side) => Array.isArray(side) && side.length === 2 && side.every(Number.isFinite) && side[0] <= side[1]);

/**
 * A prior of codes of `width` numbers.
 *
 * Errors: `BadOption` for what is no prior; `ShapeMismatch` where its draws have another width.
 */
export const expectPrior = (where: string, prior: Prior, width: number): E.Either<Failure, Prior> => {
  const otherWidth = (got: readonly number[]): E.Either<Failure, Prior> =>
    E.left(shapeMismatch("a prior draws rows of other numbers than a code has", [1, width], got, where));
  switch (prior?.kind) {
    case "normal":
    case "categorical":
      return E.right(prior);
    case "boxes": {
      const { boxes } = prior;
      if (!Array.isArray(boxes) || boxes.length === 0 || !boxes.every(isBox))
        return badOption(where, "boxes, each a list of sides [from, to] with from <= to", boxes);
      const other = boxes.find((box: Box) => box.length !== width) as Box | undefined;
      return other === undefined ? E.right(prior) : otherWidth([1, other.length]);
    }
    case "own": {
      if (typeof prior.draw !== "function") return badOption(where, "a function draw(key, count)", prior.draw);
      const shape = prior.draw(key(0), 1)?.shape ?? [];
      return shape.length === 2 && shape[0] === 1 && shape[1] === width ? E.right(prior) : otherWidth(shape);
    }
    default:
      return badOption(where, "a prior of the kind normal, boxes, categorical or own", prior);
  }
};

/** What is drawn of a prior. */
export interface SamplePriorOptions {
  readonly count: number;
  /** Numbers of a draw: of a code. */
  readonly width: number;
}

/**
 * Draws of a prior, rows [count, width].
 *
 * Errors: `BadOption`, `BadArgument`; `ShapeMismatch` where its draws have another width.
 *
 * @example
 * E.map(({ shape }) => shape)(samplePrior(runtime, key(1), normalPrior, { count: 5, width: 2 })) // => E.right([5, 2])
 */
export const samplePrior = (
  runtime: Runtime,
  key: Key,
  prior: Prior,
  options: SamplePriorOptions,
): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(options, expectRuntime(runtime), expectKey(key), expectOptions(options, ["count", "width"])),
    E.chain(({ count, width }) => checked(options, expectCount("count", count), expectCount("width", width))),
    E.chainFirst(({ width }) => expectPrior("prior", prior, width)),
    E.map(({ count, width }) => drawn(runtime, key, prior, count, width)),
  );
