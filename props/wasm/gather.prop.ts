import fc from "fast-check";
import { lengths } from "../arbitraries/data.js";
import { roundedOnce } from "../laws/bound.js";
import { type Input, type KernelLaw, kernelLaws } from "../laws/kernel.js";

interface Rows {
  /** Rows of the data set, and of the batch. */
  readonly count: number;
  readonly batch: number;
  readonly n: number;
  readonly divisor: number;
}

const shape: fc.Arbitrary<Rows> = fc.record({
  count: fc.integer({ min: 1, max: 9 }),
  batch: fc.nat({ max: 6 }),
  n: lengths(4),
  divisor: fc.constantFrom(1, 3, 255),
});

const gathers: Omit<KernelLaw<Rows>, "title" | "call" | "reference" | "inputs"> = {
  shape,
  outputs: ({ batch, n }) => [{ type: "f32", length: batch * n }],
  bound: roundedOnce,
};

const rowsOf = ({ count, batch }: Rows): Input => ({
  type: "i32",
  length: batch,
  draw: (next) => Math.floor(count * next()),
});

const gathered = (x: ArrayLike<number>, rows: ArrayLike<number>, { batch, n }: Rows): number[] =>
  Array.from({ length: batch * n }, (_, i) => x[rows[Math.floor(i / n)]! * n + (i % n)]!);

kernelLaws<Rows>({
  ...gathers,
  title: "gather32: rows of floats, exactly",
  inputs: (drawn) => [{ type: "f32", length: drawn.count * drawn.n, draw: (next) => next() }, rowsOf(drawn)],
  call: ({ kernels }, [out], [x, rows], { n, batch }) => kernels.gather32(out!, x!, rows!, n, 0, batch),
  reference: ([x, rows], drawn) => [gathered(x!, rows!, drawn)],
});

/** Words whose bytes are the data set. */
const bytesOf = (words: ArrayLike<number>): Uint8Array => new Uint8Array(Int32Array.from(words).buffer);

kernelLaws<Rows>({
  ...gathers,
  title: "gatherBytes32: rows of bytes over a divisor, rounded once, in two ranges",
  inputs: (drawn) => [
    { type: "i32", length: Math.ceil((drawn.count * drawn.n) / 4), draw: (next) => Math.floor(2 ** 32 * next()) | 0 },
    rowsOf(drawn),
  ],
  call: ({ kernels }, [out], [x, rows], { n, batch, divisor }) => {
    const middle = Math.floor(batch / 2);
    kernels.gatherBytes32(out!, x!, rows!, n, divisor, middle, batch);
    kernels.gatherBytes32(out!, x!, rows!, n, divisor, 0, middle);
  },
  reference: ([words, rows], drawn) => [gathered(bytesOf(words!), rows!, drawn).map((byte) => byte / drawn.divisor)],
});
