/** The hidden template written down from its definition: loops over images, shifts and pixels, nothing shared. */
export interface PlainImages {
  readonly height: number;
  readonly width: number;
  readonly count: number;
  /** [H][W][K] */
  readonly data: Float64Array;
  /** [H][W][K], 1 = observed; all where absent. */
  readonly mask?: Float64Array;
}

export interface PlainTemplate {
  readonly faceHeight: number;
  readonly faceWidth: number;
  readonly face: Float64Array;
  readonly background: Float64Array;
  readonly noise: number;
  readonly prior: Float64Array;
}

/** log p(X_k | d) for every shift and image, [d][k]. */
export const logLikelihoodTable = (images: PlainImages, theta: PlainTemplate): Float64Array => {
  const { height, width, count, data, mask } = images;
  const { faceHeight, faceWidth, face, background, noise } = theta;
  const dxs = width - faceWidth + 1;
  const table = new Float64Array((height - faceHeight + 1) * dxs * count);
  for (let d = 0; d < table.length / count; d++) {
    const [dy, dx] = [Math.floor(d / dxs), d % dxs];
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++) {
          const at = (i * width + j) * count + k;
          if (mask && mask[at] === 0) continue;
          const inside = i >= dy && i < dy + faceHeight && j >= dx && j < dx + faceWidth;
          const mean = inside ? face[(i - dy) * faceWidth + (j - dx)]! : background[i * width + j]!;
          sum -= (data[at]! - mean) ** 2 / (2 * noise * noise) + Math.log(noise) + 0.5 * Math.log(2 * Math.PI);
        }
      table[d * count + k] = sum;
    }
  }
  return table;
};

/** q[d][k] proportional to exp(ll + log a). */
export const posteriorTable = (table: Float64Array, prior: Float64Array, count: number): Float64Array => {
  const q = new Float64Array(table.length);
  for (let k = 0; k < count; k++) {
    let top = Number.NEGATIVE_INFINITY;
    for (let d = 0; d < prior.length; d++) top = Math.max(top, table[d * count + k]! + Math.log(prior[d]!));
    let sum = 0;
    for (let d = 0; d < prior.length; d++)
      sum += q[d * count + k] = Math.exp(table[d * count + k]! + Math.log(prior[d]!) - top);
    for (let d = 0; d < prior.length; d++) q[d * count + k]! /= sum;
  }
  return q;
};

/** sum_k log sum_d a[d] p(X_k | d). */
export const logEvidence = (table: Float64Array, prior: Float64Array, count: number): number => {
  let total = 0;
  for (let k = 0; k < count; k++) {
    let top = Number.NEGATIVE_INFINITY;
    for (let d = 0; d < prior.length; d++) top = Math.max(top, table[d * count + k]! + Math.log(prior[d]!));
    let sum = 0;
    for (let d = 0; d < prior.length; d++) sum += Math.exp(table[d * count + k]! + Math.log(prior[d]!) - top);
    total += top + Math.log(sum);
  }
  return total;
};
