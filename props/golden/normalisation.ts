import * as t from "io-ts";
import type { Arena, Pointer } from "../../src/wasm/arena.js";
import type { Runtime, Workspace } from "../../src/wasm/runtime.js";
import { runtimes } from "../arbitraries/runtimes.js";
import type { Outputs } from "./compare.js";
import type { Case, GoldenTensor } from "./read.js";
import { asked, attributes, input, type Op, type Topic } from "./topic.js";

type Data = Pick<GoldenTensor, "shape" | "data">;

/** The features are the second axis of the reference and the last one here; `planes` positions lie behind it. */
const layout = (shape: readonly number[]) => {
  const [count, features, ...rest] = shape as [number, number, ...number[]];
  const planes = rest.reduce((a, b) => a * b, 1);
  const [m, n] = [count * planes, features];
  /** Where element (row, feature) stands in the reference. */
  const at = (row: number, feature: number): number =>
    (Math.floor(row / planes) * features + feature) * planes + (row % planes);
  return {
    m,
    n,
    put: (arena: Arena, { data }: Data): Pointer =>
      arena.put32(Float64Array.from({ length: m * n }, (_, i) => data[at(Math.floor(i / n), i % n)]!)),
    take: (arena: Arena, p: Pointer): Float64Array => {
      const out = new Float64Array(m * n);
      arena.f32(p, m * n).forEach((value, i) => {
        out[at(Math.floor(i / n), i % n)] = value;
      });
      return out;
    },
  };
};

const Settings = t.type({ training: t.boolean, eps: t.number, momentum: t.number, affine: t.boolean });

/** Forward, running statistics and backward of one batch. */
const normalise = ({ kernels, arena }: Workspace, c: Case): Outputs => {
  const { training, eps, momentum, affine } = attributes(c, Settings);
  const { m, n, put, take } = layout(input(c, "x").shape);
  const vector = (name: string) => arena.put32(input(c, name).data);
  const [x, dy] = [put(arena, input(c, "x")), put(arena, input(c, "gy"))];
  const [gamma, beta] = affine ? [vector("weight"), vector("bias")] : [0, 0];
  const [mean, variance] = [vector("running_mean"), vector("running_var")];
  const [moments, sums, k] = [arena.alloc64(2 * n), arena.alloc64(2 * n), arena.alloc32(3 * n)];
  const [y, dx, dgamma, dbeta] = [arena.alloc32(m * n), arena.alloc32(m * n), arena.alloc32(n), arena.alloc32(n)];

  kernels.normMoments32(moments, x, m, n, 0, n);
  if (training) {
    kernels.normTrack32(mean, variance, moments, m, n, momentum);
    kernels.normBatch32(k, moments, n, eps);
  } else kernels.normRunning32(k, mean, variance, n, eps);
  kernels.normForward32(y, x, k, gamma, beta, n, 0, m);
  kernels.normSums32(dgamma, dbeta, sums, dy, x, k, m, n, 0, n);
  kernels.normBackward32(dx, dy, x, k, gamma, dgamma, dbeta, training ? m : 0, n, 0, m);

  return asked(c, {
    y: take(arena, y),
    batch_mean: arena.f64(moments, n).slice(),
    batch_var_biased: arena.f64(moments + 8 * n, n).slice(),
    new_running_mean: arena.f32(mean, n).slice(),
    new_running_var: arena.f32(variance, n).slice(),
    grad_x: take(arena, dx),
    grad_weight: arena.f32(dgamma, n).slice(),
    grad_bias: arena.f32(dbeta, n).slice(),
  });
};

/** Running statistics over the batches that the first axis counts, then evaluation with the last ones. */
const sequence = ({ kernels, arena }: Workspace, c: Case): Outputs => {
  const { eps, momentum } = attributes(c, t.type({ eps: t.number, momentum: t.number }));
  const { shape, data } = input(c, "x_batches");
  const { m, n, put } = layout(shape.slice(1));
  const [mean, variance] = [arena.put32(new Float32Array(n)), arena.put32(new Float32Array(n).fill(1))];
  const [moments, k] = [arena.alloc64(2 * n), arena.alloc32(3 * n)];
  const [means, variances]: [number[], number[]] = [[], []];
  for (let b = 0; b < shape[0]!; b++) {
    const batch = { shape: shape.slice(1), data: data.slice(b * m * n, (b + 1) * m * n) };
    kernels.normMoments32(moments, put(arena, batch), m, n, 0, n);
    kernels.normTrack32(mean, variance, moments, m, n, momentum);
    means.push(...arena.f32(mean, n));
    variances.push(...arena.f32(variance, n));
  }
  const last = layout(input(c, "x_eval").shape);
  const y = last.put(arena, input(c, "x_eval"));
  kernels.normRunning32(k, mean, variance, n, eps);
  kernels.normForward32(y, y, k, 0, 0, n, 0, last.m);
  return { running_mean: means, running_var: variances, y_eval: last.take(arena, y) };
};

/** The map is its own adjoint. */
const dropout = ({ kernels, arena }: Workspace, c: Case): Outputs => {
  const { p } = attributes(c, t.type({ p: t.number }));
  const mask = arena.put32(input(c, "mask").data);
  const masked = (name: string): Float32Array => {
    const { data } = input(c, name);
    const at = arena.put32(data);
    kernels.masked32(at, at, mask, data.length, 1 / (1 - p));
    return arena.f32(at, data.length).slice();
  };
  return { y: masked("x"), grad_x: masked("gy") };
};

const topic = ({ simd, using }: Runtime): Topic => {
  const op =
    (run: (workspace: Workspace, c: Case) => Outputs): Op =>
    (c) =>
      using((workspace) => run(workspace, c));
  return {
    name: `kernels of normalisation and dropout, ${simd}`,
    precision: "float32",
    ops: {
      batchnorm1d: op(normalise),
      batchnorm2d: op(normalise),
      batchnorm2d_sequence: op(sequence),
      dropout: op(dropout),
    },
  };
};

/** The kernels of batch normalisation, with pictures channels last, and of dropout by a given mask. */
export const normalisation: readonly Topic[] = runtimes.map(topic);
