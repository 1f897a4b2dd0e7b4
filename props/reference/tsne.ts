/** t-SNE in float64, plainly: points row by row, pairs as a full matrix. */

/** Some points, row by row. */
export interface Cloud {
  readonly count: number;
  readonly dims: number;
  readonly data: ArrayLike<number>;
}

/** |x_i - y_j|^2 */
export const squaredDistance = (x: Cloud, i: number, y: Cloud, j: number): number => {
  let sum = 0;
  for (let c = 0; c < x.dims; c++) sum += (x.data[i * x.dims + c]! - y.data[j * y.dims + c]!) ** 2;
  return sum;
};

/** A sum and the sum of the magnitudes of its terms, from which its rounding follows. */
export interface Sum {
  readonly value: number;
  readonly magnitude: number;
}

const sumOf = (terms: readonly number[]): Sum => ({
  value: terms.reduce((total, term) => total + term, 0),
  magnitude: terms.reduce((total, term) => total + Math.abs(term), 0),
});

/** A, R and z of point i of x among y: 2 dims + 1 sums. `pairs[j]` says which j count. */
export const forcesOn = (
  x: Cloud,
  i: number,
  y: Cloud,
  p: (j: number) => number,
  isPair: (j: number) => boolean,
): readonly Sum[] => {
  const others = Array.from({ length: y.count }, (_, j) => j).filter(isPair);
  const kernel = (j: number) => 1 / (1 + squaredDistance(x, i, y, j));
  const apart = (j: number, c: number) => x.data[i * x.dims + c]! - y.data[j * y.dims + c]!;
  const along = (weight: (j: number) => number) =>
    Array.from({ length: x.dims }, (_, c) => sumOf(others.map((j) => weight(j) * apart(j, c))));
  return [...along((j) => p(j) * kernel(j)), ...along((j) => kernel(j) ** 2), sumOf(others.map(kernel))];
};

/** The terms of KL(P | Q) and their logarithms, over all ordered pairs. */
export const divergenceTerms = (
  p: ArrayLike<number>,
  y: Cloud,
): readonly { readonly p: number; readonly log: number }[] => {
  const least = 2 ** -52;
  const pairs = Array.from(
    { length: y.count ** 2 },
    (_, at) => [Math.floor(at / y.count), at % y.count] as const,
  ).filter(([i, j]) => i !== j);
  const kernel = ([i, j]: readonly [number, number]) => 1 / (1 + squaredDistance(y, i, y, j));
  const mass = pairs.reduce((sum, pair) => sum + kernel(pair), 0);
  return pairs.map((pair) => {
    const pij = p[pair[0] * y.count + pair[1]]!;
    return { p: pij, log: Math.log(Math.max(pij, least) / Math.max(kernel(pair) / mass, least)) };
  });
};
