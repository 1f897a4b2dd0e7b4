/**
 * Data for those who have none: handwritten digits and hidden faces, drawn from a key.
 *
 * May use core, and the shapes of templates. Begin with `digits.ts`; `scene/` has a portrait, a landscape, and their images.
 */
import { either as E, function as F } from "fp-ts";
import { checked, expectCount, expectKey, expectOptions, expectRuntime } from "../../core/checks.js";
import type { Key } from "../../core/key.js";
import type { Failure } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import type { ImageSet, LabelledImages } from "../labelledImages.js";
import { drawDigits, syntheticDigits } from "./digits.js";
import { drawScene, type Scene, sceneExtents } from "./scene/index.js";

export type { ImageSet, LabelledImages } from "../labelledImages.js";
export { type Scene, sceneTemplate } from "./scene/index.js";
export type { ShiftedImages } from "./scene/observe.js";

/** How many digits are drawn. */
export interface DigitsOptions {
  /** 1000 if absent. */
  readonly count?: number;
}

/** How many digits are drawn of either part. */
export interface DigitSetOptions {
  /** 60,000 if absent. */
  readonly train?: number;
  /** 10,000 if absent. */
  readonly test?: number;
}

/** How many images are drawn. */
export interface SceneOptions {
  /** K; 1000 if absent. */
  readonly count?: number;
}

/** The most pictures of so many pixels, a byte each: 2 GiB. */
const mostOf = (pixels: number): number => Math.floor(2 ** 31 / pixels);

const mostDigits = mostOf(28 * 28);

/**
 * Digits that look written by hand, drawn as pen strokes: 28 x 28 grey pictures laid out as MNIST's, every class as
 * likely. Digit i depends on the key and i alone, so that more digits begin with the fewer ones; the same bytes on
 * every engine.
 *
 * Errors: `BadOption`, `BadArgument`.
 *
 * @example
 * E.map(({ images }: LabelledImages) => images.length)(digits(runtime, key(0), { count: 3 })) // => E.right(3 * 28 * 28)
 */
export const digits = (runtime: Runtime, key: Key, options: DigitsOptions = {}): E.Either<Failure, LabelledImages> =>
  F.pipe(
    checked(options, expectRuntime(runtime), expectKey(key), expectOptions(options, ["count"])),
    E.map(({ count = 1000 }) => count),
    E.chainFirst((count) => expectCount("count", count, { least: 0, most: mostDigits })),
    E.map((count) => drawDigits(runtime, key, count)),
  );

/**
 * As many drawn digits as MNIST has, or as asked for, in two parts: what stands in for it where there is no network.
 *
 * Errors: `BadOption`, `BadArgument`.
 *
 * @example
 * E.map(({ test }: ImageSet) => test.count)(digitSet(runtime, key(0), { train: 3, test: 2 })) // => E.right(2)
 */
export const digitSet = (runtime: Runtime, key: Key, options: DigitSetOptions = {}): E.Either<Failure, ImageSet> =>
  F.pipe(
    checked(options, expectRuntime(runtime), expectKey(key), expectOptions(options, ["train", "test"])),
    E.map(({ train = 60_000, test = 10_000 }) => ({ train, test })),
    E.chainFirst(({ train, test }) =>
      checked(
        null,
        expectCount("train", train, { least: 0, most: mostDigits }),
        expectCount("test", test, { least: 0, most: mostDigits }),
      ),
    ),
    E.map(({ train, test }) => syntheticDigits(runtime, key, train, test)),
  );

/**
 * Noisy pictures, 100 x 200, of a portrait that hides somewhere in a landscape, and the template that they were drawn
 * from. Image k depends on the key and k alone, so that more images begin with the fewer ones.
 *
 * Errors: `BadOption`, `BadArgument`.
 *
 * @example
 * E.map(({ images }: Scene) => images.shape)(scene(runtime, key(0), { count: 2 })) // => E.right([100, 200, 2])
 */
export const scene = (runtime: Runtime, key: Key, options: SceneOptions = {}): E.Either<Failure, Scene> =>
  F.pipe(
    checked(options, expectRuntime(runtime), expectKey(key), expectOptions(options, ["count"])),
    E.map(({ count = 1000 }) => count),
    E.chainFirst((count) =>
      expectCount("count", count, { least: 0, most: mostOf(sceneExtents.height * sceneExtents.width) }),
    ),
    E.map((count) => drawScene(runtime, key, count)),
  );
