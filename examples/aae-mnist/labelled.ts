/** A model of style and label of the program: its training, its pictures and its figures. */
import { either as E, function as F, taskEither as TE } from "fp-ts";
import type { Outcome } from "../../src/cli/index.js";
import type { Failure } from "../../src/failure.js";
import { key, named } from "../../src/index.js";
import type { Losses } from "../../src/models/index.js";
import { all, begin, fitSteps, observed, on, type Task } from "../../src/train/index.js";
import { displayLosses } from "../digits/display.js";
import type { Loaded } from "../digits/load.js";
import { networksFor } from "../digits/networks.js";
import { draw } from "../figures/draw.js";
import { disentangled, type Kind, onLabelsAlone, semiSupervised } from "./kinds.js";
import type { Run } from "./plain.js";
import { chosen } from "./settings.js";
import { type StyleScene, stylePictures } from "./stylePictures.js";
import { headRight, readOff, useOfStyle } from "./styles.js";

const shown = ({ reconstruction, classification }: Losses): string =>
  `${reconstruction!.toFixed(2)}, ${classification!.toFixed(3)}`;

const learn = (
  run: Run,
  { digits, caution }: Loaded,
  { model, settings, data }: Kind,
): TE.TaskEither<Failure, StyleScene> => {
  const { runtime } = run;
  const { seed, epochs } = run.settings;
  const { batch } = chosen(run.settings);
  const fixed = { runtime, model, game: model, digits, key: named(key(seed), "pictures"), caution };
  const keep = on<string, "EpochEnded", Task>("EpochEnded", ({ state: { weights, history } }) => ({
    effects: [TE.fromIO(() => run.onInterrupt(draw(run, () => stylePictures({ ...fixed, weights, history }))))],
  }));
  const start = begin(runtime, model, settings.optimizer, key(seed));
  return F.pipe(
    observed(
      fitSteps(runtime, model, { ...settings, batch, epochs }, data, start),
      all(displayLosses(run, epochs, "autoencoder, label head", shown), keep),
    ),
    TE.map(({ state: { weights, history } }) => ({ ...fixed, weights, history })),
  );
};

/** Trains, draws, and measures what is in the style and what is in the label. */
export const runLabelled = (run: Run, loaded: Loaded): TE.TaskEither<Failure, Outcome> => {
  const { runtime, settings } = run;
  const { digits } = loaded;
  const { latent } = chosen(settings);
  const of = named(key(settings.seed), "labelled");
  return F.pipe(
    TE.Do,
    TE.bind("networks", () => TE.fromEither(networksFor(settings.network, digits))),
    TE.bind("kind", ({ networks }) =>
      TE.fromEither(
        settings.semiSupervised === undefined
          ? disentangled(runtime, networks, digits, latent)
          : semiSupervised(runtime, networks, digits, latent, settings.semiSupervised, of),
      ),
    ),
    TE.bind("scene", ({ kind }) => run.phase("train", learn(run, loaded, kind))),
    TE.chainFirst(({ scene }) =>
      run.phase(
        "pictures",
        draw(run, () => stylePictures(scene)),
      ),
    ),
    TE.bind("measured", ({ networks, kind, scene }) =>
      run.phase(
        "measure",
        TE.fromIOEither(() =>
          kind.few === null
            ? F.pipe(
                readOff(scene, digits, named(of, "reader"), settings.quick ? 3 : 100),
                E.map((share): Readonly<Record<string, number>> => ({ "label read off style": share })),
              )
            : F.pipe(
                onLabelsAlone(runtime, networks, kind.few, digits, named(of, "alone")),
                E.map((share) => ({ "right, labels alone": share })),
              ),
        ),
      ),
    ),
    TE.map(({ kind, scene, measured }) => {
      const { own, permuted } = useOfStyle(scene, digits.test, 2000);
      return {
        data: { ...loaded.data, labels: kind.few?.count ?? digits.train.count },
        metrics: scene.history.map(({ train, test }, epoch) => ({
          epoch,
          ...Object.fromEntries(kind.model.parts.map((part) => [part, train[part]!])),
          testReconstruction: test!["reconstruction"]!,
        })),
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
