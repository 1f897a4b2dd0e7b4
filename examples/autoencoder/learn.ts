/** The training of a run: what it tells of itself, and where it stands at any moment. */
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { type ImagePair, pairOfClasses } from "../../src/cli/data/classPair.js";
import type { Dataset } from "../../src/cli/data/dataset.js";
import {
  type Context,
  identitySettings,
  type SettingsOf,
  startState,
  type TrainingSpec,
  trainingObservers,
} from "../../src/cli/index.js";
import { drawFigures, pngsOf } from "../../src/cli/output/pictures.js";
import { epochLines } from "../../src/cli/training/display.js";
import { type Failure, orThrow } from "../../src/failure.js";
import {
  type AutoencoderModel,
  type AutoencoderTerm,
  all,
  autoencoder,
  begin,
  type EpochLosses,
  fitSteps,
  key,
  type Losses,
  named,
  nn,
  observed,
  on,
  sparserEpochs,
  pictures as trainable,
} from "../../src/flat.js";
import type * as tensorBoard from "../../src/formats/tensorBoard/index.js";
import type { Weights } from "../../src/nn/weights.js";
import { pictures, type Scene, sheets } from "./pictures.js";
import { type flags, presetFor, sparsityFor } from "./settings.js";

/** What the program's run is given. */
export type Run = Context<SettingsOf<typeof flags>>;

/** Layers of both networks, and what is learnt in them. */
const layers = ({ encoder, decoder }: AutoencoderModel): string => {
  const rows = [...encoder.rows, ...decoder.rows];
  return nn.table({ rows, total: rows.reduce((sum, { parameters }) => sum + parameters, 0) });
};

/** Reconstruction in nats a pixel; the penalty as it is, without its weight. */
const shown =
  ({ definition, numbers }: AutoencoderModel) =>
  ({ loss, reconstruction, sparsity }: Losses<AutoencoderTerm>): string =>
    definition.sparsity === undefined
      ? loss.toFixed(5)
      : `${loss.toFixed(5)} (${(reconstruction / numbers).toFixed(5)}, ${sparsity.toFixed(5)})`;

const sceneOf =
  ({ runtime, settings }: Run, digits: Dataset, model: AutoencoderModel, ends: ImagePair | undefined) =>
  (weights: Weights, history: readonly EpochLosses<AutoencoderTerm>[]): Scene => ({
    runtime,
    model,
    weights,
    history,
    digits,
    caution: digits.caution,
    ends,
    key: named(key(settings.seed), "pictures"),
    noise: settings.noise,
    denoise: settings.denoise,
    sparsity: sparsityFor(settings),
  });

/** What TensorBoard is shown of the model. */
const sketches = (scene: ReturnType<typeof sceneOf>): tensorBoard.Sketches<AutoencoderTerm> => ({
  epochs: sparserEpochs,
  draw: ({ weights, history }) => orThrow(pngsOf(sheets(scene(weights, history)))),
});

/**
 * Trains the model that the flags ask for, from the beginning or on from a checkpoint, to the scene of its end. Ctrl-C
 * draws the pictures of the last whole epoch.
 *
 * Errors: as `autoencoder`, `startState` and `fitSteps`; `NoSuchClass` before the training.
 */
export const learn = (run: Run, loaded: Dataset): TE.TaskEither<Failure, Scene> => {
  const { runtime, settings, log } = run;
  const digits = loaded;
  const { model: definition, optimizer, batch, epochs } = presetFor(settings, [digits.height, digits.width]);
  const data = { train: trainable(digits.train), test: trainable(digits.test) };
  const parts = definition.sparsity === undefined ? "nats a pixel" : "nats a pixel, penalty";
  return F.pipe(
    TE.Do,
    TE.bind("ends", () =>
      TE.fromEither<Failure, ImagePair | undefined>(
        settings.interpolate ? pairOfClasses(digits, settings.interpolate) : E.right(undefined),
      ),
    ),
    TE.bind("model", () => TE.fromEither<Failure, AutoencoderModel>(autoencoder(definition))),
    TE.chainFirstIOK(
      ({ model }) =>
        () =>
          log(`${layers(model)}\n`),
    ),
    TE.let("scene", ({ model, ends }) => sceneOf(run, loaded, model, ends)),
    TE.let(
      "trainee",
      ({ model }): TrainingSpec<AutoencoderTerm> => ({
        trainable: model,
        model: definition,
        optimizer,
        settings: identitySettings(run, { source: digits.source, examples: digits.train.count }),
      }),
    ),
    TE.bind("start", ({ model, trainee }) =>
      startState(run, trainee, begin(runtime, model, optimizer, key(settings.seed))),
    ),
    TE.chain(({ model, scene, trainee, start }) =>
      F.pipe(
        observed(
          fitSteps(runtime, model, { optimizer, batch, epochs }, data, start),
          all(
            trainingObservers(run, trainee, { sketches: sketches(scene) }),
            epochLines(run, epochs, parts, shown(model)),
            on("EpochEnded", ({ state }) => ({
              effects: [
                TE.fromIO(() => run.onInterrupt(drawFigures(run, () => pictures(scene(state.weights, state.history))))),
              ],
            })),
          ),
        ),
        TE.map(({ state }) => scene(state.weights, state.history)),
      ),
    ),
  );
};
