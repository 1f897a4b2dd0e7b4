/** EM of a hidden template: a face somewhere in noisy pictures. */
export { checkExtents, type Extents, type Shifts, shiftShape, shiftsOf } from "./extents.js";
export {
  type FitOptions,
  type FitProgress,
  fitTemplate,
  fitTemplateInChunks,
  fitTemplateSteps,
  type RestartedFit,
} from "./fit.js";
export { type Images, images, type Layout, layouts, part, type Stack } from "./images.js";
export { templateModel } from "./model.js";
export type { FitPosition } from "./position.js";
export { likeliest } from "./responsibilities.js";
export {
  defaultSchedule,
  type PlanPosition,
  type SchedulePrior,
  type Stage,
  type StageResult,
  type TemplateFit,
} from "./schedule.js";
export { type Expectation, eStep, logLikelihoodTable, lowerBound, type Maximisation, mStep } from "./steps.js";
export { randomStart, type Template, uniformPrior } from "./theta.js";
