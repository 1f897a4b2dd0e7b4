import fc from "fast-check";
import type { Tie } from "../reference/convolution.js";

const extent = (max: number) => fc.integer({ min: 1, max });

/** Any tie of two pictures; the kernel may see more or less than the wide one. */
const any: fc.Arbitrary<Tie> = fc.record({
  count: fc.nat({ max: 3 }),
  height: extent(6),
  width: extent(6),
  ins: extent(6),
  rows: extent(4),
  columns: extent(4),
  outs: extent(9),
  kernelHeight: extent(4),
  kernelWidth: extent(4),
  stride: extent(3),
  top: fc.nat({ max: 4 }),
  left: fc.nat({ max: 4 }),
});

/** One channel at a stride of 1, which has a way of its own. */
const planes: fc.Arbitrary<Tie> = fc
  .record({ tie: any, width: extent(11), columns: extent(11) })
  .map(({ tie, width, columns }) => ({ ...tie, width, columns, ins: 1, stride: 1 }));

/** One pixel at a stride of 1: a linear layer of each pixel. */
const pixels: fc.Arbitrary<Tie> = any.map((tie) => ({
  ...tie,
  ...{ rows: tie.height, columns: tie.width, kernelHeight: 1, kernelWidth: 1, stride: 1, top: 0, left: 0 },
}));

/** Ties of all the ways that the kernels have. */
export const ties: fc.Arbitrary<Tie> = fc.oneof({ weight: 3, arbitrary: any }, planes, pixels);
