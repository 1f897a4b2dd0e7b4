/** The mixture of normals written down from its definition: Gaussian elimination, point by point, nothing shared. */
export interface PlainMixture {
  readonly weights: readonly number[];
  readonly means: readonly (readonly number[])[];
  /** One d x d matrix a component. */
  readonly covariances: readonly (readonly (readonly number[])[])[];
}

/** C^-1 e and log det C, by elimination with pivots on the diagonal. */
const eliminate = (matrix: readonly (readonly number[])[], e: readonly number[]) => {
  const rows = matrix.map((row, i) => [...row, e[i]!]);
  const d = e.length;
  let logDet = 0;
  for (let i = 0; i < d; i++) {
    logDet += Math.log(rows[i]![i]!);
    for (let l = i + 1; l < d; l++) {
      const factor = rows[l]![i]! / rows[i]![i]!;
      for (let a = i; a <= d; a++) rows[l]![a]! -= factor * rows[i]![a]!;
    }
  }
  const solution = new Array<number>(d).fill(0);
  for (let i = d - 1; i >= 0; i--) {
    let sum = rows[i]![d]!;
    for (let a = i + 1; a < d; a++) sum -= rows[i]![a]! * solution[a]!;
    solution[i] = sum / rows[i]![i]!;
  }
  return { solution, logDet };
};

/** log N(x; mean, covariance) of the coordinates that are not NaN. */
export const logNormal = (
  x: readonly number[],
  mean: readonly number[],
  covariance: readonly (readonly number[])[],
): number => {
  const seen = x.flatMap((value, a) => (Number.isNaN(value) ? [] : [a]));
  const e = seen.map((a) => x[a]! - mean[a]!);
  const { solution, logDet } = eliminate(
    seen.map((a) => seen.map((b) => covariance[a]![b]!)),
    e,
  );
  const distance = e.reduce((sum, value, i) => sum + value * solution[i]!, 0);
  return -(seen.length * Math.log(2 * Math.PI) + logDet + distance) / 2;
};

/** log w_j + log N(x; m_j, C_j), one a component. */
export const logJoint = (x: readonly number[], { weights, means, covariances }: PlainMixture): readonly number[] =>
  weights.map((w, j) => Math.log(w) + logNormal(x, means[j]!, covariances[j]!));

/** log p(x). */
export const logDensity = (x: readonly number[], theta: PlainMixture): number => {
  const terms = logJoint(x, theta);
  const top = Math.max(...terms);
  return top + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - top), 0));
};
