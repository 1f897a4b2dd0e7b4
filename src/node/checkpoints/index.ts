/**
 * Checkpoints on disk: files, and folders of them by their steps. It may use `formats/checkpoint` and the files of Node.
 * Begin with `save` and `load`; `keep` and `latest` are for a run that may be resumed.
 */
export { type LoadedModel, load, loadWeights, read, save, saveWeights } from "./files.js";
export {
  type CheckpointFile,
  type CheckpointSeries,
  fileName,
  type KeepOptions,
  keep,
  latest,
  list,
  prepare,
} from "./folder.js";
