import { either as E, function as F, option as O } from "fp-ts";
import { type Failure, usage } from "../../failure.js";
import type { Kept } from "../../train/observers/checkpoints.js";
import { path, positiveInt, type Word, word } from "../codec.js";
import { flag, optional, type SettingsOf, toggle } from "../flag.js";

const keptForm = /^(last|best)([1-9]\d{0,8})$/;

/** "all", "last3", "best3". */
const kept: Word<Kept> = word(
  "all, lastN or bestN",
  (text): O.Option<Kept> => {
    if (text === "all") return O.some("each");
    const [, which, n] = keptForm.exec(text) ?? [];
    return which === undefined ? O.none : O.some(which === "last" ? { last: Number(n) } : { best: Number(n) });
  },
  (keep) => (keep === "each" ? "all" : "last" in keep ? `last${keep.last}` : `best${keep.best}`),
);

const logFile: Word<string> = word(
  "a file .csv or .jsonl",
  O.fromPredicate((text) => /.\.(csv|jsonl)$/.test(text)),
  F.identity,
);

/** The flags that every program has which trains. */
export const trainingFlags = {
  checkpoint: optional(path, {
    placeholder: "DIR",
    help: "keep checkpoints there: at the end of each epoch, at Ctrl-C",
  }),
  checkpointEvery: optional(positiveInt, { placeholder: "STEPS", help: "and every so many steps" }),
  keep: flag(kept, {
    default: { last: 3 },
    placeholder: "all|lastN|bestN",
    help: "which checkpoints stay; of the best, by the test loss, the last one stays too",
  }),
  resume: toggle("go on from the latest checkpoint there; --epochs is the total"),
  tensorboard: optional(path, {
    placeholder: "DIR",
    help: "write curves, histograms and pictures for TensorBoard there",
  }),
  log: optional(logFile, {
    placeholder: "FILE",
    help: "write the losses of each epoch there: FILE.csv, or FILE.jsonl for lines of JSON",
  }),
};

/** What the flags of a training decode to. */
export type TrainingSettings = SettingsOf<typeof trainingFlags>;

/**
 * Judges them together.
 *
 * Errors: `NoCheckpoints` where a run is to go on from nowhere.
 */
export const expectTraining = <S extends Pick<TrainingSettings, "checkpoint" | "resume">>(
  settings: S,
): E.Either<Failure, S> =>
  settings.resume && settings.checkpoint === undefined
    ? E.left(
        usage("NoCheckpoints", "it goes on from a folder of checkpoints", {
          where: "--resume",
          hint: "give --checkpoint DIR too",
        }),
      )
    : E.right(settings);
