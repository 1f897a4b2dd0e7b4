/**
 * Two curves behind one number: an autoencoder that knows the curve of each point, beside one that does not.
 *
 *   npx tsx examples/conditional-toy.ts
 *   npx tsx examples/conditional-toy.ts --seed 3 --steps 2000
 */
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { type Context, optional, positiveInt, program, runIfMain } from "../src/cli/index.js";
import type { Failure } from "../src/failure.js";
import { key } from "../src/index.js";
import { all, listener, observed } from "../src/train/index.js";
import { type Curves, drawCurves } from "./conditional-toy/curves.js";
import { conditional, plain, schedule, type Toy, training } from "./conditional-toy/learn.js";
import { pictures, type Restored } from "./conditional-toy/pictures.js";
import { draw } from "./figures/draw.js";

const flags = {
  steps: optional(positiveInt, { help: "most steps, each with all points [default: 5000; quick 150]" }),
};

type Run = Context<{ readonly steps: number | undefined }>;

const learn = (run: Run, curves: Curves, toy: Toy): TE.TaskEither<Failure, Restored> => {
  const { runtime, settings, progress, log, breathe } = run;
  const steps = settings.steps ?? (settings.quick ? 150 : 5000);
  const bar = progress(toy.name, steps);
  const shown = listener<string>((event) => {
    if (event._tag !== "EpochEnded") return undefined;
    bar.tick(event.epoch + 1, { error: event.losses.test!.loss });
    return breathe();
  });
  return F.pipe(
    observed(training(runtime, toy, curves, settings.seed, steps), all(schedule, shown)),
    TE.map(({ state, history }) => {
      bar.end();
      const error = history.at(-1)!.test!.loss;
      log(`${toy.name.padEnd(12)} held-out mean squared error ${error.toFixed(5)} after ${history.length} steps`);
      return { name: toy.name, history, error, points: toy.restore(state.weights, curves.test) };
    }),
  );
};

export const conditionalToy = program({
  name: "conditional-toy",
  summary: "codes points of two curves as one number each, with and without the number of the curve",
  flags,
  examples: [
    { argv: "", does: "both autoencoders, 2-32-64-1 and back, to the end of their learning" },
    { argv: "--seed 3 --steps 2000", does: "other points and weights, a shorter run" },
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
          draw(context, () => pictures(curves, restored)),
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
