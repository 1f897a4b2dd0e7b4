/** Alone, because transforms are of no canvas and no file. */
import { number } from "./xml.js";

/** x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Where everything stays in its place. */
export const unmoved: Matrix = [1, 0, 0, 1, 0, 0];

/**
 * The second transform within the first.
 *
 * @example
 * moved([1, 0, 0, 1, 10, 0], [2, 0, 0, 2, 1, 1]) // => [2, 0, 0, 2, 11, 1]
 */
export const moved = ([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix => [
  a * g + c * h,
  b * g + d * h,
  a * i + c * j,
  b * i + d * j,
  a * k + c * l + e,
  b * k + d * l + f,
];

/** SVG's attribute, if there is something to say. */
export const transformOf = (matrix: Matrix): string | undefined => {
  const [a, b, c, d, e, f] = matrix;
  if (a === 1 && b === 0 && c === 0 && d === 1)
    return e === 0 && f === 0 ? undefined : `translate(${number(e)} ${number(f)})`;
  return `matrix(${matrix.map(number).join(" ")})`;
};
