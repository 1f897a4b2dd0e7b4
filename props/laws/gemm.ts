import fc from "fast-check";
import { type Content, productOf, shapes } from "../arbitraries/products.js";
import { chain, type Multiply, magnitude, type Product, product64, type Strided } from "../reference/gemm.js";

/** The same bits; one NaN is as good as another. */
const same = (x: Float64Array, y: Float64Array): boolean =>
  x.length === y.length && x.every((v, i) => Object.is(v, y[i]));

const after = ({ data, row, col }: Strided, elements: number): Strided => ({ data: data.subarray(elements), row, col });
const transpose = ({ data, row, col }: Strided): Strided => ({ data, row: col, col: row });

/** A copy in which the rows lie one behind the other. */
const dense = ({ data, row, col }: Strided, rows: number, cols: number): Strided => ({
  data: Float64Array.from({ length: rows * cols }, (_, at) => data[Math.floor(at / cols) * row + (at % cols) * col]!),
  row: cols,
  col: 1,
});

/** With the result of another product for its C. */
const onto = (product: Product, data: Float64Array): Product => ({ ...product, c: { ...product.c, data } });

type Law = (multiply: Multiply, product: Product, at: (extent: number) => number) => boolean;

/** |computed - exact| <= (k + 2) epsilon (|C| + |A| |B|), and NaN and infinities where float64 has them. */
const near =
  (epsilon: number): Law =>
  (multiply, product) => {
    const got = multiply(product);
    const [exact, size] = [product64(product), magnitude(product)];
    return got.every(
      (x, i) => Object.is(x, exact[i]) || Math.abs(x - exact[i]!) <= (product.k + 2) * epsilon * size[i]!,
    );
  };

const inBounds: Law = (multiply, product) => {
  const { m, from, to, c } = product;
  const got = multiply(product);
  const inside = (at: number) => at < m * c.row && at % c.row >= from && at % c.row < to;
  return got.every((x, at) => inside(at) || Object.is(x, c.data[at]));
};

const anyLayout: Law = (multiply, product) => {
  const { m, to, k, a, b } = product;
  return same(multiply(product), multiply({ ...product, a: dense(a, m, k), b: dense(b, k, to) }));
};

const transposed: Law = (multiply, product) => {
  const { m, to: n, a, b, c } = product;
  const flipped = { ...product, m: n, to: m, a: transpose(b), b: transpose(a), c: dense(transpose(c), n, m) };
  const [got, other] = [multiply(product), { ...flipped.c, data: multiply(flipped) }];
  return same(dense({ ...c, data: got }, m, n).data, dense(transpose(other), m, n).data);
};

const columnRanges: Law = (multiply, product, at) => {
  const cut = at(product.to);
  const left = multiply({ ...product, to: cut });
  return same(multiply(product), multiply({ ...onto(product, left), from: cut }));
};

const rowRanges: Law = (multiply, product, at) => {
  const { m, a, c } = product;
  const cut = at(m);
  const top = multiply({ ...product, m: cut });
  const below = { ...product, m: m - cut, a: after(a, cut * a.row), c: after({ ...c, data: top }, cut * c.row) };
  top.set(multiply(below), cut * c.row);
  return same(multiply(product), top);
};

const accumulated: Law = (multiply, product, at) => {
  const { k, a, b } = product;
  const cut = at(k);
  const first = multiply({ ...product, k: cut });
  const rest = { ...product, k: k - cut, a: after(a, cut * a.col), b: after(b, cut * b.row), accumulate: true };
  return same(multiply(product), multiply(onto(rest, first)));
};

/** On small integers, where nothing is rounded: C + A B + (-3 A) B = C - 2 ((C + A B) - C). */
const linear: Law = (multiply, product) => {
  const { a, c } = product;
  const once = multiply({ ...product, accumulate: true });
  const more = { ...product, accumulate: true, a: { ...a, data: a.data.map((x) => -3 * x) } };
  return same(
    multiply(onto(more, once)),
    once.map((x, at) => c.data[at]! - 2 * (x - c.data[at]!)),
  );
};

const oneChain =
  (round: (x: number) => number): Law =>
  (multiply, product) =>
    same(multiply(product), chain(round)(product));

/** What is asked of a matrix product in a precision. */
export interface Precision {
  /** The distance from 1 to the next number. */
  readonly epsilon: number;
  readonly round: (x: number) => number;
}

/** The laws by name. Where multiply-add is fused, the last one does not hold. */
export const gemmLaws = ({ epsilon, round }: Precision, fused: boolean): Readonly<Record<string, [Law, Content]>> => ({
  "|C - exact| <= (k + 2) epsilon (|C| + |A| |B|)": [near(epsilon), "ordinary"],
  "NaN and infinities go where they go in float64, and nowhere else": [near(epsilon), "nonfinite"],
  "nothing is written but rows < m of columns [from, to)": [inBounds, "extreme"],
  "the same bits for all strides": [anyLayout, "extreme"],
  "(A B)^T = B^T A^T, bit for bit": [transposed, "extreme"],
  "two ranges of columns = one, bit for bit": [columnRanges, "extreme"],
  "two ranges of rows = one, bit for bit": [rowRanges, "extreme"],
  "two parts of k, the second accumulated = one, bit for bit": [accumulated, "extreme"],
  "C + A B - 3 A B = C - 2 A B, exactly on integers": [linear, "integers"],
  ...(fused ? {} : { "each element is one chain of rounded products and sums": [oneChain(round), "extreme"] }),
});

/** A law as a property: of any product, at any place to cut it. */
export const gemmProperty = ([law, content]: [Law, Content], multiply: Multiply) =>
  fc.property(shapes, fc.double({ min: 0, max: 1, noNaN: true }), (shape, cut) =>
    law(multiply, productOf(shape, content), (extent) => Math.floor(cut * extent)),
  );
