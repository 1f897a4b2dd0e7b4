import { lengths, magnitudes } from "../arbitraries/data.js";
import { type Extents, extents, rowsOf } from "../arbitraries/matrices.js";
import { type Bound, roundedOnce, roundoff64, ulp32 } from "../laws/bound.js";
import { type KernelLaw, kernelLaws, specials } from "../laws/kernel.js";

const any = magnitudes(-20, 20);
const sum = (xs: Float64Array): number => xs.reduce((total, x) => total + x, 0);
const sumOfMagnitudes = (xs: Float64Array): number => xs.reduce((total, x) => total + Math.abs(x), 0);

/** Two orders of a float64 sum of n terms differ by at most 2 (n - 1) u sum |x|; a float32 output is rounded once more. */
const reordered = (terms: Float64Array): number => 2 * terms.length * roundoff64 * sumOfMagnitudes(terms);

const products = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value * y[i]!);

const total = (
  kernel: "sum32" | "sumSquares32" | "dot32",
  terms: (...inputs: Float64Array[]) => Float64Array,
  arity: 1 | 2,
): void =>
  kernelLaws<number>({
    title: `${kernel}: a float64 sum in another order`,
    shape: lengths(8),
    inputs: (length) => Array.from({ length: arity }, () => ({ type: "f32", length, draw: any })),
    outputs: () => [{ type: "f64", length: 1 }],
    call: ({ kernels, arena }, [out], [x, y], n) =>
      arena.f64(out!, 1).set([kernel === "dot32" ? kernels.dot32(x!, y!, n) : kernels[kernel](x!, n)]),
    reference: (inputs) => [[sum(terms(...inputs))]],
    bound: (_, __, inputs) => reordered(terms(...inputs)),
  });

total("sum32", (x) => x!, 1);
total("sumSquares32", (x) => products(x!, x!), 1);
total("dot32", (x, y) => products(x!, y!), 2);

kernelLaws<number>({
  title: "max32: exact, NaN where there is one, +0 for a zero",
  shape: lengths(4),
  inputs: (length) => [{ type: "f32", length, draw: any }],
  outputs: () => [{ type: "f32", length: 1 }],
  call: ({ kernels, arena }, [out], [x], n) => arena.f32(out!, 1).set([kernels.max32(x!, n)]),
  reference: ([x]) => [[Math.max(...x!) + 0]],
  bound: roundedOnce,
  specials: [...specials, 0, -0, -0, -Infinity, -1],
});

type Matrix = Pick<KernelLaw<Extents>, "title" | "outputs" | "call" | "reference" | "bound">;

const ofMatrix = (law: Matrix): void =>
  kernelLaws<Extents>({
    shape: extents(16),
    inputs: ({ m, n }) => [{ type: "f32", length: m * n, draw: any }],
    ...law,
  });

const columnsOf = (x: Float64Array, { m, n }: Extents): Float64Array[] =>
  Array.from({ length: n }, (_, j) => Float64Array.from({ length: m }, (__, r) => x[r * n + j]!));

const rounded =
  (terms: (x: Float64Array, extents: Extents) => Float64Array[]): Bound<Extents> =>
  (expected, i, [x], extents) =>
    ulp32(expected) / 2 + reordered(terms(x!, extents)[i]!);

ofMatrix({
  title: "rowSums32: the float64 sum of each row, rounded",
  outputs: ({ m }) => [{ type: "f32", length: m }],
  call: ({ kernels }, [out], [x], { m, n }) => kernels.rowSums32(out!, x!, m, n),
  reference: ([x], extents) => [rowsOf(x!, extents).map(sum)],
  bound: rounded(rowsOf),
});

ofMatrix({
  title: "columnSums32: the float64 sum of each column, in the order of the rows, rounded once",
  outputs: ({ n }) => [{ type: "f32", length: n }],
  call: ({ kernels }, [out], [x], { m, n }) => kernels.columnSums32(out!, x!, m, n, 0, n),
  reference: ([x], extents) => [columnsOf(x!, extents).map(sum)],
  bound: roundedOnce,
});

ofMatrix({
  title: "argmaxRows32: the first of the largest, NaN is never the largest",
  outputs: ({ m }) => [{ type: "i32", length: m }],
  call: ({ kernels }, [out], [x], { m, n }) => kernels.argmaxRows32(out!, x!, m, n),
  reference: ([x], extents) => [
    rowsOf(x!, extents).map((row) => {
      const comparable = row.filter((value) => value > -Infinity);
      return comparable.length === 0 ? 0 : row.indexOf(Math.max(...comparable));
    }),
  ],
  bound: roundedOnce,
});

kernelLaws<Extents>({
  title: "addRow32: rounded once",
  shape: extents(16),
  inputs: ({ m, n }) => [
    { type: "f32", length: m * n, draw: any },
    { type: "f32", length: n, draw: any },
  ],
  outputs: ({ m, n }) => [{ type: "f32", length: m * n }],
  call: ({ kernels }, [out], [x, row], { m, n }) => kernels.addRow32(out!, x!, row!, m, n),
  reference: ([x, row], { n }) => [x!.map((value, i) => value + row![i % n]!)],
  bound: roundedOnce,
  inPlace: [[0, 0]],
});
