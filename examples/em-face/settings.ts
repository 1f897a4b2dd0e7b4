/** The flags of the program. */
import { function as F, option as O } from "fp-ts";
import {
  type Context,
  choice,
  fittingFlags,
  flag,
  nonNegativeInt,
  optional,
  path,
  positive,
  positiveInt,
  type SettingsOf,
  type TextCodec,
  textCodec,
  toggle,
} from "../../src/cli/index.js";
import { defaultSchedule, layouts, type Stage, type TemplateOptions } from "../../src/flat.js";

const stageForm = /^([1-9]\d*)x([1-9]\d*)$/;

/** Stages as 50x5,100x1, or "none". */
const stages: TextCodec<readonly Stage[]> = textCodec(
  "IMAGESxITERATIONS,... as 50x5,100x1, or none",
  (text) =>
    text === "none"
      ? O.some([])
      : O.traverseArray((stage: string) =>
          F.pipe(
            O.fromNullable(stageForm.exec(stage)),
            O.map(([, images, iterations]) => ({ images: Number(images), iterations: Number(iterations) })),
          ),
        )(text.split(",")),
  (schedule) =>
    schedule.length === 0 ? "none" : schedule.map(({ images, iterations }) => `${images}x${iterations}`).join(","),
);

/** All of the program's own flags. */
export const flags = {
  width: flag(positiveInt, { default: 73, help: "width of the face in pixels" }),
  height: optional(positiveInt, { help: "height of the face; the pictures' if left out: shifts to the side only" }),
  schedule: flag(stages, {
    default: defaultSchedule,
    quick: [
      { images: 50, iterations: 5 },
      { images: 100, iterations: 1 },
    ],
    placeholder: "STAGES",
    help: "growing subsets before the run on all images",
  }),
  schedulePrior: choice(["uniform", "carry"], { default: "uniform", help: "the prior when the subset grows" }),
  iterations: flag(nonNegativeInt, { default: 50, help: "at most so many on all images" }),
  tolerance: flag(positive, { default: 1e-3, placeholder: "NATS", help: "stop when the bound rises by less" }),
  restarts: flag(positiveInt, { default: 1, help: "random starts; the best bound wins" }),
  hard: toggle("give each image wholly to its most probable shift"),
  mask: optional(path, { placeholder: "FILE", help: "observed pixels as 1, H x W or like the images" }),
  array: optional(path, { placeholder: "NAME", help: "which array of an NPZ; else X, else its only one of 3 axes" }),
  layout: choice(layouts, { default: "HWK", help: "order of the axes: height, width, number of the image" }),
  limit: optional(positiveInt, { help: "use the first N images only" }),
  ...fittingFlags,
};

/** What the program's run is given. */
export type Run = Context<SettingsOf<typeof flags>>;

type Settings = Run["settings"];

/** Under --quick, the first 200 images. */
export const most = ({ limit, quick }: Settings): number | undefined => limit ?? (quick ? 200 : undefined);

/** How the flags ask the template to be fitted. */
export const optionsOf = ({ width, height, iterations, tolerance, ...rest }: Settings): TemplateOptions => {
  const { schedule, schedulePrior, restarts, hard } = rest;
  const size = { faceWidth: width, ...(height === undefined ? {} : { faceHeight: height }) };
  return { ...size, schedule, schedulePrior, restarts, hard, iterations, tolerance };
};
