/** The training of a run, and what is drawn of it: on the way, at Ctrl-C, and at the end. */
import { function as F, taskEither as TE } from "fp-ts";
import type { ImagePair } from "../../src/cli/data/classPair.js";
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
import { type Failure, orThrow } from "../../src/failure.js";
import {
  all,
  begin,
  type ElboTerm,
  type EpochLosses,
  fitSteps,
  key,
  named,
  observed,
  on,
  sparserEpochs,
  type Task,
  type Trained,
  pictures as trainable,
  type VaeModel,
  vae,
} from "../../src/flat.js";
import type * as tensorBoard from "../../src/formats/tensorBoard/index.js";
import type { Weights } from "../../src/nn/weights.js";
import { animations } from "./animations.js";
import { map } from "./map.js";
import { mapFigure, pictures, type Scene, sampleSheet, sheets } from "./pictures.js";
import { type flags, presetFor } from "./settings.js";
import { batchLines, display, type Watcher } from "./watch.js";

/** What the program's run is given. */
export type Run = Context<SettingsOf<typeof flags>>;

/** A model, and what became of it. */
export interface Learnt {
  readonly model: VaeModel;
  readonly trained: Trained<ElboTerm>;
}

/** What a run has to work on: digits, and between which of them to interpolate. */
export interface Given extends Dataset {
  readonly ends: ImagePair;
}

type History = readonly EpochLosses<ElboTerm>[];

const sceneOf = (
  { runtime, settings }: Run,
  digits: Given,
  model: VaeModel,
  weights: Weights,
  history: History,
): Scene => ({
  runtime,
  model,
  weights,
  history,
  digits,
  caution: digits.caution,
  key: named(key(settings.seed), "pictures"),
  sampled: settings.preset === "cs236781" ? 6 : 20,
  ends: digits.ends,
  lecture: settings.preset === "edu",
});

/** Draws all pictures of a model as it stands. */
export const drawPictures = (
  run: Run,
  loaded: Given,
  { model, trained: { state, history } }: Learnt,
): TE.TaskEither<Failure, void> =>
  drawFigures(run, () => pictures(sceneOf(run, loaded, model, state.weights, history)));

/** The map of codes by t-SNE, which the course of cs236781 ends with: KL(P | Q) in nats. */
export const drawMap = (
  run: Run,
  loaded: Given,
  { model, trained: { state, history } }: Learnt,
): TE.TaskEither<Failure, number | undefined> => {
  if (run.settings.preset !== "cs236781") return TE.right(undefined);
  const scene = sceneOf(run, loaded, model, state.weights, history);
  return F.pipe(
    map(run, scene, loaded.train, named(key(run.settings.seed), "map"), run.settings.quick ? 300 : 2000),
    TE.chainFirst((found) =>
      found === undefined ? TE.right(undefined) : drawFigures(run, () => mapFigure(scene, found)),
    ),
    TE.map((found) => found?.kl),
  );
};

/** At the end of an epoch, from the scene as it is then. */
const eachEpoch = (run: Run, loaded: Given, model: VaeModel, then: (scene: Scene) => Task): Watcher =>
  on("EpochEnded", ({ state }) => ({
    effects: [then(sceneOf(run, loaded, model, state.weights, state.history))],
  }));

/** Ctrl-C draws the pictures of the last complete epoch. */
const keepForInterrupt =
  (run: Run) =>
  (scene: Scene): Task =>
    TE.fromIO(() => run.onInterrupt(drawFigures(run, () => pictures(scene))));

/** What TensorBoard is shown of the model. */
const sketches = (run: Run, loaded: Given, model: VaeModel): tensorBoard.Sketches<ElboTerm> => ({
  epochs: sparserEpochs,
  draw: ({ weights, history }) => orThrow(pngsOf(sheets(sceneOf(run, loaded, model, weights, history)))),
});

/** samples/epoch-01.png, ... */
const sheet =
  (run: Run) =>
  (scene: Scene): Task => {
    const epoch = String(scene.history.length).padStart(2, "0");
    return drawFigures(run, () => ({ [`samples/epoch-${epoch}.png`]: sampleSheet(scene) }));
  };

/** Trains the model that the flags ask for, from the beginning or on from a checkpoint. */
export const learn = (run: Run, loaded: Given): TE.TaskEither<Failure, Learnt> => {
  const { runtime, settings } = run;
  const { train, test, height, width } = loaded;
  const { model: definition, optimizer, batch, epochs } = presetFor(settings, [height, width]);
  const data = { train: trainable(train), test: trainable(test) };
  const watchers = (model: VaeModel): readonly Watcher[] => [
    display(run, epochs),
    eachEpoch(run, loaded, model, keepForInterrupt(run)),
    ...(model.latent === 2
      ? [animations(run, ({ weights, history }) => sceneOf(run, loaded, model, weights, history))]
      : []),
    ...(settings.preset === "kuznetsov" ? [batchLines(run, 100), eachEpoch(run, loaded, model, sheet(run))] : []),
  ];
  return F.pipe(
    TE.Do,
    TE.bind("model", () => TE.fromEither(vae(definition))),
    TE.bind("trainee", ({ model }) => {
      const asked = identitySettings(run, { source: loaded.source, examples: train.count });
      return TE.right<Failure, TrainingSpec<ElboTerm>>({
        trainable: model,
        model: definition,
        optimizer,
        settings: asked,
      });
    }),
    TE.bind("start", ({ model, trainee }) =>
      startState(run, trainee, begin(runtime, model, optimizer, key(settings.seed))),
    ),
    TE.bind("trained", ({ model, trainee, start }) =>
      observed(
        fitSteps(runtime, model, { optimizer, batch, epochs }, data, start),
        all(trainingObservers(run, trainee, { sketches: sketches(run, loaded, model) }), ...watchers(model)),
      ),
    ),
    TE.map(({ model, trained }) => ({ model, trained })),
  );
};
