import { function as F, taskEither as TE } from "fp-ts";
import { type Failure, usage } from "../../failure.js";
import { restore } from "../../io/checkpoint/bytes.js";
import { readCheckpoint } from "../../io/checkpoint/files.js";
import { checkpointsIn, prepareFolder } from "../../io/checkpoint/folder.js";
import type { TrainState } from "../../train/state.js";
import type { Context } from "../program.js";
import type { TrainingSettings } from "./flags.js";
import { expectSame, type Trainee } from "./trainee.js";

const shown = ({ history, underWay: { batches } }: TrainState): string =>
  `${history.length} epoch${history.length === 1 ? "" : "s"}${batches > 0 ? ` and ${batches} batches` : ""}`;

/**
 * Where the training begins: at `start`, or, as `--resume` asks, at the latest checkpoint in the folder, if there is
 * one. The folder is made ready.
 *
 * Errors: `CheckpointsThere` where a run would begin anew among those of another; `OtherSettings` with the one that
 * differs; those of `readCheckpoint` and `restore`; a folder that cannot be written.
 */
export const startOf = <Part extends string>(
  { settings: { checkpoint: folder, resume }, notice, log }: Context<TrainingSettings>,
  trainee: Trainee<Part>,
  start: TrainState<Part>,
): TE.TaskEither<Failure, TrainState<Part>> => {
  if (folder === undefined) return TE.right(start);
  const takeUp = (path: string): TE.TaskEither<Failure, TrainState<Part>> =>
    F.pipe(
      readCheckpoint(path),
      TE.chainEitherK((stored) => expectSame(trainee, stored)),
      TE.chainEitherK((stored) => restore(trainee.trainable, stored)),
      TE.map(({ state }) => state),
      TE.chainFirstIOK((state) => () => log(`goes on after ${shown(state)}: ${path}`)),
    );
  return F.pipe(
    prepareFolder(folder),
    TE.chain(() => checkpointsIn(folder)),
    TE.chain((files): TE.TaskEither<Failure, TrainState<Part>> => {
      const latest = files.at(-1);
      if (latest !== undefined && resume) return takeUp(latest.path);
      if (latest === undefined) {
        if (resume) notice(`no checkpoint in ${folder} yet: the training begins`);
        return TE.right(start);
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
