/** How far pictures are from clean ones, and what a plane of principal components makes of them. */
import { either as E, function as F } from "fp-ts";
import { inversePca, type Pca, type Runtime, type ShapeMismatch, type Tensor, transformPca } from "../../src/flat.js";

/** Pictures as the components leave them: the nearest point of their plane. */
export const throughPlane = (runtime: Runtime, model: Pca, x: Tensor): E.Either<ShapeMismatch, Tensor> =>
  F.pipe(transformPca(runtime, model)(x), E.chain(inversePca(runtime, model)));

/** The nearest number from 0 to 1, where pixels are. */
export const clip = (x: number): number => Math.min(1, Math.max(0, x));

/** The sum of (f(a) - b)^2 */
export const squaredError = (a: Tensor, b: Tensor, f: (x: number) => number = F.identity): number => {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (f(a.data[i]!) - b.data[i]!) ** 2;
  return sum;
};
