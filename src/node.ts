/** The entry `elbo-ts/node`: the kernels on Node, and files. */
export { type ArrayChoice, decodeArray, readArray } from "./io/arrays.js";
export { decodeCheckpoint, encodeCheckpoint, restore, type Stored } from "./io/checkpoint/bytes.js";
export {
  type Loaded,
  loadCheckpoint,
  loadWeights,
  readCheckpoint,
  saveCheckpoint,
  saveWeights,
} from "./io/checkpoint/files.js";
export {
  type CheckpointFile,
  checkpointName,
  checkpointsIn,
  keepCheckpoint,
  latestCheckpoint,
  type Series,
} from "./io/checkpoint/folder.js";
export { decodeTemplate, encodeTemplate } from "./io/checkpoint/template.js";
export type { TemplateCheckpoint } from "./io/checkpoint/templateHeader.js";
export { type ColumnChoice, columnsOf, decodeCsv, readCsv, type Table } from "./io/csvNumbers.js";
export { readBytes, writeAtomically } from "./io/file.js";
export { recognise } from "./io/format.js";
export { type Pictures, picturesOf, type Reading, readPictures } from "./io/mnist/readPictures.js";
export {
  type DType,
  type InexactInteger,
  type NdArray,
  ndarray,
  type Storage,
  toFloat32,
  toFloat64,
} from "./io/ndarray.js";
export { decodeNpy, encodeNpy, type NpyOptions } from "./io/npy.js";
export { type Chunk, type ChunkOptions, readChunks, readNpyHeader } from "./io/npyChunks.js";
export { type NpyHeader, type NpyVersion, parseNpyHeader } from "./io/npyHeader.js";
export type { Axis } from "./io/npyItems.js";
export { arraysOf, decodeNpz, encodeNpz, type NpzArray } from "./io/npz.js";
export { decodeSafetensors, encodeSafetensors, type Safetensors } from "./io/safetensors.js";
export * as tensorBoard from "./io/tensorboard/index.js";
export type { ByteOrder } from "./io/words.js";
export { loadNode as load } from "./wasm/node.js";
