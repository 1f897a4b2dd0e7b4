import type { Coder, Runtime, Tensor } from "../../src/flat.js";
import type { Weights } from "../../src/nn/weights.js";
import { type Floats, imagesOf } from "../../src/plot/index.js";

/** A model with the weights that it has by now. */
export interface Learner<Model extends Coder = Coder> {
  readonly runtime: Runtime;
  readonly model: Model;
  readonly weights: Weights;
}

/** The pictures of a tensor [n, rows, columns]. */
export const images = (x: Tensor): readonly Floats[] => imagesOf(x);

/** Rows and columns of a model's pictures. */
export const shapeOf = ({ shape }: Coder): readonly [number, number] => [shape[0]!, shape[1]!];
