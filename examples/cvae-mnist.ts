/**
 * A conditional variational autoencoder of handwritten digits: the label is told, the code is what remains, the hand.
 *
 *   npx tsx examples/cvae-mnist.ts
 *   npx tsx examples/cvae-mnist.ts --digit 9 --network dense
 */
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { type Context, type Metric, program, runIfMain, type SettingsOf } from "../src/cli/index.js";
import { type Failure, usage } from "../src/failure.js";
import { key, named } from "../src/index.js";
import type { Digits } from "../src/io/mnist.js";
import { type CvaeModel, cvae, type ElboPart, type Losses } from "../src/models/index.js";
import { all, begin, type EpochLosses, fitSteps, observed, on, type Task, type Trained } from "../src/train/index.js";
import { obedience, useOfCodes } from "./cvae-mnist/measure.js";
import { pictures, type Scene } from "./cvae-mnist/pictures.js";
import { flags, presetFor } from "./cvae-mnist/settings.js";
import { displayLosses } from "./digits/display.js";
import { labelled, trainJudge } from "./digits/judge.js";
import { type Loaded, load } from "./digits/load.js";
import { expectLabels, networksFor } from "./digits/networks.js";
import { draw } from "./figures/draw.js";

type Run = Context<SettingsOf<typeof flags>>;

interface Learnt {
  readonly model: CvaeModel;
  readonly trained: Trained<ElboPart>;
}

const sceneOf = (
  { runtime, settings }: Run,
  { digits, caution }: Loaded,
  model: CvaeModel,
  { weights, history }: { readonly weights: Scene["weights"]; readonly history: Scene["history"] },
): Scene => ({
  runtime,
  model,
  weights,
  history,
  digits,
  caution,
  digit: settings.digit,
  key: named(key(settings.seed), "pictures"),
});

const shown = ({ loss, reconstruction, kl }: Losses<ElboPart>): string =>
  `${loss.toPrecision(4)} (${reconstruction.toFixed(2)} + ${kl.toFixed(2)})`;

const learn = (run: Run, loaded: Loaded): TE.TaskEither<Failure, Learnt> => {
  const { runtime, settings } = run;
  const { digits } = loaded;
  const classes = digits.classes.length;
  const data = { train: labelled(digits.train, classes), test: labelled(digits.test, classes) };
  return F.pipe(
    TE.fromEither(networksFor(settings.network, digits)),
    TE.map((networks) => presetFor(settings, networks, classes)),
    TE.bindTo("preset"),
    TE.bindW("model", ({ preset }) => TE.fromEither(cvae(preset.model))),
    TE.chain(({ preset, model }) => {
      const start = begin(runtime, model, preset.optimizer, key(settings.seed));
      const keep = on<ElboPart, "EpochEnded", Task>("EpochEnded", ({ state }) => ({
        effects: [TE.fromIO(() => run.onInterrupt(draw(run, () => pictures(sceneOf(run, loaded, model, state)))))],
      }));
      return F.pipe(
        observed(
          fitSteps(runtime, model, preset, data, start),
          all(displayLosses<ElboPart>(run, preset.epochs, "reconstruction + KL", shown), keep),
        ),
        TE.map((trained) => ({ model, trained })),
      );
    }),
  );
};

const metric = ({ train, test }: EpochLosses<ElboPart>, epoch: number): Metric => ({
  epoch,
  trainLoss: train.loss,
  trainReconstruction: train.reconstruction,
  trainKl: train.kl,
  testLoss: test?.loss ?? null,
  testReconstruction: test?.reconstruction ?? null,
  testKl: test?.kl ?? null,
});

/** A set with labels, and with the class that is to be looked at. */
const expectClass =
  (digit: number) =>
  (digits: Digits): E.Either<Failure, Digits> =>
    F.pipe(
      expectLabels(digits),
      E.filterOrElse(
        ({ classes }) => digit < classes.length,
        ({ classes }): Failure =>
          usage("NoSuchClass", "there is no such class", {
            where: "--digit",
            expected: `0 to ${classes.length - 1}`,
            got: `${digit}`,
          }),
      ),
    );

export const cvaeMnist = program({
  name: "cvae-mnist",
  summary: "trains a conditional variational autoencoder on labelled digits, and draws the digits asked for",
  flags,
  examples: [
    { argv: "", does: "convolutions, two latents, 5 epochs of MNIST" },
    { argv: "--digit 9 --network dense", does: "dense networks, which are quicker; the grid of nines" },
    { argv: "--latent 8 --epochs 10", does: "a finer code of the hand" },
  ],
  run: (context) =>
    F.pipe(
      TE.Do,
      TE.bind("loaded", () => context.phase("load", load(context.runtime, context.settings))),
      TE.chainFirstIOK(
        ({ loaded }) =>
          () =>
            loaded.notices.forEach(context.notice),
      ),
      TE.chainFirst(({ loaded }) => TE.fromEither(expectClass(context.settings.digit)(loaded.digits))),
      TE.bind("judge", ({ loaded: { digits } }) => {
        const { seed, judgeEpochs } = context.settings;
        return context.phase("judge", trainJudge(context, digits, named(key(seed), "judge"), judgeEpochs));
      }),
      TE.bind("learnt", ({ loaded }) => context.phase("train", learn(context, loaded))),
      TE.chainFirst(({ loaded, learnt: { model, trained } }) => {
        const scene = sceneOf(context, loaded, model, trained.state);
        return context.phase(
          "pictures",
          draw(context, () => pictures(scene)),
        );
      }),
      TE.map(({ loaded: { data, digits }, judge, learnt: { model, trained } }) => {
        const { runtime, settings, log } = context;
        const learnt = { runtime, model, weights: trained.state.weights };
        const of = named(key(settings.seed), "draws");
        const shares = obedience(learnt, judge, of, settings.quick ? 100 : 400);
        const { own, none } = useOfCodes(learnt, digits.test, 2000);
        const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
        log(
          `read as asked for: ${shares.map((share, c) => `${digits.classes[c]} ${(100 * share).toFixed(1)} %`).join(", ")}`,
        );
        return {
          data: { ...data, judge: { accuracy: judge.accuracy }, readAsAskedFor: shares },
          metrics: trained.history.map(metric),
          figures: {
            "judge, real digits": judge.accuracy,
            "read as asked for": mean,
            "least of a digit": Math.min(...shares),
            "cross-entropy at mu": own,
            "cross-entropy at z = 0": none,
          },
        };
      }),
    ),
});

await runIfMain(import.meta.url, cvaeMnist);
