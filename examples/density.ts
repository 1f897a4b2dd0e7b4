/**
 * Densities of points: histograms and what their edges do, kernel estimates, and mixtures of normals by
 * expectation-maximisation.
 *
 *   npx tsx examples/density.ts
 *   npx tsx examples/density.ts --data points.csv --columns height,weight
 */
import { function as F, taskEither as TE } from "fp-ts";
import { program, runIfMain, writeAll } from "../src/cli/index.js";
import { drawFigures } from "../src/cli/output/pictures.js";
import { describe } from "../src/failure.js";
import { load } from "./density/data.js";
import { mixtureFile, select } from "./density/fit.js";
import { pictures } from "./density/pictures.js";
import { flags, refine } from "./density/settings.js";
import { summaryOf } from "./density/words.js";

export const density = program({
  name: "density",
  summary: "estimates densities of points: histograms, kernels, and mixtures of normals by expectation-maximisation",
  flags,
  refine,
  examples: [
    { argv: "", does: "two samples on a line and one in the plane, drawn by the program" },
    { argv: "--data points.csv", does: "your own points, a row each: BIC chooses among 1 to 8 normals" },
    { argv: "--data points.csv --columns height,weight --components 3", does: "two columns, three normals" },
    { argv: "--data points.npy --covariance diagonal --select 2-20", does: "an array, points x coordinates" },
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
      TE.bind("selection", ({ loaded }) => context.phase("fit", select(context, loaded.points))),
      TE.chainFirstIOK(({ loaded, selection: { best, failed } }) => () => {
        for (const { components, failure } of failed) context.notice(`${components} normals: ${describe(failure)}`);
        for (const said of summaryOf(best.theta, loaded.names)) context.log(said);
      }),
      TE.chainFirst(({ loaded, selection }) =>
        context.phase(
          "pictures",
          F.pipe(
            TE.fromIOEither(() =>
              pictures({ runtime: context.runtime, settings: context.settings, loaded, selection }),
            ),
            TE.chain((figures) => drawFigures(context, () => figures)),
          ),
        ),
      ),
      TE.chainFirst(({ selection: { best } }) => writeAll(context, mixtureFile(best.theta))),
      TE.map(({ loaded, selection: { best, tried } }) => ({
        data: {
          ...loaded.data,
          criteria: tried.map(({ components, aic, bic, logLikelihood }) => ({ components, logLikelihood, aic, bic })),
        },
        metrics: best.trace.map((bound, iteration) => ({ iteration, bound })),
        figures: {
          normals: best.components,
          "log-likelihood": best.logLikelihood,
          AIC: best.aic,
          BIC: best.bic,
          iterations: best.iterations,
          outcome: best.outcome,
        },
      })),
    ),
});

await runIfMain(import.meta.url, density);
