/** The training of a run: what it tells of itself, and where it stands at any moment. */
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { type Context, decisive, observing, type SettingsOf, startOf } from "../../src/cli/index.js";
import type { Failure } from "../../src/failure.js";
import { key, named, nn } from "../../src/index.js";
import { type AutoencoderModel, type AutoencoderPart, autoencoder, type Losses } from "../../src/models/index.js";
import type { Weights } from "../../src/nn/weights.js";
import { all, begin, type EpochLosses, fitSteps, observed, on, pictures as trainable } from "../../src/train/index.js";
import { displayLosses } from "../digits/display.js";
import { type Ends, endsOf } from "../digits/ends.js";
import type { Loaded } from "../digits/load.js";
import { draw } from "../figures/draw.js";
import { pictures, type Scene } from "./pictures.js";
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
  ({ loss, reconstruction, sparsity }: Losses<AutoencoderPart>): string =>
    definition.sparsity === undefined
      ? loss.toFixed(5)
      : `${loss.toFixed(5)} (${(reconstruction / numbers).toFixed(5)}, ${sparsity.toFixed(5)})`;

const sceneOf =
  ({ runtime, settings }: Run, { digits, caution }: Loaded, model: AutoencoderModel, ends: Ends | undefined) =>
  (weights: Weights, history: readonly EpochLosses<AutoencoderPart>[]): Scene => ({
    runtime,
    model,
    weights,
    history,
    digits,
    caution,
    ends,
    key: named(key(settings.seed), "pictures"),
    noise: settings.noise,
    denoise: settings.denoise,
    sparsity: sparsityFor(settings),
  });

/**
 * Trains the model that the flags ask for, to the scene of its end. Ctrl-C draws the pictures of the last whole epoch.
 *
 * Errors: as `autoencoder` and `fitSteps`; `NoSuchClass` before the training.
 */
export const learn = (run: Run, loaded: Loaded): TE.TaskEither<Failure, Scene> => {
  const { runtime, settings, log } = run;
  const { digits } = loaded;
  const { model: definition, optimizer, batch, epochs } = presetFor(settings, [digits.height, digits.width]);
  const data = { train: trainable(digits.train), test: trainable(digits.test) };
  return F.pipe(
    E.Do,
    E.bind(
      "ends",
      (): E.Either<Failure, Ends | undefined> =>
        settings.interpolate ? endsOf(digits, settings.interpolate) : E.right(undefined),
    ),
    E.bindW("model", () => autoencoder(definition)),
    (prepared) =>
      TE.fromEither<Failure, { readonly ends: Ends | undefined; readonly model: AutoencoderModel }>(prepared),
    TE.chain(({ ends, model }) => {
      log(`${layers(model)}\n`);
      const scene = sceneOf(run, loaded, model, ends);
      const asked = decisive(run, { source: digits.source, examples: digits.train.count });
      const trainee = { objective: model, model: definition, optimizer, settings: asked };
      const parts = definition.sparsity === undefined ? "nats a pixel" : "nats a pixel, penalty";
      return F.pipe(
        startOf(run, trainee, begin(runtime, model, optimizer, key(settings.seed))),
        TE.chain((start) =>
          observed(
            fitSteps(runtime, model, { optimizer, batch, epochs }, data, start),
            all(
              observing(run, trainee),
              displayLosses(run, epochs, parts, shown(model)),
              on("EpochEnded", ({ state }) => ({
                effects: [
                  TE.fromIO(() => run.onInterrupt(draw(run, () => pictures(scene(state.weights, state.history))))),
                ],
              })),
            ),
          ),
        ),
        TE.map(({ state }) => scene(state.weights, state.history)),
      );
    }),
  );
};
