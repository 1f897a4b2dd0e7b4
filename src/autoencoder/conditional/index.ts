/**
 * The namespace `cvae`: models that know something of an example beside it, its label for one. The room may use core, nn,
 * train and the files of autoencoder beside it. Begin with `cvae.ts`; `conditionalAutoencoder.ts` draws nothing.
 *
 *   const model = orThrow(cvae.compile(presets.cvae(presets.convNetworks, { classes: 10 }).model));
 *   const condition = orThrow(cvae.oneHot([3, 3, 3, 3], 10));
 *   cvae.encode(runtime, model, weights, x)                               // codes [N, latent]: what the label leaves open
 *   cvae.decode(runtime, model, weights, z, { condition })                // threes in the hand of z
 *   cvae.sample(runtime, key, model, weights, { count: 4, condition })    // decode of z ~ N(0, I)
 */
export {
  type ConditionalCoder,
  type ConditionOptions,
  decode,
  encode,
  interpolate,
  reconstruct,
  sample,
} from "../use.js";
export { posterior, samplePosterior } from "../variational/posterior.js";
export { ConditionalAutoencoder, type ConditionalAutoencoderModel, conditional } from "./conditionalAutoencoder.js";
export { Cvae, Cvae as codec, type CvaeModel, compile } from "./cvae.js";
export { oneHot } from "./oneHot.js";
