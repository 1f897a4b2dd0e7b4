/** Checkpoints of a run: the observers that ask for them, and the folder that they go to. */

import { join } from "node:path";
import { type either as E, function as F, taskEither as TE } from "fp-ts";
import type { Failure } from "../../failure.js";
import { encodeCheckpoint } from "../../formats/checkpoint/bytes.js";
import { type CheckpointSeries, fileName, type KeepOptions, keep as keepBytes } from "../../node/checkpoints/index.js";
import type { Task } from "../../train/observed.js";
import { all, mapEffects, type Observer, observer } from "../../train/observer.js";
import { type CheckpointOptions, checkpoints, type SaveState } from "../../train/observers/checkpoints.js";
import type { RunHost } from "../program/program.js";
import type { TrainingSpec } from "./resume.js";
import type { TrainingSettings } from "./trainingFlags.js";

const kept = (folder: string, bytes: E.Either<Failure, Uint8Array>, how: KeepOptions): TE.TaskEither<Failure, void> =>
  F.pipe(
    TE.fromEither(bytes),
    TE.chain((bytes) => keepBytes(folder, bytes, how)),
  );

/** Keeps what the observer of checkpoints finds worth it. */
const keepSeries = <Term extends string>(
  { store }: RunHost,
  spec: TrainingSpec<Term>,
  folder: string,
  series: CheckpointSeries,
  how: CheckpointOptions<Term>,
): Observer<Term, Task> =>
  mapEffects(checkpoints(how), ({ state, step, steps }: SaveState<Term>) => {
    const bytes = encodeCheckpoint(spec.trainable, { ...spec, state });
    return store(
      join(folder, fileName(series, step)),
      kept(folder, bytes, { series, step, among: steps ?? undefined }),
    );
  });

/** At Ctrl-C the state of that very batch is kept. */
const keepAtInterrupt = <Term extends string>(
  { store, onInterrupt }: RunHost,
  spec: TrainingSpec<Term>,
  folder: string,
): Observer<Term, Task> =>
  observer(0, (batches, event) => {
    if (event.kind === "RunStarted") return { state: event.batches };
    if (event.kind === "RunEnded")
      return { effects: [TE.fromIO(() => onInterrupt(TE.right(undefined), "checkpoint"))] };
    if (event.kind !== "BatchStarted" && event.kind !== "BatchEnded") return {};
    const step = event.epoch * batches + event.batch + (event.kind === "BatchEnded" ? 1 : 0);
    const save = (): Promise<E.Either<Failure, void>> => {
      const bytes = encodeCheckpoint(spec.trainable, { ...spec, state: event.state() });
      return store(join(folder, fileName("step", step)), kept(folder, bytes, { step }))();
    };
    return { effects: [TE.fromIO(() => onInterrupt(save, "checkpoint"))] };
  });

/** Checkpoints as the flags ask for them: one series, or the best beside the last one, from which a run can go on. */
export const keepCheckpoints = <Term extends string>(
  host: RunHost,
  spec: TrainingSpec<Term>,
  folder: string,
  { keep, checkpointEvery: every }: Pick<TrainingSettings, "keep" | "checkpointEvery">,
): Observer<Term, Task> => {
  const ofBest = typeof keep === "object" && "best" in keep;
  return all<Term, Task>(
    ...(ofBest ? [keepSeries(host, spec, folder, "best", { keep })] : []),
    keepSeries(host, spec, folder, "step", { keep: ofBest ? { last: 1 } : keep, every }),
    keepAtInterrupt(host, spec, folder),
  );
};
