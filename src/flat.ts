/** Temporary: the flat names of before, for programs and properties that are not yet rewritten. It goes with the last of them. */

export * from "./autoencoder/index.js";
export {
  type Computation,
  run as finish,
  runAsync as finishAsync,
  runWith as finishWith,
} from "./core/computation.js";
export * from "./core/index.js";
export { drawDigits, syntheticDigits } from "./data/synthetic/digits.js";
export { drawScene, type Scene } from "./data/synthetic/scene/scene.js";
export * from "./density/index.js";
export * from "./em/index.js";
export * from "./em/mixture/index.js";
export { pca, tsne } from "./embedding/index.js";
export { describe, type Failure, orThrow } from "./failure.js";
export * from "./formats/gif/index.js";
export * as nn from "./nn/index.js";
export * as optim from "./optim/index.js";
export * as prob from "./prob/index.js";
export * from "./train/index.js";
export { load, type SimdChoice } from "./wasm/load.js";
export { type Runtime, runtimeOf, type Simd } from "./wasm/runtime.js";
