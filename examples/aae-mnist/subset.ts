/** Few labels among all pictures. */

import type { LabelledImages } from "../../src/data/labelledImages.js";
import { type Examples, type Key, labels, permutation, pictures } from "../../src/flat.js";
import type { Digits } from "../../src/node/mnist/index.js";

/** The pictures of a set that a list of numbers names, as often as it does. */
export const pick = (set: LabelledImages, rows: ArrayLike<number>): LabelledImages => {
  const size = set.height * set.width;
  const images = new Uint8Array(rows.length * size);
  const of = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    images.set(set.images.subarray(row * size, (row + 1) * size), i * size);
    of[i] = set.labels[row]!;
  }
  return { ...set, count: rows.length, images, labels: of };
};

/** So many pictures, which the key decides. */
export const fewOf = (set: LabelledImages, key: Key, few: number): LabelledImages =>
  pick(set, permutation(key, set.count).subarray(0, Math.min(few, set.count)));

/** All pictures; beside each a labelled one, the few of them again and again, and its label. */
export const beside = (set: LabelledImages, few: LabelledImages, classes: number): Examples => {
  const repeated = pick(
    few,
    Array.from({ length: set.count }, (_, i) => i % few.count),
  );
  const { count, columns } = pictures(set);
  return { count, columns: [...columns, ...pictures(repeated).columns, labels(repeated.labels, classes)] };
};

/** Columns of test pictures: each beside itself and its label. */
export const besideItself = ({ test, classes }: Digits): Examples => {
  const { count, columns } = pictures(test);
  return { count, columns: [...columns, ...columns, labels(test.labels, classes.length)] };
};
