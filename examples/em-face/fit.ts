/** The fit of a run, and what is shown, told and kept of it on the way. */
import { function as F, taskEither as TE } from "fp-ts";
import { tensorBoardWriter, writeAll } from "../../src/cli/index.js";
import { type Failure, orThrow } from "../../src/failure.js";
import {
  finishWith,
  fitTemplateSteps,
  key,
  sparserEpochs,
  type Task,
  type TemplateFit,
  type TemplateProgress,
} from "../../src/flat.js";
import * as tensorBoard from "../../src/formats/tensorBoard/index.js";
import { toPng } from "../../src/node/canvas.js";
import { arrays } from "./arrays.js";
import type { Loaded } from "./data.js";
import { askedFor, goesOn, keeper } from "./keep.js";
import { templateFigure } from "./pictures.js";
import { optionsOf, type Run } from "./settings.js";

/** What TensorBoard is told of an iteration: the bound of an image, the noise, and ever more seldom the template. */
const pointOf = (
  { iteration, images, position: { iterationsDone: made } }: TemplateProgress,
  caution?: string,
): tensorBoard.Point => {
  const { afterMaximisation, theta } = iteration;
  const isDrawn = sparserEpochs.has(made - 1);
  const template = (): Uint8Array => orThrow(toPng(templateFigure(theta, caution)));
  return {
    kind: "Point",
    step: made,
    summaries: [
      tensorBoard.scalar("iteration/bound", afterMaximisation / images),
      tensorBoard.scalar("iteration/noise", theta.noise),
      ...(isDrawn ? [orThrow(tensorBoard.image("pictures/template", template()))] : []),
    ],
  };
};

/** Tells TensorBoard of each iteration, where it is to be told; `made` of them by an earlier run. */
const telling = ({ settings }: Run, { caution }: Loaded, made = 0): ((progress: TemplateProgress) => Task) => {
  const { tensorboard: folder } = settings;
  if (folder === undefined) return () => TE.right(undefined);
  const tell = tensorBoardWriter(folder, { made });
  return (progress) => tell(pointOf(progress, caution));
};

/**
 * Fits, from the beginning or on from a checkpoint, while the display shows where it is; Ctrl-C keeps the arrays of the
 * last iteration.
 *
 * Errors: as `fitTemplateSteps` and `goesOn`; what cannot be kept or told.
 */
export const fit = (run: Run, loaded: Loaded): TE.TaskEither<Failure, TemplateFit> => {
  const { settings, runtime } = run;
  const { images } = loaded;
  const asked = askedFor(run, images);
  return F.pipe(
    goesOn(run, asked),
    TE.chain((from) => {
      const shown = run.progress("iterations");
      const tell = telling(run, loaded, from?.iterationsDone);
      const { pass, end } = keeper(run, asked);
      const work = (progress: TemplateProgress): Task => {
        const { iteration, position } = progress;
        const { afterMaximisation, theta } = iteration;
        shown.tick(position.iterationsDone, { bound: afterMaximisation, noise: theta.noise });
        run.onInterrupt(writeAll(run, arrays(theta)));
        // Told before it is kept: a run that goes on from a checkpoint has told all up to there.
        return F.pipe(
          tell(progress),
          TE.chain(() => pass(position)),
          TE.chainTaskK(() => run.yieldToEvents),
        );
      };
      const fitted = F.pipe(
        finishWith(fitTemplateSteps(runtime, key(settings.seed), images, { ...optionsOf(settings), from }), work),
        TE.chainFirst(() => end),
      );
      return () => fitted().finally(() => shown.end());
    }),
  );
};
