/**
 * Models that code: definitions as data, what they are compiled to (an objective, which `train.fit` descends), and pure
 * functions of a trained one. They may use core, prob, nn, optim, train and density. Begin with `plain/`, then
 * `variational/`; what all of them share (`use.ts`, `evaluation.ts`, `rows.ts`) lies beside the folders.
 */
export * as aae from "./adversarial/index.js";
export * as classifier from "./classifier.js";
export * as cvae from "./conditional/index.js";
export * as autoencoder from "./plain/index.js";
export * as presets from "./presets/index.js";
export * as vae from "./variational/index.js";
