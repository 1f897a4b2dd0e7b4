/** Command lines: what a program in examples/ is written with. */
export {
  finite,
  listOf,
  nonNegative,
  nonNegativeInt,
  oneOf,
  pair,
  path,
  positive,
  positiveInt,
  probability,
  type Word,
  wholeNumber,
  word,
} from "./codec.js";
export { type Command, type Listed, runCommand } from "./command.js";
export type { CommonSettings } from "./commonFlags.js";
export { type ExitCode, exitCodes } from "./exit.js";
export type { Figures } from "./figures.js";
export { writeAll } from "./files.js";
export { choice, dashed, type Flag, type Flags, flag, optional, type SettingsOf, toggle } from "./flag.js";
export { help } from "./help.js";
export type { Io } from "./io.js";
export { main } from "./main.js";
export { processIo, runIfMain, runProcess } from "./process.js";
export {
  type Context,
  type Definition,
  type Example,
  type Host,
  type Outcome,
  type Program,
  program,
} from "./program.js";
export type { Progress } from "./progress.js";
export { decodeRecord, encodeRecord, type Metric, type RunRecord } from "./record.js";
export {
  expectSame,
  expectTraining,
  type FittingSettings,
  fittingFlags,
  identitySettings,
  observing,
  resumeFrom,
  startOf,
  type TrainingSettings,
  type TrainingSpec,
  tensorBoardWriter,
  trainingFlags,
  within,
} from "./training/index.js";
export { version } from "./version.js";
