/**
 * Two curves behind one number: an autoencoder that knows the curve of each point, beside one that does not.
 *
 *   npx tsx examples/conditional-toy.ts
 *   npx tsx examples/conditional-toy.ts --seed 3 --epochs 2000
 */
import { either as E, function as F, taskEither as TE } from "fp-ts";
import {
  type Context,
  expectTraining,
  flag,
  identitySettings,
  positiveInt,
  program,
  runIfMain,
  type SettingsOf,
  startState,
  subContext,
  type TrainingSpec,
  trainingFlags,
  trainingObservers,
} from "../src/cli/index.js";
import { drawFigures } from "../src/cli/output/pictures.js";
import { type Failure, usage } from "../src/failure.js";
import { all, key, listener, type Observer, observed, type Task } from "../src/flat.js";
import { type Curves, drawCurves } from "./conditional-toy/curves.js";
import { conditional, optimizer, plain, schedule, startOfToy, type Toy, training } from "./conditional-toy/learn.js";
import { pictures, type Restored } from "./conditional-toy/pictures.js";

const flags = {
  epochs: flag(positiveInt, { default: 5000, quick: 150, help: "most passes over the points, each of them one step" }),
  ...trainingFlags,
};

type Run = Context<SettingsOf<typeof flags>>;

/** A bar, and at the end the error. */
const display = ({ progress, log, yieldToEvents }: Run, { name }: Toy): Observer<string, Task> => {
  let bar: ReturnType<Run["progress"]>;
  return listener((event) => {
    switch (event.kind) {
      case "RunStarted":
        bar = progress(name, event.epochs);
        return undefined;
      case "EpochEnded":
        bar.tick(event.epoch + 1, { error: event.losses.test!.loss });
        return yieldToEvents();
      case "RunEnded": {
        bar.end();
        const { history } = event.trained;
        const error = history.at(-1)!.test!.loss.toFixed(5);
        log(`${name.padEnd(12)} held-out mean squared error ${error} after ${history.length} steps`);
        return undefined;
      }
      default:
        return undefined;
    }
  });
};

/** Trains one of the two, whose checkpoints lie in a folder of its name. */
const learn = (run: Run, curves: Curves, toy: Toy): TE.TaskEither<Failure, Restored> => {
  const { runtime, settings } = run;
  const own = subContext(run, toy.name);
  const { name, objective } = toy;
  const trainee: TrainingSpec<string> = {
    trainable: objective,
    model: objective.definition,
    optimizer,
    settings: identitySettings(run, { examples: curves.train.labels.length }),
  };
  return F.pipe(
    startState(own, trainee, startOfToy(runtime, toy, settings.seed)),
    TE.chain((start) =>
      observed(
        training(runtime, toy, curves, start, settings.epochs),
        all(schedule, trainingObservers(own, trainee), display(run, toy)),
      ),
    ),
    TE.map(({ state, history }) => ({
      name,
      history,
      error: history.at(-1)!.test!.loss,
      points: toy.restore(state.weights, curves.test),
    })),
  );
};

/**
 * Errors: `NothingToRead` where data are given; those of `expectTraining`.
 */
const refine = <S extends Run["settings"]>(settings: S): E.Either<Failure, S> =>
  settings.data === undefined
    ? expectTraining(settings)
    : E.left(
        usage("NothingToRead", "this program draws its own two curves", { where: "--data", hint: "leave it out" }),
      );

export const conditionalToy = program({
  name: "conditional-toy",
  summary: "codes points of two curves as one number each, with and without the number of the curve",
  flags,
  refine,
  examples: [
    { argv: "", does: "both autoencoders, 2-32-64-1 and back, to the end of their learning" },
    { argv: "--seed 3 --epochs 2000", does: "other points and weights, a shorter run" },
    { argv: "--checkpoint out/kept --resume", does: "goes on where it was stopped, if it was" },
  ],
  run: (context) => {
    const { runtime, settings } = context;
    context.notice("two curves drawn by this program, synthetic data");
    const curves = drawCurves(runtime, key(settings.seed));
    return F.pipe(
      TE.Do,
      TE.bind("toys", () => TE.fromEither(E.sequenceArray([plain(runtime), conditional(runtime)]))),
      TE.bind("restored", ({ toys }) =>
        context.phase("train", TE.traverseSeqArray((toy: Toy) => learn(context, curves, toy))(toys)),
      ),
      TE.chainFirst(({ restored }) =>
        context.phase(
          "pictures",
          drawFigures(context, () => pictures(curves, restored)),
        ),
      ),
      TE.map(({ restored }) => {
        const [bare, told] = restored as readonly [Restored, Restored];
        return {
          data: { train: curves.train.labels.length, test: curves.test.labels.length, curves: curves.names },
          metrics: restored.flatMap(({ name, history }) =>
            history.map(({ train, test }, epoch) => ({
              model: name,
              epoch,
              trainLoss: train.loss,
              testLoss: test!.loss,
            })),
          ),
          figures: {
            "error, plain": bare.error,
            "error, conditional": told.error,
            "conditional / plain": told.error / bare.error,
          },
        };
      }),
    );
  },
});

await runIfMain(import.meta.url, conditionalToy);
