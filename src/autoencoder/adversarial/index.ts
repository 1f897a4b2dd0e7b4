/** Adversarial autoencoders: games that `fit` plays. */
export { Aae, type AaeModel, type AaeTerm, aae } from "./aae.js";
export { encodeStyle, type StylesAndLabels } from "./codes.js";
export { Disentangled, type DisentangledModel, type DisentangledTerm, disentangledAae } from "./disentangled.js";
export {
  type Box,
  boxesPrior,
  categoricalPrior,
  cubePrior,
  gridOfSquares,
  normalPrior,
  type Prior,
} from "./prior.js";
export {
  SemiSupervised,
  type SemiSupervisedModel,
  type SemiSupervisedTerm,
  semiSupervisedAae,
} from "./semiSupervised.js";
export type { Priors, StyleAndLabel } from "./styleAndLabel.js";
