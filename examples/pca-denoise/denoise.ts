import { either as E, type taskEither as TE } from "fp-ts";
import type { LabelledImages } from "../../src/data/labelledImages.js";
import type { Failure } from "../../src/failure.js";
import { foldIn, key, named, noisy, type pca, type Tensor } from "../../src/flat.js";
import { clip, squaredError, throughPlane } from "../digits/noise.js";
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

/** x + N(0, noise^2) */
export const withNoise = ({ runtime, settings }: Run, x: Tensor, chunk: number): Tensor =>
  noisy(runtime, foldIn(named(key(settings.seed), "noise"), chunk), x, settings.noise);

/** How far noise takes pictures from the clean ones, and how far they are when the components have filtered them. */
export const errors =
  (run: Run, model: pca.Pca, test: LabelledImages): TE.TaskEither<Failure, Errors> =>
  async () => {
    const { runtime, progress, yieldToEvents } = run;
    const bar = progress("denoised", test.count);
    const sums = { noisy: 0, filtered: 0, clipped: 0, decoded: 0 };
    for (const [i, [from, to]] of chunksOf(test).entries()) {
      const clean = rows(test, from, to);
      const seen = withNoise(run, clean, i);
      const [filtered, decoded] = [throughPlane(runtime, model, seen), throughPlane(runtime, model, clean)];
      if (E.isLeft(filtered)) return filtered;
      if (E.isLeft(decoded)) return decoded;
      sums.noisy += squaredError(seen, clean);
      sums.filtered += squaredError(filtered.right, clean);
      sums.clipped += squaredError(filtered.right, clean, clip);
      sums.decoded += squaredError(decoded.right, clean);
      bar.tick(to);
      await yieldToEvents();
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
