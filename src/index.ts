/** The entry `elbo-ts`: the library without its edges. It runs in Node, in a browser and in a worker. */
export * from "./core/index.js";
export * from "./em/index.js";
export * from "./em/mixture/index.js";
export { describe, type Failure, orThrow } from "./failure.js";
export * from "./io/gif/index.js";
export { drawDigits, syntheticDigits } from "./io/synthetic/digits.js";
export { drawScene, type Scene } from "./io/synthetic/scene/scene.js";
export * from "./models/densities.js";
export * from "./models/index.js";
export {
  affinities,
  divergence as divergenceTsne,
  place as placeTsne,
  scaledStart,
  type TsneFit,
  type TsneOptions,
  type TsneStep,
  tsne,
  tsneSteps,
} from "./models/tsne/index.js";
export * as nn from "./nn/index.js";
export * as optim from "./optim/index.js";
export * as prob from "./prob/index.js";
export * from "./train/index.js";
export { load, type SimdChoice } from "./wasm/load.js";
export { type Runtime, runtimeOf, type Simd } from "./wasm/runtime.js";
