/**
 * A face hidden in noise, at a place that changes from picture to picture: expectation-maximisation finds the face, the
 * background, the noise, and where the face is in each picture.
 *
 *   npx tsx examples/em-face.ts
 *   npx tsx examples/em-face.ts --data mine.npy --width 40
 */
import { function as F, taskEither as TE } from "fp-ts";
import { expectTraining, program, runIfMain, writeAll } from "../src/cli/index.js";
import { drawFigures } from "../src/cli/output/pictures.js";
import { arrays, npy } from "./em-face/arrays.js";
import { load } from "./em-face/data.js";
import { fit } from "./em-face/fit.js";
import { pictures } from "./em-face/pictures.js";
import { flags, most } from "./em-face/settings.js";

export const emFace = program({
  name: "em-face",
  summary: "recovers a face hidden in noisy pictures by expectation-maximisation",
  flags,
  examples: [
    { argv: "", does: "the embedded scene" },
    { argv: "--data faces.npy --width 40", does: "your own pictures, H x W x K" },
    { argv: "--checkpoint out/kept --resume", does: "goes on where it was stopped, if it was" },
    { argv: "--data faces.npz --array X --width 40 --height 30 --restarts 5", does: "a face free in both directions" },
  ],
  refine: expectTraining,
  run: (context) =>
    F.pipe(
      TE.Do,
      TE.bind("loaded", () =>
        context.phase("load", load(context.runtime, { ...context.settings, most: most(context.settings) })),
      ),
      TE.chainFirstIOK(
        ({ loaded }) =>
          () =>
            loaded.notices.forEach(context.notice),
      ),
      TE.bind("fitted", ({ loaded }) => context.phase("fit", fit(context, loaded))),
      TE.chainFirst(({ fitted: { theta, posterior } }) =>
        context.phase("arrays", writeAll(context, { ...arrays(theta), "posterior.npy": npy(posterior) })),
      ),
      TE.chainFirst(({ loaded: { images, caution }, fitted }) =>
        context.phase(
          "pictures",
          drawFigures(context, () => pictures(images, fitted, caution)),
        ),
      ),
      TE.map(({ loaded, fitted }) => ({
        data: loaded.data,
        metrics: fitted.trace.map((bound, iteration) => ({ iteration, bound })),
        figures: {
          "log-likelihood": fitted.trace.at(-1)!,
          iterations: fitted.iterations,
          outcome: fitted.outcome,
          noise: fitted.theta.noise,
        },
      })),
    ),
});

await runIfMain(import.meta.url, emFace);
