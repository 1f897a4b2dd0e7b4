/** Priors of codes, given by what is drawn from them: all that adversarial training needs of a distribution. */
import { either as E } from "fp-ts";
import { type Key, key } from "../../core/key.js";
import { integers, normal, uniform } from "../../core/random.js";
import { type Shape, type ShapeMismatch, shapeMismatch, size } from "../../core/shape.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Runtime } from "../../wasm/runtime.js";
import { oneHot } from "../conditional/given.js";

/** n draws as rows [n, width], the same for the same key. */
export type Prior = (key: Key, n: number) => Tensor;

/** The sides of a box: [from, to] for each coordinate. */
export type Box = readonly (readonly [from: number, to: number])[];

/** N(0, I) */
export const normalPrior =
  (runtime: Runtime, width: number): Prior =>
  (key, n) =>
    normal(runtime, key, [n, width]);

/**
 * The uniform distribution over boxes of one width, of which each has as many draws: draw i lies in box i mod count.
 *
 * @example
 * const prior = boxesPrior(runtime, [[[0, 1]], [[5, 6]]]);
 * [...prior(key(3), 2).data].map(Math.floor) // => [0, 5]
 */
export const boxesPrior =
  (runtime: Runtime, boxes: readonly Box[]): Prior =>
  (key, n) => {
    const width = boxes[0]!.length;
    const u = uniform(runtime, key, [n, width]).data;
    const point = (at: number): number => {
      const [from, to] = boxes[Math.floor(at / width) % boxes.length]![at % width]!;
      return from + (to - from) * u[at]!;
    };
    return tensor(
      [n, width],
      Float32Array.from({ length: n * width }, (_, at) => point(at)),
    );
  };

/** U([-half, half]^width) */
export const cubePrior = (runtime: Runtime, half: number, width: number): Prior =>
  boxesPrior(runtime, [Array.from({ length: width }, () => [-half, half] as const)]);

/** All classes alike, as one-hot rows. */
export const categoricalPrior =
  (runtime: Runtime, classes: number): Prior =>
  (key, n) =>
    oneHot(integers(runtime, key, [n], classes).data, classes);

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

/**
 * A prior of codes of a shape.
 *
 * Errors: `ShapeMismatch` where its draws have another width.
 */
export const expectPrior = (prior: Prior, code: Shape, where: string): E.Either<ShapeMismatch, Prior> => {
  const drawn = prior(key(0), 1).shape;
  return drawn.length === 2 && drawn[1] === size(code)
    ? E.right(prior)
    : E.left(shapeMismatch("a prior draws rows of other numbers than a code has", [1, size(code)], drawn, where));
};
