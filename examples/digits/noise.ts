/** How far pictures are from clean ones, and what a plane of principal components makes of them. */
import { either as E, function as F } from "fp-ts";
import type { Failure } from "../../src/failure.js";
import { pca, type Runtime, type Tensor } from "../../src/flat.js";

/** Pictures as the components leave them: the nearest point of their plane. */
export const throughPlane = (runtime: Runtime, model: pca.Pca, x: Tensor): E.Either<Failure, Tensor> =>
  F.pipe(
    pca.transform(runtime, model, x),
    E.chain((y) => pca.inverse(runtime, model, y)),
  );

/** The nearest number from 0 to 1, where pixels are. */
export const clip = (x: number): number => Math.min(1, Math.max(0, x));

/** The sum of (f(a) - b)^2 */
export const squaredError = (a: Tensor, b: Tensor, f: (x: number) => number = F.identity): number => {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (f(a.data[i]!) - b.data[i]!) ** 2;
  return sum;
};
