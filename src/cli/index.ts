/**
 * The entry `elbo-ts/cli`: what a program is made of: flags, help, progress, a record, checkpoints. It may use every
 * room, and Node. Begin with `program` and `runIfMain`; `trainingFlags` are for programs that train.
 */

export { anyPair, type ImagePair, imageAt, interpolateFlag, pairOfClasses } from "./data/classPair.js";
export {
  type Dataset,
  type ImageTensorOptions,
  imageChunks,
  imageTensor,
  loadDataset,
  type QuickCounts,
} from "./data/dataset.js";
export {
  type ImageStack,
  type ImageStackOptions,
  imageStackFlags,
  loadImageStack,
  stackedImage,
} from "./data/imageStack.js";
export {
  aboutNetworks,
  expectLabels,
  type NetworkName,
  networkFlag,
  networkNames,
  networksFor,
} from "./data/networks.js";
export { completePoints, expectPointsFile, type LoadedPoints, loadPoints, pointsFlags } from "./data/points.js";
export {
  finite,
  listOf,
  nonNegative,
  nonNegativeInt,
  oneOf,
  orWord,
  pair,
  path,
  positive,
  positiveInt,
  probability,
  type TextCodec,
  textCodec,
  wholeNumber,
} from "./flags/codecs.js";
export type { CommonSettings } from "./flags/commonFlags.js";
export {
  choice,
  type Flag,
  type FlagDetails,
  type Flags,
  flag,
  flagName,
  optional,
  type SettingsOf,
  toggle,
  wrongFlag,
} from "./flags/flag.js";
export { help } from "./output/help.js";
export { type LineDensities, type LineDensitiesOptions, lineDensities } from "./output/lineDensities.js";
export { type MixtureFiguresOptions, mixtureFigures, mixtureName } from "./output/mixtureFigures.js";
export { drawFigures, lossMetric, type NamedFigures, npyFiles, writeAll } from "./output/pictures.js";
export type { ProgressDisplay } from "./output/progress.js";
export { decodeRecord, encodeRecord, type Metric, type RunRecord } from "./output/record.js";
export type { KeyFigures } from "./output/summary.js";
export { attempt, done } from "./program/attempt.js";
export { type Command, type Listed, runCommand } from "./program/command.js";
export { type ExitCode, exitCodes, type Io, version } from "./program/io.js";
export { main } from "./program/main.js";
export { processIo, runIfMain, runProcess } from "./program/process.js";
export {
  type Context,
  type Example,
  type PreparedRun,
  type Program,
  type ProgramDefinition,
  program,
  type RunHost,
  type RunResult,
} from "./program/program.js";
export { epochLines, trainingBar } from "./training/display.js";
export {
  accuracyOf,
  type EvaluationClassifier,
  evaluationClassifier,
  labelledExamples,
} from "./training/evaluationClassifier.js";
export { type TensorBoardWriter, tensorBoardWriter } from "./training/eventFiles.js";
export {
  type ChunkOptions,
  type EvidenceEstimates,
  type EvidenceOptions,
  estimateEvidence,
  foldChunks,
  type MeasuringHost,
} from "./training/evidence.js";
export type { FitCodec } from "./training/fitCheckpoints.js";
export { type FittingSpec, fitEm } from "./training/fitEm.js";
export {
  type MixtureCandidate,
  type MixtureSelection,
  mixtureFile,
  mixtureSummary,
  type SelectionOptions,
  selectMixture,
} from "./training/mixtures.js";
export { subContext, trainingObservers } from "./training/observers.js";
export {
  expectSame,
  type IdentitySettings,
  identitySettings,
  resumeFrom,
  startState,
  type TrainingSpec,
} from "./training/resume.js";
export {
  expectTraining,
  type FittingSettings,
  fittingFlags,
  type KeptOfAll,
  type ResumableSettings,
  scheduleCodec,
  type TrainingSettings,
  trainingFlags,
} from "./training/trainingFlags.js";
export { type ModelTraining, trainModel } from "./training/trainModel.js";
