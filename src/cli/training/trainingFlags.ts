import { either as E, function as F, option as O } from "fp-ts";
import type { Stage } from "../../em/template/schedule.js";
import { type Failure, usage } from "../../failure.js";
import type { KeptCheckpoints as Kept } from "../../train/observers/checkpoints.js";
import { path, positiveInt, type TextCodec, textCodec } from "../flags/codecs.js";
import { flag, optional, type SettingsOf, toggle } from "../flags/flag.js";

/** Which checkpoints stay where none is better than another. */
export type KeptOfAll = Exclude<Kept, { readonly best: number }>;

/** The number behind a word: "last3". */
const behind = (which: string, text: string): O.Option<number> =>
  F.pipe(
    O.fromNullable(/^([a-z]+)([1-9]\d{0,8})$/.exec(text)),
    O.filter(([, found]) => found === which),
    O.map(([, , digits]) => Number(digits)),
  );

const readLast = (text: string): O.Option<KeptOfAll> =>
  text === "all" ? O.some("each") : O.map((last: number) => ({ last }))(behind("last", text));

const showLast = (keep: KeptOfAll): string => (keep === "each" ? "all" : `last${keep.last}`);

/** "all", "last3". */
const keptOfAll: TextCodec<KeptOfAll> = textCodec("all or lastN", readLast, showLast);

/** "all", "last3", "best3". */
const kept: TextCodec<Kept> = textCodec(
  "all, lastN or bestN",
  (text): O.Option<Kept> =>
    F.pipe(
      readLast(text),
      O.altW(() => O.map((best: number) => ({ best }))(behind("best", text))),
    ),
  (keep) => (typeof keep === "object" && "best" in keep ? `best${keep.best}` : showLast(keep)),
);

const logFile: TextCodec<string> = textCodec(
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

/** The same of a program that fits by EM, whose iterations are passes over all data and whose bound only rises. */
export const fittingFlags = {
  checkpoint: optional(path, { placeholder: "DIR", help: "keep checkpoints there: after each iteration, at Ctrl-C" }),
  checkpointEvery: flag(positiveInt, {
    default: 1,
    placeholder: "ITERATIONS",
    help: "only after every so many iterations, and at the end",
  }),
  keep: flag(keptOfAll, { default: { last: 3 }, placeholder: "all|lastN", help: "which checkpoints stay" }),
  resume: toggle("go on from the latest checkpoint there; --iterations and --restarts are totals"),
  tensorboard: optional(path, {
    placeholder: "DIR",
    help: "write the bound of an image, the noise and pictures for TensorBoard there",
  }),
};

/**
 * "50x5,100x1", "none": a growing subset of the data, and for how many iterations each of it.
 *
 * @example
 * scheduleCodec.decode("50x5") // => E.right([{ images: 50, iterations: 5 }])
 */
export const scheduleCodec: TextCodec<readonly Stage[]> = textCodec(
  "IMAGESxITERATIONS,... as 50x5,100x1, or none",
  (text) =>
    text === "none"
      ? O.some([])
      : O.traverseArray((stage: string) =>
          F.pipe(
            O.fromNullable(/^([1-9]\d*)x([1-9]\d*)$/.exec(stage)),
            O.map(([, images, iterations]) => ({ images: Number(images), iterations: Number(iterations) })),
          ),
        )(text.split(",")),
  (schedule) =>
    schedule.length === 0 ? "none" : schedule.map(({ images, iterations }) => `${images}x${iterations}`).join(","),
);

/** What the flags of a training decode to. */
export type TrainingSettings = SettingsOf<typeof trainingFlags>;

/** What those of a fit decode to. */
export type FittingSettings = SettingsOf<typeof fittingFlags>;

/** What both have. */
export type ResumableSettings = Pick<TrainingSettings, "checkpoint" | "resume" | "tensorboard">;

/**
 * Judges them together.
 *
 * Errors: `NoCheckpoints` where a run is to go on from nowhere.
 */
export const expectTraining = <S extends Pick<ResumableSettings, "checkpoint" | "resume">>(
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
