/** The entry `elbo-ts`: the library without its edges. It runs in Node, in a browser and in a worker. */
export * from "./core/index.js";
export * from "./em/index.js";
export { describe, type Failure, orThrow } from "./failure.js";
export { load, type SimdChoice } from "./wasm/load.js";
export { type Runtime, runtimeOf, type Simd } from "./wasm/runtime.js";
