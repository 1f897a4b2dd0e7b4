/**
 * A conditional variational autoencoder of handwritten digits: the label is told, the code is what remains, the hand.
 *
 *   npx tsx examples/cvae-mnist.ts
 *   npx tsx examples/cvae-mnist.ts --digit 9 --network dense
 */
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { loadDataset } from "../src/cli/data/dataset.js";
import { expectLabels, networksFor } from "../src/cli/data/networks.js";
import { expectTraining, program, runIfMain } from "../src/cli/index.js";
import { drawFigures, lossMetric } from "../src/cli/output/pictures.js";
import { evaluationClassifier } from "../src/cli/training/evaluationClassifier.js";
import { type Failure, usage } from "../src/failure.js";
import { key, named } from "../src/flat.js";
import type { Digits } from "../src/node/mnist/index.js";
import { learn } from "./cvae-mnist/learn.js";
import { obedience, useOfCodes } from "./cvae-mnist/measure.js";
import { pictures } from "./cvae-mnist/pictures.js";
import { flags } from "./cvae-mnist/settings.js";

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
  refine: expectTraining,
  examples: [
    { argv: "", does: "convolutions, two latents, 5 epochs of MNIST" },
    { argv: "--digit 9 --network dense", does: "dense networks, which are quicker; the grid of nines" },
    { argv: "--latent 8 --epochs 10", does: "a finer code of the hand" },
    { argv: "--checkpoint out/kept --resume", does: "goes on where it was stopped, if it was" },
  ],
  run: (context) =>
    F.pipe(
      TE.Do,
      TE.bind("loaded", () => context.phase("load", loadDataset(context))),
      TE.chainFirst(({ loaded }) => TE.fromEither(expectClass(context.settings.digit)(loaded))),
      TE.bind("networks", ({ loaded: digits }) => TE.fromEither(networksFor(context.settings.network, digits))),
      TE.bind("judge", ({ loaded: digits }) => {
        return context.phase("judge", evaluationClassifier(context, digits, context.settings.judgeEpochs));
      }),
      TE.bind("scene", ({ loaded, networks }) => context.phase("train", learn(context, loaded, networks))),
      TE.chainFirst(({ scene }) =>
        context.phase(
          "pictures",
          drawFigures(context, () => pictures(scene)),
        ),
      ),
      TE.map(({ loaded: digits, judge, scene }) => {
        const { settings, log } = context;
        const of = named(key(settings.seed), "draws");
        const shares = obedience(scene, judge, of, settings.quick ? 100 : 400);
        const { own, none } = useOfCodes(scene, digits.test, 2000);
        const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
        log(
          `read as asked for: ${shares.map((share, c) => `${digits.classes[c]} ${(100 * share).toFixed(1)} %`).join(", ")}`,
        );
        return {
          data: { ...digits.record, judge: { accuracy: judge.accuracy }, readAsAskedFor: shares },
          metrics: scene.history.map(lossMetric),
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
