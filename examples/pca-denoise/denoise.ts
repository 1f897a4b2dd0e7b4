import { either as E, function as F, type taskEither as TE } from "fp-ts";
import type { Failure } from "../../src/failure.js";
import {
  foldIn,
  inversePca,
  key,
  named,
  normal,
  type Pca,
  type Runtime,
  type Tensor,
  tensor,
  transformPca,
} from "../../src/index.js";
import type { LabelledImages } from "../../src/io/labelledImages.js";
import { chunksOf, rows } from "./fit.js";
import type { Run } from "./settings.js";

/** Mean squared distances of a pixel from the clean one. */
export interface Errors {
  readonly noisy: number;
  readonly filtered: number;
  /** Filtered, with what is below 0 or above 1 brought there. */
  readonly clipped: number;
  /** Of clean pictures that went through the components. */
  readonly decoded: number;
}

/** Pictures as the components leave them: the nearest point of their plane. */
export const throughPlane = (runtime: Runtime, model: Pca, x: Tensor): E.Either<Failure, Tensor> =>
  F.pipe(transformPca(runtime, model)(x), E.chain(inversePca(runtime, model)));

/** x + N(0, noise^2) */
export const withNoise = (run: Run, { shape, data }: Tensor, chunk: number): Tensor => {
  const { runtime, settings } = run;
  const z = normal(runtime, foldIn(named(key(settings.seed), "noise"), chunk), shape);
  return tensor(
    shape,
    Float32Array.from(data, (x, i) => x + settings.noise * z.data[i]!),
  );
};

const clip = (x: number): number => Math.min(1, Math.max(0, x));

const squares = (a: Tensor, b: Tensor, f: (x: number) => number = F.identity): number => {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (f(a.data[i]!) - b.data[i]!) ** 2;
  return sum;
};

/** How far noise takes pictures from the clean ones, and how far they are when the components have filtered them. */
export const errors =
  (run: Run, model: Pca, test: LabelledImages): TE.TaskEither<Failure, Errors> =>
  async () => {
    const { runtime, progress, breathe } = run;
    const bar = progress("denoised", test.count);
    const sums = { noisy: 0, filtered: 0, clipped: 0, decoded: 0 };
    for (const [i, [from, to]] of chunksOf(test).entries()) {
      const clean = rows(test, from, to);
      const noisy = withNoise(run, clean, i);
      const [filtered, decoded] = [throughPlane(runtime, model, noisy), throughPlane(runtime, model, clean)];
      if (E.isLeft(filtered)) return filtered;
      if (E.isLeft(decoded)) return decoded;
      sums.noisy += squares(noisy, clean);
      sums.filtered += squares(filtered.right, clean);
      sums.clipped += squares(filtered.right, clean, clip);
      sums.decoded += squares(decoded.right, clean);
      bar.tick(to);
      await breathe();
    }
    bar.end();
    const pixels = test.count * test.height * test.width;
    const { noisy, filtered, clipped, decoded } = sums;
    return E.right({
      noisy: noisy / pixels,
      filtered: filtered / pixels,
      clipped: clipped / pixels,
      decoded: decoded / pixels,
    });
  };
