/** A fit by EM as a program runs it: with a display, checkpoints, curves for TensorBoard, and open to Ctrl-C. */
import { function as F, taskEither as TE } from "fp-ts";
import { type Computation, runWith } from "../../core/computation.js";
import type { EmProgress } from "../../em/driver.js";
import type { EmPosition } from "../../em/starts.js";
import type { Failure } from "../../failure.js";
import type { Summary } from "../../formats/tensorBoard/summary.js";
import { writeAll } from "../output/pictures.js";
import type { KeyFigures } from "../output/summary.js";
import type { Context } from "../program/program.js";
import { tensorBoardWriter } from "./eventFiles.js";
import { type FitCodec, positionKeeper, resumeFit } from "./fitCheckpoints.js";
import type { IdentitySettings } from "./resume.js";
import type { FittingSettings } from "./trainingFlags.js";

/** What is fitted, and what is told of it. */
export interface FittingSpec<Theta, Extra, Progress, Result> {
  /** All that decides the numbers of the fit: of `identitySettings`. */
  readonly settings: IdentitySettings;
  /** The fit in steps, from the beginning or on from a position. */
  readonly steps: (from: EmPosition<Theta, Extra> | undefined) => Computation<Progress, Result>;
  /** How positions are kept. */
  readonly codec: FitCodec<Theta, Extra>;
  /** What the display shows of an iteration. */
  readonly show: (progress: Progress) => KeyFigures;
  /** What Ctrl-C leaves of it, as files by name. */
  readonly files: (theta: Theta) => Readonly<Record<string, Uint8Array>>;
  /** What TensorBoard is told of it, where it is to be told. */
  readonly summaries: (progress: Progress) => readonly Summary[];
}

/**
 * Fits as the flags of `fittingFlags` ask for it, from the beginning or on from a checkpoint.
 *
 * Errors: those of the fit; of a checkpoint that is resumed, `OtherSettings` where it is of another run; what cannot be
 * kept or told.
 */
export const fitEm = <Theta, Stats, Extra, Progress extends EmProgress<Theta, Stats, Extra>, Result>(
  context: Context<FittingSettings>,
  spec: FittingSpec<Theta, Extra, Progress, Result>,
): TE.TaskEither<Failure, Result> => {
  const { codec, settings: asked } = spec;
  const { tensorboard } = context.settings;
  return F.pipe(
    resumeFit(context, codec, asked),
    TE.chain((from) => {
      const display = context.progress("iterations");
      const tell =
        tensorboard === undefined ? undefined : tensorBoardWriter(tensorboard, { made: from?.iterationsDone });
      const { pass, end } = positionKeeper(context, codec, asked);
      const work = (progress: Progress): TE.TaskEither<Failure, void> => {
        const { iteration, position } = progress;
        const step = position.iterationsDone;
        display.tick(step, spec.show(progress));
        context.onInterrupt(writeAll(context, spec.files(iteration.theta)));
        // Told before it is kept: a run that resumes from a checkpoint has told all up to there.
        return F.pipe(
          tell === undefined ? TE.right(undefined) : tell({ kind: "Point", step, summaries: spec.summaries(progress) }),
          TE.chain(() => pass(position)),
          TE.chainTaskK(() => context.yieldToEvents),
        );
      };
      const fitted = F.pipe(
        runWith(spec.steps(from), work),
        TE.chainFirst(() => end),
      );
      return () => fitted().finally(() => display.end());
    }),
  );
};
