/** Any sequence of numbers: a typed array or an array. It is read when the figure is rendered, and never written. */
export type Floats = ArrayLike<number>;

/** Rows and columns of a row-major field of numbers. */
export type Shape2 = readonly [rows: number, columns: number];

/** Throws a `RangeError`, for sizes that no caller means: a broken program, not bad data. */
export const demand = (holds: boolean, complaint: string): void => {
  if (!holds) throw new RangeError(complaint);
};

/** Demands that `values` is a field of the given shape, of at least `least` rows and columns. */
export const demandField = (what: string, values: Floats, [rows, columns]: Shape2, least: number): void => {
  const whole = Number.isInteger(rows) && Number.isInteger(columns) && rows >= least && columns >= least;
  demand(whole, `${what}: a shape of at least ${least} x ${least}, not ${rows} x ${columns}`);
  demand(values.length === rows * columns, `${what}: ${rows * columns} values, not ${values.length}`);
};

/**
 * The n images of a stack `[n, rows, columns]`, without copying a typed array.
 *
 * @example
 * unstack(new Float32Array(6), [1, 2]).length // => 3
 */
export const unstack = (
  stack: Float32Array | Float64Array | Uint8Array,
  [rows, columns]: Shape2,
): readonly Floats[] => {
  const size = rows * columns;
  demand(size > 0 && stack.length % size === 0, `unstack: ${stack.length} values are no stack of ${rows} x ${columns}`);
  return Array.from({ length: stack.length / size }, (_, i) => stack.subarray(i * size, (i + 1) * size));
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
