import type { either as E } from "fp-ts";
import type * as t from "io-ts";
import type { Failure } from "../failure.js";
import type { Trainable } from "../train/alternating.js";
import { Aae, type AaeModel, compile as compileAae, type PriorOptions } from "./adversarial/aae.js";
import { Disentangled, type DisentangledModel, disentangled } from "./adversarial/disentangled.js";
import { SemiSupervised, type SemiSupervisedModel, semiSupervised } from "./adversarial/semiSupervised.js";
import type { StylePriorOptions } from "./adversarial/styleAndLabel.js";
import { Autoencoder, type AutoencoderModel, autoencoder } from "./autoencoder.js";
import { Classifier, type ClassifierModel, classifier } from "./classifier.js";
import {
  ConditionalAutoencoder,
  type ConditionalAutoencoderModel,
  conditionalAutoencoder,
} from "./conditional/conditionalAutoencoder.js";
import { Cvae, type CvaeModel, cvae } from "./conditional/cvae.js";
import { Vae, type VaeModel, vae } from "./vae.js";

/** A kind of model: how its definition is read, and what makes it ready. */
export interface Kind<Definition, Model extends Trainable> {
  readonly codec: t.Type<Definition, unknown>;
  readonly compile: (definition: Definition) => E.Either<Failure, Model>;
}

/** Every kind of model by the `kind` of its definition: what a file is said to hold. */
export const kinds = {
  autoencoder: { codec: Autoencoder, compile: autoencoder } as Kind<Autoencoder, AutoencoderModel>,
  classifier: { codec: Classifier, compile: classifier } as Kind<Classifier, ClassifierModel>,
  conditionalAutoencoder: { codec: ConditionalAutoencoder, compile: conditionalAutoencoder } as Kind<
    ConditionalAutoencoder,
    ConditionalAutoencoderModel
  >,
  cvae: { codec: Cvae, compile: cvae } as Kind<Cvae, CvaeModel>,
  vae: { codec: Vae, compile: vae } as Kind<Vae, VaeModel>,
};

/** The kinds whose priors are given beside the file: `adversarialKinds.aae({ prior: aae.cubePrior(2.5, 2) })`. */
export const adversarialKinds = {
  aae: (options?: PriorOptions): Kind<Aae, AaeModel> => ({ codec: Aae, compile: (of) => compileAae(of, options) }),
  disentangledAae: (options?: StylePriorOptions): Kind<Disentangled, DisentangledModel> => ({
    codec: Disentangled,
    compile: (of) => disentangled(of, options),
  }),
  semiSupervisedAae: (options?: StylePriorOptions): Kind<SemiSupervised, SemiSupervisedModel> => ({
    codec: SemiSupervised,
    compile: (of) => semiSupervised(of, options),
  }),
};
