/** What must be the same where a run goes on, and where it goes on from. */
import { isDeepStrictEqual } from "node:util";
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { quote } from "../../core/report.js";
import { type Failure, usage } from "../../failure.js";
import { restore } from "../../formats/checkpoint/bytes.js";
import { list, prepare, read } from "../../node/checkpoints/index.js";
import type { Trainable } from "../../train/alternating.js";
import type { Checkpoint } from "../../train/checkpoint.js";
import type { TrainState } from "../../train/state.js";
import type { Context, RunHost } from "../program/program.js";
import type { ResumableSettings } from "./trainingFlags.js";
import { trainingFlags } from "./trainingFlags.js";

/**
 * Where a run goes on: what `resumeAt` makes of the latest checkpoint in the folder, as `--resume` asks; nowhere, if there
 * is none. The folder is made ready.
 *
 * Errors: `CheckpointsThere` where a run would begin anew among those of another; a folder that cannot be written; those
 * of `resumeAt`.
 */
export const resumeFrom = <A>(
  { settings: { checkpoint: folder, resume }, notice }: Context<ResumableSettings>,
  resumeAt: (path: string) => TE.TaskEither<Failure, A>,
): TE.TaskEither<Failure, A | undefined> => {
  if (folder === undefined) return TE.right(undefined);
  return F.pipe(
    prepare(folder),
    TE.chain(() => list(folder)),
    TE.chain((files): TE.TaskEither<Failure, A | undefined> => {
      const latest = files.at(-1);
      if (latest !== undefined && resume) return resumeAt(latest.path);
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
 * Errors: those of `resumeFrom`, `read`, `expectSame` and `restore`.
 */
export const startState = <Term extends string>(
  context: Context<ResumableSettings>,
  spec: TrainingSpec<Term>,
  start: TrainState<Term>,
): TE.TaskEither<Failure, TrainState<Term>> =>
  F.pipe(
    resumeFrom(context, (path) =>
      F.pipe(
        read(path),
        TE.chainFirstEitherK(({ header }) => expectSame(runIdentity(spec), runIdentity(header), path)),
        TE.chainEitherK((stored) => restore(spec.trainable, stored)),
        TE.map(({ state }) => state),
        TE.chainFirstIOK((state) => () => context.log(`goes on after ${shown(state)}: ${path}`)),
      ),
    ),
    TE.map((state) => state ?? start),
  );

/** Settings as data that survives JSON. */
export type IdentitySettings = Readonly<Record<string, unknown>>;

/** Flags that may differ where a run goes on: what it writes, and for how long it trains. */
const free = ["epochs", ...Object.keys(trainingFlags), "data", "out", "json", "threads", "simd", "quiet"];

/**
 * The settings that decide the numbers of a run: its own flags but for those `except`, the seed, the kernels, and what is
 * said of its data.
 */
export const identitySettings = (
  { settings, runtime }: Pick<RunHost, "runtime"> & { readonly settings: object },
  data: IdentitySettings,
  { except = [] }: { readonly except?: readonly string[] } = {},
): IdentitySettings => ({
  ...Object.fromEntries(Object.entries(settings).filter(([name]) => ![...free, ...except].includes(name))),
  ...data,
  kernels: runtime.simd,
});

const asInFile = (settings: IdentitySettings): IdentitySettings => JSON.parse(JSON.stringify(settings));

/**
 * Holds what a run is asked for against what the checkpoint `where` was made with.
 *
 * Errors: `OtherSettings` with the first that differs.
 */
export const expectSame = (
  asked: IdentitySettings,
  stored: IdentitySettings,
  where: string,
): E.Either<Failure, void> => {
  const [is, was] = [asInFile(asked), asInFile(stored)];
  const other = Object.keys({ ...is, ...was }).find((name) => !isDeepStrictEqual(was[name], is[name]));
  if (other === undefined) return E.right(undefined);
  return E.left(
    usage("OtherSettings", `the checkpoint was made with another ${other}`, {
      where,
      expected: quote(was[other]),
      got: quote(is[other]),
      hint: "ask for the same, or begin in another folder",
    }),
  );
};

/** What is trained; `settings` are those that decide the numbers of the run. */
export interface TrainingSpec<Term extends string> extends Omit<Checkpoint<Term>, "state"> {
  readonly trainable: Trainable<Term>;
}

/** All that must be the same where a training goes on. */
export const runIdentity = ({ settings, model, optimizer }: Omit<Checkpoint, "state">): IdentitySettings => ({
  ...settings,
  model,
  optimizer,
});
