/**
 * The kernels: loaded, typed, and given a memory to work in.
 *
 * May use failures alone. Begin with `load.ts`, then `runtime.ts`; `abi/` has the signatures and `pool/` the threads.
 */
export type { KernelSource } from "./kernels.js";
export { type LoadOptions, load, type SimdChoice } from "./load.js";
export { type Runtime, runtimeOf, type Simd } from "./runtime.js";
