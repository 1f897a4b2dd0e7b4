/**
 * The door: `elbo-ts`, which runs in Node, in a browser and in a worker. It may use every room but those of the edges
 * (formats, plot, node, cli), which have entries of their own. Begin with `load`, then with a namespace.
 */
export { aae, autoencoder, classifier, cvae, presets, vae } from "./autoencoder/index.js";
export * as computation from "./core/computation.js";
export * as random from "./core/draws.js";
export { foldIn, type Key, key, named, split } from "./core/key.js";
export * as result from "./core/result.js";
export type { Shape } from "./core/shape.js";
export { type Tensor, tensor, tensor32, tensor64 } from "./core/tensor.js";
export { synthetic } from "./data/index.js";
export { histogram, kde } from "./density/index.js";
export * as em from "./em/index.js";
export * as mixture from "./em/mixture/index.js";
export * as template from "./em/template/index.js";
export { pca, tsne } from "./embedding/index.js";
export { describe, type Failure, orThrow } from "./failure.js";
export * as nn from "./nn/index.js";
export * as optim from "./optim/index.js";
export * as prob from "./prob/index.js";
export * as train from "./train/index.js";
export {
  type KernelSource,
  type LoadOptions,
  load,
  type Runtime,
  runtimeOf,
  type Simd,
  type SimdChoice,
} from "./wasm/index.js";
