/**
 * The namespace `aae`: adversarial autoencoders, whose codes a discriminator cannot tell from draws of a prior. The room
 * may use core, nn, train and the rest of autoencoder. Begin with `aae.ts`, then `semiSupervised.ts` and `disentangled.ts`.
 *
 *   const model = orThrow(aae.compile(definition, { prior: aae.cubePrior(2.5, 2) })); // `train.fit` trains it
 *   aae.encode(runtime, model, weights, x)                        // codes [N, latent] of x [N, ...shape]
 *   aae.decode(runtime, model, weights, z)                        // pictures [N, ...shape] of z [N, latent]
 *   aae.sample(runtime, key, model, weights, { count: 20 })       // decode of draws of the prior
 *
 *   const parts = orThrow(aae.semiSupervised(definition));        // or `disentangled`: codes of a style and a label
 *   aae.styles(runtime, parts, weights, x)                        // { styles [N, latent], labels [N, classes] }
 *   aae.classify(runtime, parts, weights, x)                      // the labels alone
 *   aae.decode(runtime, parts, weights, styles, { labels })
 */
export { Aae, Aae as codec, type AaeModel, type AaeTerm, compile, type PriorOptions } from "./aae.js";
export { Disentangled, type DisentangledModel, type DisentangledTerm, disentangled } from "./disentangled.js";
export {
  type MmdOptions,
  type Moments,
  momentsOf,
  type StandardizeOptions,
  squaredMmd,
  standardizedTo,
} from "./mmd.js";
export {
  type Box,
  boxesPrior,
  categoricalPrior,
  cubePrior,
  gridOfSquares,
  normalPrior,
  type Prior,
  type SamplePriorOptions,
  samplePrior,
} from "./prior.js";
export {
  SemiSupervised,
  type SemiSupervisedModel,
  type SemiSupervisedTerm,
  semiSupervised,
} from "./semiSupervised.js";
export type { StyleAndLabel, StyleModel, StylePriorOptions } from "./styleAndLabel.js";
export {
  type AaeDecodeOptions,
  type AaeSampleOptions,
  type AnyAaeModel,
  classify,
  decode,
  encode,
  reconstruct,
  type StylesAndLabels,
  sample,
  styles,
} from "./use.js";
