/**
 * Principal components of handwritten digits: how few numbers a picture needs, and how going through them takes noise
 * away.
 *
 *   npx tsx examples/pca-denoise.ts
 *   npx tsx examples/pca-denoise.ts --variance 0.95 --noise 0.5
 */
import { function as F, taskEither as TE } from "fp-ts";
import { loadDataset } from "../src/cli/data/dataset.js";
import { program, runIfMain } from "../src/cli/index.js";
import { drawFigures } from "../src/cli/output/pictures.js";
import { errors } from "./pca-denoise/denoise.js";
import { fit } from "./pca-denoise/fit.js";
import { cumulated, pictures } from "./pca-denoise/pictures.js";
import { flags, refine } from "./pca-denoise/settings.js";

export const pcaDenoise = program({
  name: "pca-denoise",
  summary: "finds the principal components of handwritten digits, and denoises pictures with them",
  flags,
  refine,
  examples: [
    { argv: "", does: "90 % of the variance of MNIST: 87 of 784 components" },
    { argv: "--components 30 --noise 0.5", does: "fewer components against more noise" },
    { argv: "--data my-pictures --method randomised --components 50", does: "pictures of your own, of many pixels" },
  ],
  run: (context) =>
    F.pipe(
      TE.Do,
      TE.bind("loaded", () => context.phase("load", loadDataset(context))),
      TE.bind("fitted", ({ loaded }) => context.phase("fit", fit(context, loaded.train))),
      TE.chainFirstIOK(({ fitted: { kept } }) => () => {
        const share = (100 * cumulated(kept).at(-1)!).toFixed(2);
        context.log(`${kept.variances.length} of ${kept.mean.length} components keep ${share} % of the variance`);
      }),
      TE.bind("errors", ({ loaded, fitted }) => context.phase("denoise", errors(context, fitted.kept, loaded.test))),
      TE.chainFirst(({ loaded, fitted }) =>
        context.phase(
          "pictures",
          F.pipe(
            TE.fromIOEither(() => pictures(context, loaded, fitted)),
            TE.chain((figures) => drawFigures(context, () => figures)),
          ),
        ),
      ),
      TE.map(({ loaded, fitted: { found, kept }, errors: { noisy, filtered, clipped, decoded } }) => {
        const shares = cumulated(found);
        return {
          data: loaded.record,
          metrics: Array.from(found.ratios, (share, i) => ({ component: i + 1, share, cumulated: shares[i]! })),
          figures: {
            components: kept.variances.length,
            "share of the variance": shares[kept.variances.length - 1]!,
            "MSE decoded": decoded,
            "MSE noisy": noisy,
            "MSE filtered": filtered,
            "MSE filtered, clipped": clipped,
          },
        };
      }),
    ),
});

await runIfMain(import.meta.url, pcaDenoise);
