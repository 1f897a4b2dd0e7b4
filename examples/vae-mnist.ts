/**
 * Variational autoencoders of handwritten digits, as five sources train them: what they reconstruct, draw and know.
 *
 *   npx tsx examples/vae-mnist.ts
 *   npx tsx examples/vae-mnist.ts --preset habr --epochs 40
 */
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { anyPair, pairOfClasses } from "../src/cli/data/classPair.js";
import { type Dataset, imageTensor, loadDataset } from "../src/cli/data/dataset.js";
import { program, runIfMain } from "../src/cli/index.js";
import { lossMetric } from "../src/cli/output/pictures.js";
import { estimateEvidence } from "../src/cli/training/evidence.js";
import type { Failure } from "../src/failure.js";
import { key, named } from "../src/flat.js";
import { drawMap, drawPictures, type Given, learn } from "./vae-mnist/learn.js";
import { writeFilms } from "./vae-mnist/moving.js";
import { flags, refine, type Settings } from "./vae-mnist/settings.js";
import { sourceOf } from "./vae-mnist/sources.js";

/** What log p(x) is of grey pixels under a Bernoulli. */
const pseudo =
  "log p(x) and ELBO: of grey pixels, bce is a score and no density, so they estimate and bound a pseudo-likelihood";

/** A convolutional step takes a hundred times a dense one: so few pictures are seconds. */
const fewConv = { train: 320, test: 100 };

/** Pictures whose evidence is estimated, and draws for each. */
const effort = (settings: Settings) => {
  const [pictures, draws] = sourceOf(settings).conv ? [100, 100] : [1000, 1000];
  return settings.quick ? { pictures: pictures / 10, draws: draws / 10 } : { pictures, draws };
};

const given = (classes: Settings["interpolate"], loaded: Dataset): E.Either<Failure, Given> =>
  F.pipe(
    classes ? pairOfClasses(loaded, classes) : E.right(anyPair(loaded.test)),
    E.map((ends) => ({ ...loaded, ends })),
  );

export const vaeMnist = program({
  name: "vae-mnist",
  summary: "trains a variational autoencoder on handwritten digits, or on pictures of your own",
  flags,
  refine,
  examples: [
    { argv: "", does: "784-256-10, 15 epochs of MNIST" },
    { argv: "--preset habr --epochs 40", does: "two latents: the manifold and the map of codes" },
    { argv: "--preset kuznetsov --latent 2 --beta 0.5", does: "another code and a lighter KL" },
    {
      argv: "--preset edu --latent 24 --interpolate 7 6",
      does: "convolutions; the way from a seven to a six as a GIF",
    },
    { argv: "--preset edu --kl-only", does: "what the KL does when nothing holds against it" },
    { argv: "--checkpoint out/kept --resume", does: "goes on where it was stopped, if it was" },
    { argv: "--data my-pictures --loss mse", does: "PNG or JPEG pictures of one size, or IDX files" },
  ],
  run: (context) =>
    F.pipe(
      TE.Do,
      TE.bind("loaded", () =>
        context.phase("load", loadDataset(context, { few: sourceOf(context.settings).conv ? fewConv : undefined })),
      ),
      TE.bind("given", ({ loaded }) => TE.fromEither(given(context.settings.interpolate, loaded))),
      TE.bind("learnt", ({ given }) => context.phase("train", learn(context, given))),
      TE.chainFirst(({ given, learnt }) =>
        context.phase(
          "pictures",
          F.pipe(
            drawPictures(context, given, learnt),
            TE.chain(() => writeFilms(context, given, learnt)),
          ),
        ),
      ),
      TE.bind("kl", ({ given, learnt }) => context.phase("map", drawMap(context, given, learnt))),
      TE.bind("found", ({ loaded: digits, learnt: { model, trained } }) => {
        const { settings, phase } = context;
        const { pictures: most, draws } = effort(settings);
        const count = Math.min(most, digits.test.count);
        const of = named(key(settings.seed), "evidence");
        return phase(
          "evidence",
          F.pipe(
            estimateEvidence(context, of, model, trained.state.weights, {
              count,
              examples: (from, to) => imageTensor(digits.test, { from, to }),
              draws,
            }),
            TE.map(({ means }) => ({ ...means, pictures: count, draws })),
          ),
        );
      }),
      TE.map(
        ({ loaded: { isGrey, record }, learnt: { trained }, kl, found: { logLikelihood, elbo, pictures, draws } }) => {
          const { train, test } = trained.history.at(-1)!;
          const note = isGrey && context.settings.loss === "bce" ? pseudo : undefined;
          if (note !== undefined) context.log(note);
          return {
            data: { ...record, evidence: { pictures, draws, note } },
            metrics: trained.history.map(lossMetric),
            figures: {
              "train loss": train.loss,
              ...(test && { "test loss": test.loss, "test reconstruction": test.reconstruction, "test KL": test.kl }),
              "log p(x)": logLikelihood,
              ELBO: elbo,
              ...(kl !== undefined && { "t-SNE KL": kl }),
            },
          };
        },
      ),
    ),
});

await runIfMain(import.meta.url, vaeMnist);
