/** What a trained VAE draws by itself: sheets of small pictures. */

import { type Coder, decode, type Key, sample, type Tensor, tensor32 } from "../../src/flat.js";
import { type Content, type Floats, imageSheet } from "../../src/plot/index.js";
import { normPpf } from "../../src/prob/standardNormal.js";
import { images, type Learner, shapeOf } from "../digits/learner.js";
import { zoomFor } from "../figures/zoom.js";

/** Pictures of codes z ~ N(0, I), at most ten in a row. */
export const samples = ({ runtime, model, weights }: Learner, key: Key, n: number): Content =>
  imageSheet(images(sample(runtime, model, weights, key, n)), {
    shape: shapeOf(model),
    columns: Math.min(10, n),
    zoom: zoomFor(model.shape[1]!, 56),
  });

/** Rows and columns of the manifold. */
const side = 15;

/** The codes (norm.ppf(u), norm.ppf(v)), u and v from 0.05 to 0.95: u to the right, v upwards. */
const lattice = (): Tensor => {
  const quantile = (i: number): number => normPpf(0.05 + (0.9 * i) / (side - 1));
  const codes = Array.from({ length: side * side }, (_, cell) => [
    quantile(cell % side),
    quantile(side - 1 - Math.floor(cell / side)),
  ]);
  return tensor32([side * side, 2], codes.flat());
};

/** Pictures of codes on a lattice. */
export const manifoldOf = ({ runtime, model, weights }: Learner): readonly Floats[] =>
  images(decode(runtime, model, weights, lattice()));

/** The pictures of the lattice, without seams; about so many CSS pixels wide each. */
export const manifoldSheet = (model: Coder, pictures: readonly Floats[], wide: number): Content =>
  imageSheet(pictures, { shape: shapeOf(model), columns: side, zoom: zoomFor(model.shape[1]!, wide), gap: 0 });

/** The manifold of pictures. */
export const manifold = (learner: Learner): Content => manifoldSheet(learner.model, manifoldOf(learner), 42);
