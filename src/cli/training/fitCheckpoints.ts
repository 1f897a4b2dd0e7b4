/** Checkpoints of a fit by EM: which are kept of it, and where it resumes. */
import { join } from "node:path";
import { type either as E, function as F, taskEither as TE } from "fp-ts";
import type { EmPosition } from "../../em/starts.js";
import { type Failure, orThrow } from "../../failure.js";
import type { EmCheckpoint } from "../../formats/checkpoint/em.js";
import { fileName, keep } from "../../node/checkpoints/index.js";
import { readBytes } from "../../node/file.js";
import { attempt, done } from "../program/attempt.js";
import type { Context } from "../program/program.js";
import { expectSame, type IdentitySettings, resumeFrom } from "./resume.js";
import type { FittingSettings } from "./trainingFlags.js";

/** The form in which positions of a fit are kept: that of a model in `elbo-ts/formats`. */
export interface FitCodec<Theta, Extra> {
  readonly encode: (checkpoint: EmCheckpoint<Theta, Extra>) => E.Either<Failure, Uint8Array>;
  readonly decode: (bytes: Uint8Array, where: string) => E.Either<Failure, EmCheckpoint<Theta, Extra>>;
}

/** Of what more may be asked than there was: iterations until a start is over, and starts. */
const totals = ({ bounds }: EmPosition<unknown>): readonly string[] => [
  ...(bounds.length === 0 ? ["iterations"] : []),
  "restarts",
];

/** What is asked for, where no more is asked of some than there was. */
const withoutMore = (asked: IdentitySettings, was: IdentitySettings, names: readonly string[]): IdentitySettings => ({
  ...asked,
  ...Object.fromEntries(names.map((name) => [name, Math.min(Number(asked[name]), Number(was[name]))])),
});

/**
 * Where the fit resumes, if it does.
 *
 * Errors: those of `resumeFrom`, `readBytes`, `decode` and `expectSame`.
 */
export const resumeFit = <Theta, Extra>(
  context: Context<FittingSettings>,
  { decode }: FitCodec<Theta, Extra>,
  asked: IdentitySettings,
): TE.TaskEither<Failure, EmPosition<Theta, Extra> | undefined> =>
  resumeFrom(context, (path) =>
    attempt(async () => {
      const { settings, position } = orThrow(decode(await done(readBytes(path)), path));
      orThrow(expectSame(withoutMore(asked, settings, totals(position)), settings, path));
      const { iterationsDone: made } = position;
      context.log(`goes on after ${made} iteration${made === 1 ? "" : "s"}: ${path}`);
      return position;
    }),
  );

/** The iterations whose checkpoints stay beside that of the last one; none where all do. */
const staying = (made: number, { keep, checkpointEvery: every }: FittingSettings): readonly number[] | undefined => {
  if (keep === "each") return undefined;
  const due = Math.ceil(made / every);
  return Array.from({ length: Math.min(keep.last, due) }, (_, i) => (i === 0 ? made : (due - i) * every));
};

/** What is done with the positions of a fit. */
export interface PositionKeeper<Theta, Extra> {
  /** Keeps it where its turn has come, and at Ctrl-C. */
  readonly pass: (position: EmPosition<Theta, Extra>) => TE.TaskEither<Failure, void>;
  /** Keeps the last one, if that was not done. */
  readonly end: TE.TaskEither<Failure, void>;
}

const nothing: TE.TaskEither<Failure, void> = TE.right(undefined);

/** Keeps checkpoints as the flags ask for them. */
export const positionKeeper = <Theta, Extra>(
  { settings, store, onInterrupt }: Context<FittingSettings>,
  { encode }: FitCodec<Theta, Extra>,
  asked: IdentitySettings,
): PositionKeeper<Theta, Extra> => {
  const { checkpoint: folder, checkpointEvery: every } = settings;
  if (folder === undefined) return { pass: () => nothing, end: nothing };
  let owed = nothing;
  const save = (position: EmPosition<Theta, Extra>, among?: readonly number[]): TE.TaskEither<Failure, void> => {
    const { iterationsDone: step } = position;
    return F.pipe(
      TE.fromIOEither(() => encode({ settings: asked, position })),
      TE.chain((bytes) => store(join(folder, fileName("step", step)), keep(folder, bytes, { step, among }))),
    );
  };
  return {
    pass: (position) => {
      const { iterationsDone: made } = position;
      onInterrupt(save(position), "checkpoint");
      const kept = save(position, staying(made, settings));
      owed = made % every === 0 ? nothing : kept;
      return made % every === 0 ? kept : nothing;
    },
    end: () => {
      onInterrupt(nothing, "checkpoint");
      return owed();
    },
  };
};
