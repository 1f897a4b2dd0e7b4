/**
 * What every room stands on: shapes, tensors, keys and draws from them, checks of what a caller gives.
 *
 * May use failures and kernels. Begin with `tensor.ts`, then `key.ts`; `computation.ts` is how long work is told.
 */
export { foldIn, type Key, key, named, split } from "./key.js";
export { integers, normal, type Precision, permutation, uniform } from "./random.js";
export { type Shape, type ShapeMismatch, sameShape, showShape, size } from "./shape.js";
export { type ReadonlyFloats, reshape, type Tensor, take, tensor, tensor32, tensor64 } from "./tensor.js";
