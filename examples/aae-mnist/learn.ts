/** The training of an adversarial autoencoder: what it tells of itself, and where it stands at any moment. */
import { function as F, taskEither as TE } from "fp-ts";
import type { Dataset } from "../../src/cli/data/dataset.js";
import {
  type Context,
  type SettingsOf,
  startState,
  type TrainingSpec,
  trainingObservers,
} from "../../src/cli/index.js";
import { drawFigures, pngsOf } from "../../src/cli/output/pictures.js";
import { epochLines } from "../../src/cli/training/display.js";
import { type Failure, orThrow } from "../../src/failure.js";
import {
  aaePreset,
  all,
  begin,
  fitSteps,
  key,
  type Losses,
  named,
  observed,
  on,
  type PictureNetworks,
  sparserEpochs,
  type Task,
  pictures as trainable,
} from "../../src/flat.js";
import { aae } from "../../src/index.js";
import { codesFigure, gridsOf, pictures, type Scene, sheets } from "./pictures.js";
import { asked, chosen, epochsOf, type flags, priorOf } from "./settings.js";

/** What the program's run is given. */
export type Run = Context<SettingsOf<typeof flags>>;

type Stand = Pick<Scene, "weights" | "history">;

const shown = ({ reconstruction, encoder, discriminator }: Losses<aae.AaeTerm>): string =>
  `${reconstruction.toFixed(2)}, ${encoder.toFixed(3)}, ${discriminator.toFixed(3)}`;

/** At the end of an epoch the codes are drawn, and all else is made ready for Ctrl-C. */
const watch = (run: Run, scene: (stand: Stand) => Scene) =>
  on<aae.AaeTerm, "EpochEnded", Task>("EpochEnded", ({ state }) => {
    const now = scene(state);
    const name = `codes/epoch-${String(now.history.length).padStart(2, "0")}.png`;
    return {
      effects: [
        TE.fromIO(() => run.onInterrupt(drawFigures(run, () => pictures(now, gridsOf(now))))),
        ...(now.model.latent === 2 ? [drawFigures(run, () => ({ [name]: codesFigure(now) }))] : []),
      ],
    };
  });

/**
 * Trains the model that the flags ask for, from the beginning or on from a checkpoint, to the scene of its end.
 *
 * Errors: as `aae.compile`, `startState` and `fitSteps`.
 */
export const learn = (run: Run, digits: Dataset, networks: PictureNetworks): TE.TaskEither<Failure, Scene> => {
  const { runtime, settings } = run;
  const { seed } = settings;
  const { latent, draws, batch, ...choice } = chosen(settings);
  const { prior, box } = priorOf(choice.prior, latent);
  const preset = aaePreset(networks, { latent, draws, batch });
  const epochs = epochsOf(settings, preset);
  const data = { train: trainable(digits.train), test: trainable(digits.test) };
  return F.pipe(
    TE.fromEither<Failure, aae.AaeModel>(aae.compile(preset.model, { prior })),
    TE.bindTo("model"),
    TE.let(
      "trainee",
      ({ model }): TrainingSpec<aae.AaeTerm> => ({
        trainable: model,
        model: preset.model,
        optimizer: preset.optimizer,
        settings: asked(run, digits),
      }),
    ),
    TE.bind("start", ({ model, trainee }) =>
      startState(run, trainee, begin(runtime, model, preset.optimizer, key(seed))),
    ),
    TE.chain(({ model, trainee, start }) => {
      const fixed = { runtime, model, digits, prior, box, key: named(key(seed), "pictures"), caution: digits.caution };
      const scene = ({ weights, history }: Stand): Scene => ({ ...fixed, weights, history });
      return F.pipe(
        observed(
          fitSteps(runtime, model, { ...preset, epochs }, data, start),
          all(
            trainingObservers(run, trainee, {
              sketches: {
                epochs: sparserEpochs,
                draw: (state) => orThrow(pngsOf(sheets(scene(state), gridsOf(scene(state))))),
              },
            }),
            epochLines<aae.AaeTerm>(run, epochs, "autoencoder, encoder, discriminator", shown),
            watch(run, scene),
          ),
        ),
        TE.map(({ state }) => scene(state)),
      );
    }),
  );
};
