/** The adversarial autoencoder of the program: its pictures and its figures. */
import { function as F, taskEither as TE } from "fp-ts";
import type { Dataset } from "../../src/cli/data/dataset.js";
import type { RunResult } from "../../src/cli/index.js";
import { drawFigures, lossMetric } from "../../src/cli/output/pictures.js";
import type { EvaluationClassifier } from "../../src/cli/training/evaluationClassifier.js";
import type { Failure } from "../../src/failure.js";
import type { PictureNetworks } from "../../src/flat.js";
import { named, type Tensor } from "../../src/flat.js";
import { learn, type Run } from "./learn.js";
import { collapse, fitOf } from "./measure.js";
import { gridsOf, pictures, testCodes } from "./pictures.js";

/** The share of pictures that a judge reads with a probability of 0.5 or more. */
export const readable = (judge: EvaluationClassifier, x: Tensor): number => {
  const { shape, data } = judge.classify(x);
  const [count, classes] = shape as [number, number];
  const sure = (i: number): boolean =>
    Array.from({ length: classes }, (_, c) => data[i * classes + c]!).some((p) => p >= 0.5);
  return Array.from({ length: count }, (_, i) => Number(sure(i))).reduce((sum, one) => sum + one, 0) / count;
};

const list = (values: readonly number[]): string => values.map((value) => value.toFixed(2)).join(", ");

/** Trains, draws, and measures how near the codes came to their prior. */
export const runPlain = (
  run: Run,
  loaded: Dataset,
  networks: PictureNetworks,
  judge: EvaluationClassifier,
): TE.TaskEither<Failure, RunResult> =>
  F.pipe(
    run.phase("train", learn(run, loaded, networks)),
    TE.bindTo("scene"),
    TE.let("grids", ({ scene }) => gridsOf(scene)),
    TE.chainFirst(({ scene, grids }) =>
      run.phase(
        "pictures",
        drawFigures(run, () => pictures(scene, grids)),
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
        data: { ...loaded.record, judge: { accuracy: judge.accuracy }, codes: fit, collapse: collapsed ?? null },
        metrics: history.map(lossMetric),
        figures: {
          "judge, real digits": judge.accuracy,
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
