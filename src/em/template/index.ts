/**
 * EM of a hidden template: a face somewhere in noisy pictures. It may use the driver and the fold of `em`, and what those
 * may use. Begin with `theta.ts`, what is looked for, then `model.ts`; `fit.ts` is what a user calls.
 */

export {
  fit,
  fitSteps,
  type TemplateFit,
  type TemplateOptions,
  type TemplatePosition,
  type TemplateProgress,
} from "./fit.js";
export {
  type ImageLayout,
  type Images,
  type ImagesOptions,
  images,
  layouts,
  type PartOptions,
  part,
  type Stack,
} from "./images.js";
export type { NeverSeen } from "./maximise.js";
export { type FaceSize, model } from "./model.js";
export { likeliest } from "./posterior.js";
export {
  defaultSchedule,
  type ScheduleOptions,
  type SchedulePrior,
  type Stage,
  type StageProgress,
  type StageResult,
  type TemplateNotes,
} from "./schedule.js";
export { type Expectation, eStep, logLikelihoodTable, lowerBound, type Maximisation, mStep } from "./steps.js";
export {
  checkExtents,
  randomStart,
  type Shifts,
  shiftShape,
  shiftsOf,
  type Template,
  type TemplateExtents,
  uniformPrior,
} from "./theta.js";
