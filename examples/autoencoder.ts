/**
 * Convolutional autoencoders of handwritten digits: plain, denoising and sparse ones, and the way between two digits.
 *
 *   npx tsx examples/autoencoder.ts
 *   npx tsx examples/autoencoder.ts --sparse kl --target 0.05
 */
import { function as F, taskEither as TE } from "fp-ts";
import { loadDataset } from "../src/cli/data/dataset.js";
import { program, runIfMain } from "../src/cli/index.js";
import { drawFigures, lossMetric } from "../src/cli/output/pictures.js";
import type { Failure } from "../src/failure.js";
import { key, named } from "../src/flat.js";
import { type Activities, measureActivities } from "./autoencoder/activity.js";
import { type FilterErrors, measureFilter } from "./autoencoder/filter.js";
import { learn, type Run } from "./autoencoder/learn.js";
import { pictures, type Scene, sparsePictures } from "./autoencoder/pictures.js";
import { flags, refine } from "./autoencoder/settings.js";
import { interpolationFilm } from "./digits/films.js";

/** A convolutional step takes a hundred times a dense one: so few pictures are seconds. */
const few = { train: 320, test: 100 };

/** What is measured of a trained model. */
interface Measured {
  readonly filter: { readonly errors: FilterErrors; readonly components: number };
  readonly activities: Activities | null;
}

const measure = (run: Run, scene: Scene): TE.TaskEither<Failure, Measured> => {
  const { digits, noise, sparsity } = scene;
  return F.pipe(
    measureFilter(run, scene, digits, named(key(run.settings.seed), "filter"), noise),
    TE.bindTo("filter"),
    TE.bind("activities", () => (sparsity ? TE.fromTask(() => measureActivities(run, scene, digits)) : TE.right(null))),
  );
};

const drawAll = (run: Run, scene: Scene, { activities }: Measured): TE.TaskEither<Failure, unknown> =>
  F.pipe(
    drawFigures(run, () => ({
      ...pictures(scene),
      ...(activities && scene.sparsity && sparsePictures(scene, scene.sparsity, activities)),
    })),
    TE.chain(() =>
      scene.ends === undefined
        ? TE.right(undefined)
        : F.pipe(
            TE.fromEither(interpolationFilm(scene, scene.digits.test, scene.ends)),
            TE.chain((film) => run.write("interpolation.gif", film)),
          ),
    ),
  );

const figuresOf = ({ model, history }: Scene, { filter, activities }: Measured) => {
  const { train, test } = history.at(-1)!;
  const { errors, components } = filter;
  return {
    "train loss": train.loss,
    ...(test && { "test loss": test.loss, "test BCE a pixel": test.reconstruction / model.numbers }),
    ...(activities && { "mean activity": activities.mean }),
    "MSE, noisy": errors.noisy,
    [`MSE, PCA of ${components}`]: errors.pca,
    [`MSE, PCA of ${components}, clipped`]: errors.pcaClipped,
    "MSE, model": errors.model,
  };
};

export const autoencoders = program({
  name: "autoencoder",
  summary: "trains a convolutional autoencoder on handwritten digits: plain, denoising or sparse",
  flags,
  refine,
  examples: [
    { argv: "", does: "a code of 24 numbers, 5 epochs of MNIST" },
    { argv: "--latent 2", does: "a code that can be drawn" },
    { argv: "--denoise", does: "noisy pictures in, clean ones out, beside principal components" },
    { argv: "--sparse kl --target 0.05", does: "900 numbers, of which few are active" },
    { argv: "--interpolate 7 6", does: "the way from a seven to a six, as a row and as a GIF; weights decay by 1e-5" },
  ],
  run: (context) =>
    F.pipe(
      TE.Do,
      TE.bind("loaded", () => context.phase("load", loadDataset(context, { few }))),
      TE.bind("scene", ({ loaded }) => context.phase("train", learn(context, loaded))),
      TE.bind("measured", ({ scene }) => context.phase("measure", measure(context, scene))),
      TE.chainFirst(({ scene, measured }) => context.phase("pictures", drawAll(context, scene, measured))),
      TE.map(({ loaded, scene, measured }) => ({
        data: loaded.record,
        metrics: scene.history.map(lossMetric),
        figures: figuresOf(scene, measured),
      })),
    ),
});

await runIfMain(import.meta.url, autoencoders);
