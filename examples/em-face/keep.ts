/** Checkpoints of a fit: what is kept of it, and where it goes on. */

import { join } from "node:path";
import { function as F, taskEither as TE } from "fp-ts";
import { expectSame, type FittingSettings, identitySettings, resumeFrom } from "../../src/cli/index.js";
import type { Failure } from "../../src/failure.js";
import { orThrow } from "../../src/failure.js";
import type { Images, TemplatePosition } from "../../src/flat.js";
import { decodeTemplate, encodeTemplate } from "../../src/formats/checkpoint/template.js";
import * as checkpoints from "../../src/node/checkpoints/index.js";
import { readBytes } from "../../src/node/index.js";
import type { Run } from "./settings.js";

type Asked = Readonly<Record<string, unknown>>;

/** What decides the numbers of a run: its settings, and the images by their size and their greys, wherever they lie. */
export const askedFor = (run: Run, { height, width, count, range }: Images): Asked =>
  identitySettings(
    run,
    {
      "size of the pictures": `${height} x ${width}`,
      "number of images": count,
      "range of the pixels": `${range.least} to ${range.most}`,
      "mean of the pixels": range.mean,
    },
    { except: ["mask"] },
  );

/** Of what more may be asked than there was: iterations until a start is over, and starts. */
const totals = ({ bounds }: TemplatePosition): readonly string[] => [
  ...(bounds.length === 0 ? ["iterations"] : []),
  "restarts",
];

/** What is asked for, where no more is asked of some than there was. */
const withoutMore = (asked: Asked, was: Asked, names: readonly string[]): Asked => ({
  ...asked,
  ...Object.fromEntries(names.map((name) => [name, Math.min(Number(asked[name]), Number(was[name]))])),
});

/**
 * Where the fit goes on, if it does.
 *
 * Errors: those of `takenUp`, `readBytes`, `decodeTemplate` and `expectSame`.
 */
export const goesOn = (run: Run, asked: Asked): TE.TaskEither<Failure, TemplatePosition | undefined> =>
  resumeFrom(run, (path) =>
    F.pipe(
      readBytes(path),
      TE.chainEitherK((bytes) => decodeTemplate(bytes, path)),
      TE.chainFirstEitherK(({ settings, position }) =>
        expectSame(withoutMore(asked, settings, totals(position)), settings, path),
      ),
      TE.map(({ position }) => position),
      TE.chainFirstIOK(
        ({ iterationsDone: made }) =>
          () =>
            run.log(`goes on after ${made} iteration${made === 1 ? "" : "s"}: ${path}`),
      ),
    ),
  );

/** The iterations whose checkpoints stay beside that of the last one; null where all do. */
const stay = (made: number, { keep, checkpointEvery: every }: FittingSettings): readonly number[] | null => {
  if (keep === "each") return null;
  const due = Math.ceil(made / every);
  return Array.from({ length: Math.min(keep.last, due) }, (_, i) => (i === 0 ? made : (due - i) * every));
};

/** What is done with a position. */
export interface Keeper {
  /** Keeps it where its turn has come, and at Ctrl-C. */
  readonly pass: (position: TemplatePosition) => TE.TaskEither<Failure, void>;
  /** Keeps the last one, if that was not done. */
  readonly end: TE.TaskEither<Failure, void>;
}

const nothing: TE.TaskEither<Failure, void> = TE.right(undefined);

/** Keeps checkpoints as the flags ask for them. */
export const keeper = ({ settings, store, onInterrupt }: Run, asked: Asked): Keeper => {
  const { checkpoint: folder, checkpointEvery: every } = settings;
  if (folder === undefined) return { pass: () => nothing, end: nothing };
  let owed = nothing;
  const save =
    (position: TemplatePosition, steps: readonly number[] | null): TE.TaskEither<Failure, void> =>
    () => {
      const { iterationsDone: made } = position;
      const bytes = orThrow(encodeTemplate({ settings: asked, position }));
      return store(
        join(folder, checkpoints.fileName("step", made)),
        checkpoints.keep(folder, bytes, { step: made, among: steps ?? undefined }),
      )();
    };
  return {
    pass: (position) => {
      const { iterationsDone: made } = position;
      onInterrupt(save(position, null), "checkpoint");
      const kept = save(position, stay(made, settings));
      owed = made % every === 0 ? nothing : kept;
      return made % every === 0 ? kept : nothing;
    },
    end: () => {
      onInterrupt(nothing, "checkpoint");
      return owed();
    },
  };
};
