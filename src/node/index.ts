/** The entry `elbo-ts/node`: the kernels on Node, and files. */

export type { ByteOrder } from "../formats/bytes.js";
export { decodeCheckpoint, encodeCheckpoint, restore, type Stored } from "../formats/checkpoint/bytes.js";
export { decodeTemplate, encodeTemplate } from "../formats/checkpoint/template.js";
export type { TemplateCheckpoint } from "../formats/checkpoint/templateHeader.js";
export { recognise } from "../formats/container.js";
export { type ColumnChoice, columnsOf, decodeCsv, readCsv, type Table } from "../formats/csv/csvNumbers.js";
export {
  type DType,
  type InexactInteger,
  type NdArray,
  ndarray,
  type Storage,
  toFloat32,
  toFloat64,
} from "../formats/ndarray.js";
export { decodeNpy, encodeNpy, type NpyOptions } from "../formats/npy/npy.js";
export { type NpyHeader, type NpyVersion, parseNpyHeader } from "../formats/npy/npyHeader.js";
export type { Axis } from "../formats/npy/npyItems.js";
export { decodeSafetensors, encodeSafetensors, type Safetensors } from "../formats/safetensors/safetensors.js";
export * as tensorBoard from "../formats/tensorboard/index.js";
export { arraysOf, decodeNpz, encodeNpz, type NpzArray } from "../formats/zip/npz.js";
export { type ArrayChoice, decodeArray, readArray } from "./arrays.js";
export { gifOf, toPng, writePng } from "./canvas.js";
export {
  type Loaded,
  loadCheckpoint,
  loadWeights,
  readCheckpoint,
  saveCheckpoint,
  saveWeights,
} from "./checkpoint/files.js";
export {
  type CheckpointFile,
  checkpointName,
  checkpointsIn,
  keepCheckpoint,
  latestCheckpoint,
  type Series,
} from "./checkpoint/folder.js";
export { readBytes, writeAtomically } from "./file.js";
export { loadNode as load } from "./load.js";
export { type Pictures, picturesOf, type Reading, readPictures } from "./mnist/readPictures.js";
export { type Chunk, type ChunkOptions, readChunks, readNpyHeader } from "./npyChunks.js";
