import { size } from "../core/shape.js";
import { span, type Tensor } from "../core/tensor.js";
import { badData, type Failure } from "../failure.js";

/** Any sequence of numbers: a typed array or an array. It is read when the figure is drawn, and never written. */
export type Floats = ArrayLike<number>;

/** Rows and columns of a row-major field of numbers. */
export type Shape2 = readonly [rows: number, columns: number];

/**
 * What is wrong with a part of a figure: the figure is then not drawn, and this is the `Left` that comes back.
 *
 * @example
 * undrawable("a line", "as many x as y", "3 x and 2 y").kind // => "NotDrawable"
 */
export const undrawable = (what: string, expected: string, got: string): Failure<"NotDrawable"> =>
  badData("NotDrawable", what, { expected, got });

/** What is wrong with `values` as a field of a shape of at least `least` rows and columns, if anything is. */
export const wrongField = (
  what: string,
  values: Floats,
  [rows, columns]: Shape2,
  least: number,
): Failure | undefined => {
  const whole = Number.isInteger(rows) && Number.isInteger(columns) && rows >= least && columns >= least;
  if (!whole) return undrawable(what, `a shape of at least ${least} x ${least}`, `${rows} x ${columns}`);
  return values.length === rows * columns
    ? undefined
    : undrawable(what, `${rows * columns} values`, `${values.length} values`);
};

/** Rows and columns of the pictures of a tensor [..., rows, columns]. */
export const pictureShape = ({ shape }: Tensor): Shape2 => [shape.at(-2) ?? 1, shape.at(-1) ?? 1];

/**
 * The pictures of a tensor [n, rows, columns], row by row; a typed array is not copied. With a shape that is told, one for
 * each row of [n, rows x columns].
 *
 * @example
 * imagesOf(tensor32([3, 1, 2], [1, 2, 3, 4, 5, 6])).length // => 3
 * imagesOf(tensor32([2, 4], new Float32Array(8)), { shape: [2, 2] }).length // => 2
 */
export const imagesOf = (x: Tensor, { shape }: { readonly shape?: Shape2 | undefined } = {}): readonly Floats[] => {
  const each = size(shape === undefined ? pictureShape(x) : x.shape.slice(1));
  return Array.from({ length: each === 0 ? 0 : x.data.length / each }, (_, i) =>
    span(x.data, i * each, (i + 1) * each),
  );
};

/**
 * Coordinate j of each point of x [n, d].
 *
 * @example
 * [...coordinate(1, tensor64([2, 2], [1, 2, 3, 4]))] // => [2, 4]
 */
export const coordinate = (j: number, { shape, data }: Tensor): Float64Array => {
  const [n = 0, d = 1] = shape;
  return Float64Array.from({ length: n }, (_, i) => data[i * d + j] ?? Number.NaN);
};

/** Beyond this size, and on log axes below its inverse, a length or a ratio of values may overflow. */
const drawable = 1e300;

/** The least and the greatest value that an axis can show, or none; with `positive`, one on a log scale. */
export const extremes = (series: readonly Floats[], positive = false): readonly [number, number] | undefined => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const values of series) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (!(Math.abs(value) <= drawable) || (positive && value < 1 / drawable)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : undefined;
};
