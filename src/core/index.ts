/** Shapes, tensors, keys and draws from them. */
export { foldIn, type Key, key, named, split } from "./key.js";
export { integers, normal, type Precision, permutation, uniform } from "./random.js";
export { type Shape, type ShapeMismatch, sameShape, showShape, size } from "./shape.js";
export { type ReadonlyFloats, reshape, type Tensor, take, tensor, tensor32, tensor64 } from "./tensor.js";
