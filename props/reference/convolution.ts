/** The three products of a convolution as the kernels lay them out, channels last, in float64. */

/** A wide picture, a narrow one, and how a kernel ties them. */
export interface Tie {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly ins: number;
  readonly rows: number;
  readonly columns: number;
  readonly outs: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly stride: number;
  readonly top: number;
  readonly left: number;
}

/** Numbers of each of the three tensors. */
export const lengthsOf = (tie: Tie) => ({
  x: tie.count * tie.height * tie.width * tie.ins,
  y: tie.count * tie.rows * tie.columns * tie.outs,
  w: tie.kernelHeight * tie.kernelWidth * tie.ins * tie.outs,
});

/** Calls `visit` with the places of the numbers of each product; x is -1 where the kernel sees beyond the picture. */
export const products = (tie: Tie, visit: (y: number, x: number, w: number) => void): void => {
  const { count, height, width, ins, rows, columns, outs, kernelHeight, kernelWidth, stride, top, left } = tie;
  for (let n = 0; n < count; n++)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++)
        for (let a = 0; a < kernelHeight; a++)
          for (let b = 0; b < kernelWidth; b++) {
            const [row, column] = [r * stride + a - top, c * stride + b - left];
            const inside = row >= 0 && row < height && column >= 0 && column < width;
            for (let i = 0; i < ins; i++)
              for (let o = 0; o < outs; o++)
                visit(
                  ((n * rows + r) * columns + c) * outs + o,
                  inside ? ((n * height + row) * width + column) * ins + i : -1,
                  ((a * kernelWidth + b) * ins + i) * outs + o,
                );
          }
};

/** A sum, and the sum of the magnitudes of its terms, by which its rounding errors are measured. */
export interface Sums {
  readonly values: Float64Array;
  readonly magnitudes: Float64Array;
}

const sums = (length: number) => {
  const [values, magnitudes] = [new Float64Array(length), new Float64Array(length)];
  const add = (at: number, term: number): void => {
    values[at]! += term;
    magnitudes[at]! += Math.abs(term);
  };
  return { values, magnitudes, add };
};

/** y = x * w; x is 0 beyond the picture. */
export const convolved = (tie: Tie, x: Float64Array, w: Float64Array): Sums => {
  const { add, ...y } = sums(lengthsOf(tie).y);
  products(tie, (atY, atX, atW) => add(atY, (atX < 0 ? 0 : x[atX]!) * w[atW]!));
  return y;
};

/** The transpose: what falls beyond the picture is lost. */
export const transposed = (tie: Tie, y: Float64Array, w: Float64Array): Sums => {
  const { add, ...x } = sums(lengthsOf(tie).x);
  products(tie, (atY, atX, atW) => atX >= 0 && add(atX, y[atY]! * w[atW]!));
  return x;
};

/** The gradient of w. */
export const weighed = (tie: Tie, x: Float64Array, dy: Float64Array): Sums => {
  const { add, ...w } = sums(lengthsOf(tie).w);
  products(tie, (atY, atX, atW) => add(atW, (atX < 0 ? 0 : x[atX]!) * dy[atY]!));
  return w;
};
