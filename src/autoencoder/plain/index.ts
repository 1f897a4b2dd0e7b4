/**
 * The namespace `autoencoder`: what codes an example and decodes it: plain, denoising, sparse. The room may use core, nn,
 * train and the files of autoencoder beside it. Begin with `autoencoder.ts`.
 *
 *   const model = orThrow(autoencoder.compile(presets.convAutoencoder(24).model)); // `train.fit` trains it
 *   autoencoder.encode(runtime, model, weights, x)                                 // codes [N, 24] of x [N, 28, 28]
 *   autoencoder.decode(runtime, model, weights, z)                                 // pictures [N, 28, 28] of codes
 */

export { type CombinationOptions, closedPath, linearCombination, linspaceCodes, type PathOptions } from "../codes.js";
export { Likelihood } from "../likelihood.js";
export { type Coder, decode, encode, type InterpolateOptions, interpolate, reconstruct } from "../use.js";
export {
  Autoencoder,
  Autoencoder as codec,
  type AutoencoderModel,
  type AutoencoderTerm,
  compile,
} from "./autoencoder.js";
export { type NoiseOptions, noisy } from "./noise.js";
export { type KlSparsityOptions, klSparsity, type L1SparsityOptions, l1Sparsity, Sparsity } from "./sparsity.js";
