/** What is timed on one thread and on all: products, steps of training, EM, mixtures, densities, maps, components. */

import { key } from "../src/core/key.js";
import { normal } from "../src/core/random.js";
import type { Tensor } from "../src/core/tensor.js";
import { drawScene } from "../src/data/synthetic/scene/index.js";
import * as kde from "../src/density/kde/index.js";
import { iterate } from "../src/em/fold.js";
import { mixtureLatent, prepare as preparePoints } from "../src/em/mixture/model.js";
import { meanOf, points } from "../src/em/mixture/points.js";
import { startOf } from "../src/em/mixture/starts.js";
import { prepare } from "../src/em/template/frames.js";
import { images, randomStart } from "../src/em/template/index.js";
import { pivotOf, templateLatent } from "../src/em/template/model.js";
import { pca, tsne } from "../src/embedding/index.js";
import { orThrow } from "../src/failure.js";
import { autoencoder, convAutoencoder, cs236781, pictures, vae } from "../src/flat.js";
import type { Runtime } from "../src/wasm/runtime.js";
import { digitsFor, steps } from "./training.js";

const cloud = (runtime: Runtime, n: number, d: number): Tensor => normal(runtime, key(n), [n, d], "float64");

const product = (runtime: Runtime, m: number, k: number, n: number, turned: boolean): (() => void) => {
  const { kernels, arena } = runtime.workspace();
  const filled = (length: number) => arena.put32(Float32Array.from({ length }, (_, i) => Math.sin(i)));
  const [a, b, c, scratch] = [filled(m * k), filled(k * n), filled(m * n), arena.alloc(kernels.gemmScratch())];
  const [row, column] = turned ? [1, m] : [k, 1];
  return () => kernels.gemm32(c, n, a, row, column, b, n, 1, m, 0, n, k, 0, scratch);
};

const copy = (runtime: Runtime): (() => void) => {
  const { kernels, arena } = runtime.workspace();
  const n = 2 ** 26;
  const [from, to] = [arena.alloc32(n), arena.alloc32(n)];
  for (const at of [from, to]) arena.f32(at, n).fill(1);
  return () => kernels.copy32(to, from, n);
};

const template = (runtime: Runtime): (() => void) => {
  const scene = orThrow(images(drawScene(runtime, key(0), 1000).images));
  const extents = { height: 100, width: 200, faceHeight: 100, faceWidth: 73 };
  const workspace = runtime.workspace();
  const pivot = pivotOf(scene);
  const next = iterate(templateLatent(workspace, { extents, pivot, hard: false }), [prepare(workspace, scene, pivot)]);
  const start = orThrow(randomStart(runtime, key(0), extents));
  return () => next({ theta: start, trace: [] });
};

const mixture = (runtime: Runtime): (() => void) => {
  const set = orThrow(points(cloud(runtime, 60_000, 20)));
  const workspace = runtime.workspace();
  const settings = {
    covariance: "full",
    k: 10,
    d: 20,
    pivot: orThrow(meanOf(set)),
    covarianceFloor: 1e-6,
    hard: false,
  } as const;
  const start = orThrow(startOf(runtime, workspace, key(1), "random", set, settings));
  const next = iterate(mixtureLatent(workspace, settings), [preparePoints(workspace, set, settings.pivot)]);
  return () => next({ theta: start, trace: [] });
};

const density = (runtime: Runtime): (() => void) => {
  const estimate = orThrow(kde.fit(cloud(runtime, 10_000, 2), { kernel: "gaussian", bandwidth: 1 }));
  const queries = cloud(runtime, 2000, 2);
  return () => orThrow(kde.logDensity(runtime, estimate, queries));
};

const map = (runtime: Runtime): (() => void) => {
  const x = cloud(runtime, 2000, 10);
  const phases = [{ iterations: 50, exaggeration: 12, momentum: 0.5 }];
  return () => orThrow(tsne.fit(runtime, key(0), x, { phases, method: "exact" }));
};

const components = (runtime: Runtime): (() => void) => {
  const x = cloud(runtime, 10_000, 784);
  return () => orThrow(pca.fit(runtime, key(0), x, { components: 0.9 }));
};

const dense = cs236781([28, 28]);
const convolutional = convAutoencoder(24);

/** Makes a work ready: what is done again and again. */
type Work = (runtime: Runtime) => (() => void) | Promise<() => void>;

/** By name, in the order of the table. */
export const works: Readonly<Record<string, Work>> = {
  "GEMM 1024 x 1024 x 1024": (runtime) => product(runtime, 1024, 1024, 1024, false),
  "GEMM 128 x 784 x 256": (runtime) => product(runtime, 128, 784, 256, false),
  "GEMM 784 x 128 x 256, A^T": (runtime) => product(runtime, 784, 128, 256, true),
  "dense VAE, a step": async (runtime) =>
    steps(runtime, {
      ...dense,
      objective: orThrow(vae(dense.model)),
      data: pictures(await digitsFor(runtime)),
    }),
  "convolutional autoencoder, a step": async (runtime) =>
    steps(runtime, {
      ...convolutional,
      objective: orThrow(autoencoder(convolutional.model)),
      data: pictures(await digitsFor(runtime)),
    }),
  "EM of the face, an iteration": template,
  "mixture, an iteration": mixture,
  "KDE, 2,000 on 10,000": density,
  "t-SNE, 50 iterations of 2,000": map,
  "PCA of 10,000 x 784": components,
  "copy of 256 MB": copy,
};
