import type { either as E } from "fp-ts";
import type * as t from "io-ts";
import type { Failure } from "../failure.js";
import type { Trainable } from "../train/alternating.js";
import { Aae, type AaeModel, aae } from "./adversarial/aae.js";
import { Disentangled, type DisentangledModel, disentangledAae } from "./adversarial/disentangled.js";
import type { Prior } from "./adversarial/prior.js";
import { SemiSupervised, type SemiSupervisedModel, semiSupervisedAae } from "./adversarial/semiSupervised.js";
import type { Priors } from "./adversarial/styleAndLabel.js";
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

/** The kinds whose priors, which are functions, are given beside the file: `adversarialKinds.aae(normalPrior(runtime, 2))`. */
export const adversarialKinds = {
  aae: (prior: Prior): Kind<Aae, AaeModel> => ({ codec: Aae, compile: (of) => aae(of, prior) }),
  disentangledAae: (priors: Priors): Kind<Disentangled, DisentangledModel> => ({
    codec: Disentangled,
    compile: (of) => disentangledAae(of, priors),
  }),
  semiSupervisedAae: (priors: Priors): Kind<SemiSupervised, SemiSupervisedModel> => ({
    codec: SemiSupervised,
    compile: (of) => semiSupervisedAae(of, priors),
  }),
};
