/**
 * The entry `elbo-ts/formats`: codecs, bytes in and values out, in Node, a browser or a worker. They may use all rooms
 * below and fflate, and neither files nor Node. Begin with `npy`: every namespace has `decode` and `encode`, each of which
 * gives an `Either`.
 */
export { type ArrayChoice, decodeArray } from "./arrays.js";
export * as checkpoint from "./checkpoint/index.js";
export { recognise } from "./container.js";
export * as csv from "./csv/index.js";
export type { DecodeOptions } from "./decodeInput.js";
export * as gif from "./gif/index.js";
export * as gzip from "./gzip.js";
export * as idx from "./idx.js";
export {
  type DType,
  type InexactInteger,
  type NdArray,
  ndarray,
  type Storage,
  toFloat32,
  toFloat64,
} from "./ndarray.js";
export * as npy from "./npy/index.js";
export * as npz from "./npz/index.js";
export * as safetensors from "./safetensors/index.js";
export * as tensorBoard from "./tensorBoard/index.js";
