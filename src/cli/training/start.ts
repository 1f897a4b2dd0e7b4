import { function as F, taskEither as TE } from "fp-ts";
import { type Failure, usage } from "../../failure.js";
import { restore } from "../../formats/checkpoint/bytes.js";
import * as checkpoints from "../../node/checkpoints/index.js";

import type { TrainState } from "../../train/state.js";
import type { Context } from "../program.js";
import type { ResumableSettings } from "./flags.js";
import { expectSame } from "./identitySettings.js";
import { runIdentity, type TrainingSpec } from "./trainingSpec.js";

/**
 * Where a run goes on: what `takeUp` makes of the latest checkpoint in the folder, as `--resume` asks; nowhere, if there
 * is none. The folder is made ready.
 *
 * Errors: `CheckpointsThere` where a run would begin anew among those of another; a folder that cannot be written; those
 * of `takeUp`.
 */
export const resumeFrom = <A>(
  { settings: { checkpoint: folder, resume }, notice }: Context<ResumableSettings>,
  takeUp: (path: string) => TE.TaskEither<Failure, A>,
): TE.TaskEither<Failure, A | undefined> => {
  if (folder === undefined) return TE.right(undefined);
  return F.pipe(
    checkpoints.prepare(folder),
    TE.chain(() => checkpoints.list(folder)),
    TE.chain((files): TE.TaskEither<Failure, A | undefined> => {
      const latest = files.at(-1);
      if (latest !== undefined && resume) return takeUp(latest.path);
      if (latest === undefined) {
        if (resume) notice(`no checkpoint in ${folder} yet: the run begins`);
        return TE.right(undefined);
      }
      return TE.left(
        usage("CheckpointsThere", "there are checkpoints of an earlier run", {
          where: folder,
          hint: "go on from them with --resume, or name another folder",
        }),
      );
    }),
  );
};

const shown = ({ history, currentEpoch: { batches } }: TrainState): string =>
  `${history.length} epoch${history.length === 1 ? "" : "s"}${batches > 0 ? ` and ${batches} batches` : ""}`;

/**
 * Where the training begins: at `start`, or where it goes on.
 *
 * Errors: those of `takenUp`, `readCheckpoint`, `expectSame` and `restore`.
 */
export const startOf = <Term extends string>(
  context: Context<ResumableSettings>,
  trainee: TrainingSpec<Term>,
  start: TrainState<Term>,
): TE.TaskEither<Failure, TrainState<Term>> =>
  F.pipe(
    resumeFrom(context, (path) =>
      F.pipe(
        checkpoints.read(path),
        TE.chainFirstEitherK(({ header }) => expectSame(runIdentity(trainee), runIdentity(header), path)),
        TE.chainEitherK((stored) => restore(trainee.trainable, stored)),
        TE.map(({ state }) => state),
        TE.chainFirstIOK((state) => () => context.log(`goes on after ${shown(state)}: ${path}`)),
      ),
    ),
    TE.map((state) => state ?? start),
  );
