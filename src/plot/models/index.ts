/**
 * Figures of models: contents made of plain tensors and arrays, whatever model they come from. They may use the marks,
 * panels and sheets of this entry, and of the rooms below only types and numbers. Begin with `images.ts`.
 */

export { codeMap, imagesAtCodes, type ScatterByLabelOptions, scatterByLabel, widestCoordinates } from "./codes.js";
export { componentName, explainedVariance, principalComponents } from "./components.js";
export {
  type ContoursOptions,
  type CountMapOptions,
  contours,
  countMap,
  type PlaneWindow,
  planeGrid,
  windowOf,
  withRoom,
} from "./contours.js";
export {
  type BoundStage,
  boundCurves,
  boundStages,
  compareCurves,
  criteriaCurves,
  type InformationCriteria,
  type LossCurve,
  lossCurves,
  type RestoredCurves,
  restoredCurves,
} from "./curves.js";
export {
  type DensityCurve,
  type DensityEstimate,
  type DensityOptions,
  densityEstimates,
  densityHistogram,
  type HistogramBars,
  lineGrid,
} from "./density.js";
export {
  codeSum,
  denoised,
  type ImageGridOptions,
  imageGrid,
  imageRows,
  interpolation,
  type PhotoOptions,
  photo,
  reconstructions,
  transfer,
} from "./images.js";
export {
  type CodeGridOptions,
  codeGrid,
  manifold,
} from "./manifold.js";
export { type LabelledPoints, type PointsAndDrawsOptions, pointsAndDraws, scatterMatrix } from "./pairs.js";
export { type NormalPosterior, posteriorHistograms, ringOfNormal } from "./posterior.js";
export { shiftPosterior, shiftPrior } from "./shifts.js";
export { type ActivityShares, activityHistograms, activityMaps, sparsityCosts } from "./sparsity.js";
