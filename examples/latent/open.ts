/** A trained model from its checkpoint, of whatever kind it is. */

import { either as E, function as F, taskEither as TE } from "fp-ts";
import { badData, type Failure } from "../../src/failure.js";
import { type Coder, kinds, type Objective, type Runtime, showShape, type VaeModel } from "../../src/flat.js";
import { modelOf, restore, type Stored } from "../../src/formats/checkpoint/bytes.js";
import * as checkpoints from "../../src/node/checkpoints/index.js";

import type { Learner } from "../digits/learner.js";

/** A trained model of pictures. */
export interface Opened extends Learner {
  /** The same model where it is a VAE, which has a distribution of codes. */
  readonly vae: VaeModel | undefined;
  readonly path: string;
  readonly kind: string;
  readonly epochs: number;
}

const kindOf = ({ header: { model } }: Stored): string =>
  typeof model === "object" && model !== null && "kind" in model ? `${model.kind}` : "nothing";

/** Trained on pictures, rows x columns. */
const expectPictures = <Model extends Coder>(model: Model, where: string): E.Either<Failure, Model> =>
  model.shape.length === 2
    ? E.right(model)
    : E.left(
        badData("NotOfPictures", "a model of something other than pictures", {
          where,
          expected: "examples of rows x columns",
          got: showShape(model.shape),
        }),
      );

const opened =
  (runtime: Runtime, stored: Stored) =>
  <Model extends Coder & Objective>(of: E.Either<Failure, Model>, vae?: (model: Model) => VaeModel) =>
    F.pipe(
      of,
      E.chain((model) => expectPictures(model, stored.where)),
      E.bindTo("model"),
      E.bind("kept", ({ model }) => restore(model, stored)),
      E.map(
        ({ model, kept: { state } }): Opened => ({
          runtime,
          model,
          weights: state.weights,
          vae: vae?.(model),
          path: stored.where,
          kind: kindOf(stored),
          epochs: state.history.length,
        }),
      ),
    );

const fromStored =
  (runtime: Runtime) =>
  (stored: Stored): E.Either<Failure, Opened> => {
    const open = opened(runtime, stored);
    const kind = kindOf(stored);
    switch (kind) {
      case "vae":
        return open(modelOf(kinds.vae, stored), F.identity);
      case "autoencoder":
        return open(modelOf(kinds.autoencoder, stored));
      default:
        return E.left(
          badData("OtherModel", "a model that this program does not know", {
            where: stored.where,
            expected: "vae or autoencoder",
            got: kind,
          }),
        );
    }
  };

/**
 * The model of a checkpoint, or of the latest one in a folder.
 *
 * Errors: those of `latestCheckpoint`, `readCheckpoint`, `modelOf` and `restore`; `OtherModel`, `NotOfPictures`.
 */
export const open = (runtime: Runtime, path: string): TE.TaskEither<Failure, Opened> =>
  F.pipe(checkpoints.latest(path), TE.chain(checkpoints.read), TE.chainEitherK(fromStored(runtime)));
