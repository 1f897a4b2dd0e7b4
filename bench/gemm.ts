/**
 * Matrix products in float32: both builds, beside the peak of 128-bit SIMD and NumPy's sgemm on one thread (which has
 * the wider vectors of the machine).
 *
 *   npx tsx bench/gemm.ts [--json out.json]
 */
import { either as E } from "fp-ts";
import { describe } from "../src/failure.js";
import { loadNode } from "../src/wasm/node.js";
import type { Runtime, Simd } from "../src/wasm/runtime.js";
import { type Contender, here, race, type Timing, table, writeJson } from "./harness.js";
import { peak, peakFlop } from "./peak.js";
import { python } from "./python.js";

/** C[m, n] = A[m, k] B[k, n], where a transposed factor lies in memory the other way round. */
interface Shape {
  readonly what: string;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposed?: "A" | "B";
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
];

const turns = { rounds: 15, seconds: 0.03 };

const ours = ({ simd, workspace }: Runtime, { m, k, n, transposed }: Shape): Contender => {
  const { kernels, arena } = workspace();
  const [scratch, c] = [arena.alloc(kernels.gemmScratch()), arena.alloc32(m * n)];
  const [a, b] = [m * k, k * n].map((length) => arena.put32(Float32Array.from({ length }, (_, i) => Math.sin(i))));
  arena.f32(c, m * n).fill(1); // a page that was never written is slow to read
  const [aRow, aCol] = transposed === "A" ? [1, m] : [k, 1];
  const [bRow, bCol] = transposed === "B" ? [1, k] : [n, 1];
  return here(simd, () => kernels.gemm32(c, n, a!, aRow, aCol, b!, bRow, bCol, m, 0, n, k, 0, scratch));
};

const numpy = ({ m, k, n, transposed }: Shape) => {
  const factor = (rows: number, cols: number, flipped: boolean) =>
    flipped ? `r.standard_normal((${cols}, ${rows}), 'f').T` : `r.standard_normal((${rows}, ${cols}), 'f')`;
  const setUp = `
import numpy as np
r = np.random.default_rng(0)
a, b = ${factor(m, k, transposed === "A")}, ${factor(k, n, transposed === "B")}
c = np.empty((${m}, ${n}), 'f')`;
  return python("numpy", setUp, "np.matmul(a, b, out=c)");
};

const loaded = async (simd: Simd): Promise<Runtime | undefined> => {
  const result = await loadNode(simd)();
  if (E.isRight(result)) return result.right;
  console.log(`${simd}: skipped: ${describe(result.left)}`);
  return undefined;
};

const runtimes = (await Promise.all([loaded("relaxed"), loaded("plain")])).filter((runtime) => runtime !== undefined);
const limit = await peak();

const measure = async (shape: Shape): Promise<readonly Timing[]> => {
  const peer = await numpy(shape);
  const contenders = [limit, ...runtimes.map((runtime) => ours(runtime, shape)), ...(peer ? [peer] : [])];
  const timings = await race(contenders, turns);
  peer?.close();
  return timings;
};

const results: { shape: Shape; name: string; median: number; best: number; ofPeak: number }[] = [];
for (const shape of shapes) {
  const timings = await measure(shape);
  const rate = (name: string, seconds: number) =>
    (name === "peak" ? peakFlop : 2 * shape.m * shape.n * shape.k) / seconds / 1e9;
  const [fastest] = timings.map(({ name, best }) => rate(name, best));
  for (const { name, median, best } of timings)
    results.push({
      shape,
      name,
      median: rate(name, median),
      best: rate(name, best),
      ofPeak: rate(name, best) / fastest!,
    });
}

if (!results.some(({ name }) => name === "numpy")) console.log("numpy: skipped: no Python with NumPy; set PYTHON");
console.log(`node ${process.version}; GFLOP/s: best of ${turns.rounds} turns (median); per cent of the peak beside it`);
const names = [...new Set(results.map(({ name }) => name))];
const rows = shapes.map((shape) => [
  `${shape.what} ${shape.m} x ${shape.k} x ${shape.n}`,
  ...names.map((name) => {
    const { best, median, ofPeak } = results.find((result) => result.shape === shape && result.name === name)!;
    const share = name === "peak" ? "" : ` ${(100 * ofPeak).toFixed(0).padStart(3)} %`;
    return `${best.toFixed(1)} (${median.toFixed(1)})${share}`;
  }),
]);
console.log(table([["m x k x n", ...names], ...rows]));
writeJson(results);
