/** The adversarial autoencoder of the program: its training, its pictures and its figures. */
import { function as F, taskEither as TE } from "fp-ts";
import type { Context, Outcome, SettingsOf } from "../../src/cli/index.js";
import type { Failure } from "../../src/failure.js";
import { key, named, type Tensor } from "../../src/index.js";
import { type AaePart, aae, aaePreset, type Losses } from "../../src/models/index.js";
import { all, begin, fitSteps, observed, on, type Task, pictures as trainable } from "../../src/train/index.js";
import { displayLosses } from "../digits/display.js";
import type { Judge } from "../digits/judge.js";
import type { Loaded } from "../digits/load.js";
import { networksFor } from "../digits/networks.js";
import { draw } from "../figures/draw.js";
import { collapse, fitOf } from "./measure.js";
import { boxOf, codesFigure, decodedGrid, pictures, type Scene, testCodes } from "./pictures.js";
import { chosen, type flags, priorOf } from "./settings.js";

/** What the program's run is given. */
export type Run = Context<SettingsOf<typeof flags>>;

const shown = ({ reconstruction, encoder, discriminator }: Losses<AaePart>): string =>
  `${reconstruction.toFixed(2)}, ${encoder.toFixed(3)}, ${discriminator.toFixed(3)}`;

const learn = (run: Run, { digits, caution }: Loaded): TE.TaskEither<Failure, Scene> => {
  const { runtime, settings } = run;
  const { batch, draws, latent } = chosen(settings);
  const { prior, box } = priorOf(runtime, settings.prior, latent);
  const data = { train: trainable(digits.train), test: trainable(digits.test) };
  return F.pipe(
    TE.fromEither(networksFor(settings.network, digits)),
    TE.map((networks) => ({ ...aaePreset(networks, { latent, draws, batch }), epochs: settings.epochs })),
    TE.bindTo("preset"),
    TE.bindW("model", ({ preset }) => TE.fromEither(aae(preset.model, prior))),
    TE.chain(({ preset, model }) => {
      const of = named(key(settings.seed), "pictures");
      const fixed = { runtime, model, digits, prior, box, key: of, caution };
      const scatterOf = on<AaePart, "EpochEnded", Task>("EpochEnded", ({ state: { weights, history } }) => {
        const name = `codes/epoch-${String(history.length).padStart(2, "0")}.png`;
        const scene = { ...fixed, weights, history };
        return {
          effects: [
            TE.fromIO(() => run.onInterrupt(draw(run, () => pictures(scene, gridsOf(scene))))),
            ...(latent === 2 ? [draw(run, () => ({ [name]: codesFigure(scene) }))] : []),
          ],
        };
      });
      return F.pipe(
        observed(
          fitSteps(runtime, model, preset, data, begin(runtime, model, preset.optimizer, key(settings.seed))),
          all(displayLosses<AaePart>(run, preset.epochs, "autoencoder, encoder, discriminator", shown), scatterOf),
        ),
        TE.map(({ state: { weights, history } }) => ({ ...fixed, weights, history })),
      );
    }),
  );
};

/** The decoded grids, where codes are two numbers. */
const gridsOf = (scene: Scene): { readonly prior: Tensor; readonly codes: Tensor } | null =>
  scene.model.latent === 2
    ? { prior: decodedGrid(scene, scene.box), codes: decodedGrid(scene, boxOf(testCodes(scene))) }
    : null;

/** The share of pictures that a judge reads with a probability of 0.5 or more. */
export const readable = ({ read }: Judge, x: Tensor): number => {
  const { shape, data } = read(x);
  const [count, classes] = shape as [number, number];
  const sure = (i: number): boolean =>
    Array.from({ length: classes }, (_, c) => data[i * classes + c]!).some((p) => p >= 0.5);
  return Array.from({ length: count }, (_, i) => Number(sure(i))).reduce((sum, one) => sum + one, 0) / count;
};

const list = (values: readonly number[]): string => values.map((value) => value.toFixed(2)).join(", ");

/** Trains, draws, and measures how near the codes came to their prior. */
export const runPlain = (run: Run, loaded: Loaded, judge: Judge): TE.TaskEither<Failure, Outcome> =>
  F.pipe(
    run.phase("train", learn(run, loaded)),
    TE.bindTo("scene"),
    TE.let("grids", ({ scene }) => gridsOf(scene)),
    TE.chainFirst(({ scene, grids }) =>
      run.phase(
        "pictures",
        draw(run, () => pictures(scene, grids)),
      ),
    ),
    TE.bind("fit", ({ scene }) =>
      TE.fromEither(fitOf(run.runtime, testCodes(scene, 2000), scene.prior, named(scene.key, "fit"))),
    ),
    TE.map(({ scene: { history }, grids, fit }) => {
      const { test } = history.at(-1)!;
      const collapsed = collapse(
        fit,
        history.map(({ train }) => train.discriminator),
      );
      if (collapsed !== undefined) run.notice(collapsed);
      run.log(`codes as they are: means ${list(fit.mean)}, deviations ${list(fit.deviation)}`);
      return {
        data: { ...loaded.data, judge: { accuracy: judge.accuracy }, codes: fit, collapse: collapsed ?? null },
        metrics: history.map(({ train, test }, epoch) => ({
          epoch,
          trainReconstruction: train.reconstruction,
          trainEncoder: train.encoder,
          trainDiscriminator: train.discriminator,
          testReconstruction: test!.reconstruction,
        })),
        figures: {
          "test reconstruction": test!.reconstruction,
          "squared MMD": fit.mmd,
          ...(grids && {
            "readable, prior's box": readable(judge, grids.prior),
            "readable, codes' box": readable(judge, grids.codes),
          }),
        },
      };
    }),
  );
