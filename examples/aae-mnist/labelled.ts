/** A model of style and label of the program: its training, its pictures and its figures. */
import { function as F, taskEither as TE } from "fp-ts";
import type { Dataset } from "../../src/cli/data/dataset.js";
import { type RunResult, startState, type TrainingSpec, trainingObservers } from "../../src/cli/index.js";
import { drawFigures, lossMetric, pngsOf } from "../../src/cli/output/pictures.js";
import { epochLines } from "../../src/cli/training/display.js";
import { type Failure, orThrow } from "../../src/failure.js";
import type { Losses, PictureNetworks } from "../../src/flat.js";
import { all, begin, fitSteps, key, named, observed, on, sparserEpochs, type Task } from "../../src/flat.js";

import { disentangled, type Kind, onLabelsAlone, semiSupervised } from "./kinds.js";
import type { Run } from "./learn.js";
import { asked, chosen, epochsOf } from "./settings.js";
import { type StyleScene, stylePictures, styleSheets } from "./stylePictures.js";
import { headRight, readOff, useOfStyle } from "./styles.js";

const shown = ({ reconstruction, classification }: Losses): string =>
  `${reconstruction!.toFixed(2)}, ${classification!.toFixed(3)}`;

type Stand = Pick<StyleScene, "weights" | "history">;

/** Ctrl-C draws the pictures of the last whole epoch. */
const keepForInterrupt = (run: Run, scene: (stand: Stand) => StyleScene) =>
  on<string, "EpochEnded", Task>("EpochEnded", ({ state }) => ({
    effects: [TE.fromIO(() => run.onInterrupt(drawFigures(run, () => stylePictures(scene(state)))))],
  }));

/** Trains a model of style and label, from the beginning or on from a checkpoint, to the scene of its end. */
const learn = (
  run: Run,
  digits: Dataset,
  { model, definition, settings, data }: Kind,
): TE.TaskEither<Failure, StyleScene> => {
  const { runtime } = run;
  const { seed } = run.settings;
  const { optimizer } = settings;
  const { batch } = chosen(run.settings);
  const epochs = epochsOf(run.settings, settings);
  const fixed = { runtime, model, game: model, digits, key: named(key(seed), "pictures"), caution: digits.caution };
  const scene = ({ weights, history }: Stand): StyleScene => ({ ...fixed, weights, history });
  const trainee: TrainingSpec<string> = {
    trainable: model,
    model: definition,
    optimizer,
    settings: asked(run, digits),
  };
  return F.pipe(
    startState(run, trainee, begin(runtime, model, optimizer, key(seed))),
    TE.chain((start) =>
      observed(
        fitSteps(runtime, model, { optimizer, batch, epochs }, data, start),
        all(
          trainingObservers(run, trainee, {
            sketches: {
              epochs: sparserEpochs,
              draw: (state) => orThrow(pngsOf(styleSheets(scene(state)))),
            },
          }),
          epochLines(run, epochs, "autoencoder, label head", shown),
          keepForInterrupt(run, scene),
        ),
      ),
    ),
    TE.map(({ state }) => scene(state)),
  );
};

/** Trains, draws, and measures what is in the style and what is in the label. */
export const runLabelled = (
  run: Run,
  loaded: Dataset,
  networks: PictureNetworks,
): TE.TaskEither<Failure, RunResult> => {
  const { settings } = run;
  const digits = loaded;
  const { latent } = chosen(settings);
  const of = named(key(settings.seed), "labelled");
  return F.pipe(
    TE.fromEither(
      settings.semiSupervised === undefined
        ? disentangled(networks, digits, latent)
        : semiSupervised(networks, digits, latent, settings.semiSupervised, of),
    ),
    TE.bindTo("kind"),
    TE.bind("scene", ({ kind }) => run.phase("train", learn(run, loaded, kind))),
    TE.chainFirst(({ scene }) =>
      run.phase(
        "pictures",
        drawFigures(run, () => stylePictures(scene)),
      ),
    ),
    TE.bind("measured", ({ kind, scene }) =>
      run.phase(
        "measure",
        kind.few === null
          ? F.pipe(
              readOff(run, scene, digits, named(of, "reader"), settings.quick ? 3 : 100),
              TE.map((share): Readonly<Record<string, number>> => ({ "label read off style": share })),
            )
          : F.pipe(
              onLabelsAlone(run, networks, kind.few, digits, named(of, "alone")),
              TE.map((share) => ({ "right, labels alone": share })),
            ),
      ),
    ),
    TE.map(({ kind, scene, measured }) => {
      const { own, permuted } = useOfStyle(scene, digits.test, 2000);
      return {
        data: { ...loaded.record, labels: kind.few?.count ?? digits.train.count },
        metrics: scene.history.map(lossMetric),
        figures: {
          "labels right": headRight(scene, digits.test),
          ...measured,
          "cross-entropy, own z": own,
          "cross-entropy, other z": permuted,
        },
      };
    }),
  );
};
