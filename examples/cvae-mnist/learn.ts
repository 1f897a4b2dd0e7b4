/** The training of a run: what it tells of itself, and where it stands at any moment. */
import { function as F, taskEither as TE } from "fp-ts";
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
import { labelledExamples } from "../../src/cli/training/evaluationClassifier.js";
import { type Failure, orThrow } from "../../src/failure.js";
import {
  all,
  begin,
  type CvaeModel,
  cvae,
  type ElboTerm,
  fitSteps,
  key,
  type Losses,
  named,
  observed,
  on,
  type PictureNetworks,
  sparserEpochs,
  type Task,
} from "../../src/flat.js";
import type * as tensorBoard from "../../src/formats/tensorBoard/index.js";

import { pictures, type Scene, sheets } from "./pictures.js";
import { type flags, idle, presetFor } from "./settings.js";

type Run = Context<SettingsOf<typeof flags>>;
type Stand = Pick<Scene, "weights" | "history">;

const sceneOf =
  ({ runtime, settings }: Run, digits: Dataset, model: CvaeModel) =>
  ({ weights, history }: Stand): Scene => ({
    runtime,
    model,
    weights,
    history,
    digits,
    caution: digits.caution,
    digit: settings.digit,
    key: named(key(settings.seed), "pictures"),
  });

const shown = ({ loss, reconstruction, kl }: Losses<ElboTerm>): string =>
  `${loss.toPrecision(4)} (${reconstruction.toFixed(2)} + ${kl.toFixed(2)})`;

/** What TensorBoard is shown of the model. */
const sketches = (scene: (stand: Stand) => Scene): tensorBoard.Sketches<ElboTerm> => ({
  epochs: sparserEpochs,
  draw: (state) => orThrow(pngsOf(sheets(scene(state)))),
});

/** Ctrl-C draws the pictures of the last whole epoch. */
const keepForInterrupt = (run: Run, scene: (stand: Stand) => Scene) =>
  on<ElboTerm, "EpochEnded", Task>("EpochEnded", ({ state }) => ({
    effects: [TE.fromIO(() => run.onInterrupt(drawFigures(run, () => pictures(scene(state)))))],
  }));

/**
 * Trains the model that the flags ask for, from the beginning or on from a checkpoint, to the scene of its end.
 *
 * Errors: as `cvae`, `startState` and `fitSteps`.
 */
export const learn = (run: Run, loaded: Dataset, networks: PictureNetworks): TE.TaskEither<Failure, Scene> => {
  const { runtime, settings } = run;
  const { train, test, source, classes } = loaded;
  const data = { train: labelledExamples(train, classes.length), test: labelledExamples(test, classes.length) };
  const preset = presetFor(settings, networks, classes.length);
  return F.pipe(
    TE.fromEither<Failure, CvaeModel>(cvae(preset.model)),
    TE.bindTo("model"),
    TE.let(
      "trainee",
      ({ model }): TrainingSpec<ElboTerm> => ({
        trainable: model,
        model: preset.model,
        optimizer: preset.optimizer,
        settings: identitySettings(run, { source, examples: train.count }, { except: idle }),
      }),
    ),
    TE.bind("start", ({ model, trainee }) =>
      startState(run, trainee, begin(runtime, model, preset.optimizer, key(settings.seed))),
    ),
    TE.chain(({ model, trainee, start }) => {
      const scene = sceneOf(run, loaded, model);
      return F.pipe(
        observed(
          fitSteps(runtime, model, preset, data, start),
          all(
            trainingObservers(run, trainee, { sketches: sketches(scene) }),
            epochLines<ElboTerm>(run, preset.epochs, "reconstruction + KL", shown),
            keepForInterrupt(run, scene),
          ),
        ),
        TE.map(({ state }) => scene(state)),
      );
    }),
  );
};
