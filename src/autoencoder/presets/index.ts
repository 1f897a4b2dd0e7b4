/**
 * The namespace `presets`: the models of the sources and others, as definitions with the optimiser and the batch that they
 * were published with. The room may use the definitions of nn, optim and autoencoder. Begin with `presets.ts`.
 *
 *   const { model, optimizer, batch } = presets.cs236781([28, 28]);
 *   const objective = orThrow(vae.compile(model));
 */
export {
  type AaePresetOptions,
  aae,
  convNetworks,
  cvae,
  type DenseOptions,
  denseClassifier,
  denseNetworks,
  disentangled,
  featuresOf,
  type LabelledPresetOptions,
  lightNetworks,
  type PictureNetworks,
  semiSupervised,
} from "./conditionalPresets.js";
export { convAutoencoder, convDecoder, convEncoder, edu, tinkoffConv } from "./convolutional.js";
export { cs236781, denseVae, gaussianHeads, habr, kuznetsov, type Preset, tinkoff } from "./presets.js";
