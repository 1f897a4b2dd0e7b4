import { foldIn, type Key, named } from "../../core/key.js";
import { uniform } from "../../core/random.js";
import type { Runtime } from "../../wasm/runtime.js";
import type { ImageSet, LabelledImages } from "../labelledImages.js";
import { allographs } from "./glyphs.js";
import { hand, handScores, type Scores, write } from "./hand.js";
import { draw } from "./ink.js";
import { layOut, side } from "./page.js";

/** The most places that a way of writing a digit has. */
const places = Math.max(
  ...allographs.flat().map(({ strokes }) => strokes.reduce((sum, stroke) => sum + stroke.length, 0)),
);

/** Uniform numbers a digit takes: which digit, which way of writing it, and three for every score. */
const draws = 2 + 3 * (handScores + 2 * places);

/**
 * Standard scores from uniform numbers, three a score: `2 (u1 + u2 + u3) - 3` has mean 0, variance 1 and no tail beyond
 * 3, so that no digit is ever out of shape.
 */
const scores =
  (uniforms: ArrayLike<number>, first: number): Scores =>
  (index) => {
    const at = first + 3 * index;
    return 2 * (uniforms[at]! + uniforms[at + 1]! + uniforms[at + 2]!) - 3;
  };

/** Draws one digit into `image` and returns its label. */
const digit = (uniforms: ArrayLike<number>, image: Uint8Array): number => {
  const label = Math.floor(uniforms[0]! * allographs.length);
  const ways = allographs[label]!;
  let share = uniforms[1]!;
  const { strokes } = ways.find((way) => (share -= way.share) < 0) ?? ways[0]!;
  const chosen = hand(scores(uniforms, 2));
  const lines = write(chosen, strokes, scores(uniforms, 2 + 3 * handScores));
  for (const trace of layOut(chosen, lines)) draw(image, side, trace, chosen.softness);
  return label;
};

/**
 * Digits that look written by hand, drawn as pen strokes: 28 x 28 grey pictures laid out as MNIST's, every class as
 * likely. Digit i depends on `key` and i alone, so that more digits begin with the fewer ones, and only on sums,
 * products and square roots, which are the same on every engine.
 *
 * @example
 * drawDigits(runtime, key(0), 3).images.length // => 3 * 28 * 28
 */
export const drawDigits = (runtime: Runtime, key: Key, count: number): LabelledImages => {
  const images = new Uint8Array(count * side * side);
  const labels = Uint8Array.from({ length: count }, (_, i) =>
    digit(uniform(runtime, foldIn(key, i), [draws]).data, images.subarray(i * side * side, (i + 1) * side * side)),
  );
  return { images, labels, count, height: side, width: side };
};

/** As many drawn digits as MNIST has, or as asked for: what stands in for it where there is no network. */
export const syntheticDigits = (runtime: Runtime, key: Key, train = 60_000, test = 10_000): ImageSet => ({
  train: drawDigits(runtime, named(key, "train"), train),
  test: drawDigits(runtime, named(key, "test"), test),
  height: side,
  width: side,
  classes: allographs.map((_, label) => `${label}`),
  notice: "synthetic digits, drawn by this program",
});
