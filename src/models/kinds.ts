import type { either as E } from "fp-ts";
import type * as t from "io-ts";
import type { Failure } from "../failure.js";
import { Autoencoder, type AutoencoderModel, autoencoder } from "./autoencoder.js";
import type { Objective } from "./objective.js";
import { Vae, type VaeModel, vae } from "./vae.js";

/** A kind of model: how its definition is read, and what makes it ready. */
export interface Kind<Definition, Model extends Objective> {
  readonly codec: t.Type<Definition, unknown>;
  readonly compile: (definition: Definition) => E.Either<Failure, Model>;
}

/** Every kind of model by the `kind` of its definition: what a file is said to hold. */
export const kinds = {
  autoencoder: { codec: Autoencoder, compile: autoencoder } as Kind<Autoencoder, AutoencoderModel>,
  vae: { codec: Vae, compile: vae } as Kind<Vae, VaeModel>,
};
