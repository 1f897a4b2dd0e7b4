/**
 * Matrix products: both builds, beside the peak of 128-bit SIMD, and NumPy, which has the wider vectors of the
 * machine. Per cent are of the peak of one thread in the precision: in float64 half of that in float32.
 *
 *   npx tsx bench/gemm.ts [--threads 2] [--json out.json]
 */
import type { Runtime } from "../src/wasm/runtime.js";
import { type Figure, write } from "./figures.js";
import { type Contender, here, race, table } from "./harness.js";
import { peak, peakFlop } from "./peak.js";
import { python } from "./python.js";
import { runtimes } from "./runtimes.js";

/** C[m, n] = A[m, k] B[k, n], where a transposed factor lies in memory the other way round. */
interface Shape {
  readonly what: string;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposed?: "A" | "B";
  readonly float64?: true;
}

const shapes: readonly Shape[] = [
  { what: "forward", m: 128, k: 784, n: 256 },
  { what: "forward", m: 128, k: 256, n: 784 },
  { what: "forward, narrow", m: 128, k: 256, n: 20 },
  { what: "dX = dY W^T", m: 128, k: 784, n: 256, transposed: "B" },
  { what: "dX = dY W^T", m: 128, k: 256, n: 784, transposed: "B" },
  { what: "dX, narrow", m: 128, k: 20, n: 256, transposed: "B" },
  { what: "dW = X^T dY", m: 784, k: 128, n: 256, transposed: "A" },
  { what: "dW = X^T dY", m: 256, k: 128, n: 784, transposed: "A" },
  { what: "dW, narrow", m: 256, k: 128, n: 20, transposed: "A" },
  { what: "square", m: 1024, k: 1024, n: 1024 },
  { what: "square, A^T B", m: 1024, k: 1024, n: 1024, transposed: "A" },
  { what: "square, A B^T", m: 1024, k: 1024, n: 1024, transposed: "B" },
  { what: "float64", m: 1024, k: 1024, n: 1024, float64: true },
  { what: "float64, X^T X", m: 784, k: 2000, n: 784, transposed: "A", float64: true },
];

const turns = { rounds: 25, seconds: 0.01 };

const ours = ({ simd, workspace }: Runtime, { m, k, n, transposed, float64 }: Shape): Contender => {
  const { kernels, arena } = workspace();
  const [gemm, put] = float64 ? [kernels.gemm64, arena.put64] : [kernels.gemm32, arena.put32];
  // C too is filled: a page that was never written is slow to read.
  const filled = (length: number) => put(Float32Array.from({ length }, (_, i) => Math.sin(i)));
  const [a, b, c, scratch] = [filled(m * k), filled(k * n), filled(m * n), arena.alloc(kernels.gemmScratch())];
  const [aRow, aCol] = transposed === "A" ? [1, m] : [k, 1];
  const [bRow, bCol] = transposed === "B" ? [1, k] : [n, 1];
  return here(simd, () => gemm(c, n, a, aRow, aCol, b, bRow, bCol, m, 0, n, k, 0, scratch));
};

const numpy = ({ m, k, n, transposed, float64 }: Shape) => {
  const type = float64 ? "'d'" : "'f'";
  const factor = (rows: number, cols: number, flipped: boolean) =>
    flipped ? `r.standard_normal((${cols}, ${rows}), ${type}).T` : `r.standard_normal((${rows}, ${cols}), ${type})`;
  const setUp = `
import numpy as np
r = np.random.default_rng(0)
a, b = ${factor(m, k, transposed === "A")}, ${factor(k, n, transposed === "B")}
c = np.empty((${m}, ${n}), ${type})`;
  return python("NumPy", setUp, "np.matmul(a, b, out=c)");
};

const builds = await runtimes();
const limit = await peak();
const flopOf = ({ m, k, n }: Shape): number => 2 * m * n * k;

/** The time that a shape's operations take at the peak: so many of them lie in one run of the loop. */
const limitFor = (shape: Shape): Contender => {
  const runs = flopOf(shape) / (shape.float64 ? peakFlop / 2 : peakFlop);
  return { ...limit, turn: async (times) => runs * (await limit.turn(times)) };
};

/** In turns; where there are threads, the peak is that of one. */
const measure = async (shape: Shape): Promise<Figure & { readonly shape: Shape }> => {
  const peer = await numpy(shape);
  const contenders = [limitFor(shape), ...builds.map((runtime) => ours(runtime, shape)), ...(peer ? [peer] : [])];
  const timings = await race(contenders, turns);
  peer?.close();
  return { what: `${shape.what} ${shape.m} x ${shape.k} x ${shape.n}`, shape, timings };
};

const figures: (Figure & { readonly shape: Shape })[] = [];
for (const shape of shapes) figures.push(await measure(shape));

const names = [...new Set(figures.flatMap(({ timings }) => timings.map(({ name }) => name)))];
const rows = figures.map(({ what, shape, timings }) => [
  what,
  ...names.flatMap((name) => {
    const { median, best, ratio } = timings.find((timing) => timing.name === name)!;
    const rate = (seconds: number): string => (flopOf(shape) / seconds / 1e9).toFixed(1);
    const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
    const rates = `${rate(best)} (${rate(median)})`;
    return name === limit.name ? [rates] : [rates, `${percent(timings[0]!.best / best)} (${percent(1 / ratio)})`];
  }),
]);
console.log(`node ${process.version}; best of ${turns.rounds} turns (median): GFLOP/s, and its part of the peak`);
console.log(table([["m x k x n", ...names.flatMap((name) => (name === limit.name ? [name] : [name, ""]))], ...rows]));
write(figures);
