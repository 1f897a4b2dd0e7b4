/** Optimisers and schedules as data, and what they are turned into. */
export {
  adam,
  adamw,
  addDecayedWeights,
  chain,
  clipByNorm,
  clipByValue,
  Definition,
  identity,
  rmsprop,
  scale,
  sgd,
} from "./definition.js";
export { applyUpdates, type Optimizer, type OptimizerState, optimizer } from "./optimizer.js";
export { Plateau, type PlateauFold, PlateauState, plateau, reduceOnPlateau } from "./plateau.js";
export { rateOf, withRate } from "./rate.js";
export { cosine, exponential, join, linear, rateAt, Schedule, stepDecay, warmUp } from "./schedules.js";
export { slotNames } from "./slots.js";
