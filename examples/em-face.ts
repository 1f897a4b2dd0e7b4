/**
 * A face hidden in noise, at a place that changes from picture to picture: expectation-maximisation finds the face, the
 * background, the noise, and where the face is in each picture.
 *
 *   npx tsx examples/em-face.ts
 *   npx tsx examples/em-face.ts --data mine.npy --width 40
 */
import { either as E, function as F, option as O, taskEither as TE } from "fp-ts";
import {
  type Context,
  choice,
  flag,
  nonNegativeInt,
  optional,
  path,
  positive,
  positiveInt,
  program,
  runIfMain,
  type SettingsOf,
  toggle,
  type Word,
  word,
  writeAll,
} from "../src/cli/index.js";
import {
  defaultSchedule,
  type Failure,
  type FitProgress,
  finishAsync,
  fitTemplateSteps,
  type Images,
  key,
  layouts,
  type RestartedFit,
  type Stage,
  type Template,
  type Tensor,
} from "../src/index.js";
import { encodeNpy, ndarray } from "../src/node.js";
import { load } from "./em-face/data.js";
import { type Mark, pictures } from "./em-face/pictures.js";
import { draw } from "./figures/draw.js";

const stageForm = /^([1-9]\d*)x([1-9]\d*)$/;

/** Stages as 50x5,100x1, or "none". */
const stages: Word<readonly Stage[]> = word(
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

const flags = {
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
};

type Settings = Context<SettingsOf<typeof flags>>["settings"];

/** Under --quick, the first 200 images. */
const most = ({ limit, quick }: Settings): number | undefined => limit ?? (quick ? 200 : undefined);

const npy = ({ shape, data }: Tensor): Uint8Array => encodeNpy(ndarray("float64", shape, Float64Array.from(data)));

const arrays = ({ face, background, prior }: Template): Readonly<Record<string, Uint8Array>> => ({
  "face.npy": npy(face),
  "background.npy": npy(background),
  "prior.npy": npy(prior),
});

/** A fit, and the iterations of the start that won. */
interface Watched {
  readonly fit: RestartedFit;
  readonly history: readonly Mark[];
}

/** Fits while the display shows where it is; Ctrl-C keeps the arrays of the last iteration. */
const watch =
  (context: Context<SettingsOf<typeof flags>>, images: Images): TE.TaskEither<Failure, Watched> =>
  async () => {
    const { settings, runtime } = context;
    const { iterations, tolerance, width, height, ...options } = settings;
    const stop = { iterations, tolerance };
    const size = { faceWidth: width, ...(height === undefined ? {} : { faceHeight: height }) };
    const shown = context.progress("iterations");
    const steps = fitTemplateSteps(runtime, key(settings.seed), images, { ...options, ...size, stop });
    const marks: (Mark & { readonly restart: number })[] = [];
    const observe = async ({ iteration, restart, stage, images: count }: FitProgress): Promise<void> => {
      const { afterExpectation, afterMaximisation, theta } = iteration;
      marks.push({ restart, stage, images: count, afterExpectation, afterMaximisation });
      shown.tick(marks.length, { bound: afterMaximisation, noise: theta.noise });
      context.onInterrupt(writeAll(context, arrays(theta)));
      await context.breathe();
    };
    const fitted = await finishAsync(steps, observe).finally(() => shown.end());
    return E.map((fit: RestartedFit) => ({ fit, history: marks.filter(({ restart }) => restart === fit.restart) }))(
      fitted,
    );
  };

export const emFace = program({
  name: "em-face",
  summary: "recovers a face hidden in noisy pictures by expectation-maximisation",
  flags,
  examples: [
    { argv: "", does: "the embedded scene" },
    { argv: "--data faces.npy --width 40", does: "your own pictures, H x W x K" },
    { argv: "--data faces.npz --array X --width 40 --height 30 --restarts 5", does: "a face free in both directions" },
  ],
  run: (context) =>
    F.pipe(
      TE.Do,
      TE.bind("loaded", () =>
        context.phase("load", load(context.runtime, { ...context.settings, most: most(context.settings) })),
      ),
      TE.chainFirstIOK(
        ({ loaded }) =>
          () =>
            loaded.notices.forEach(context.notice),
      ),
      TE.bind("watched", ({ loaded }) => context.phase("fit", watch(context, loaded.images))),
      TE.chainFirst(({ watched: { fit } }) =>
        context.phase("arrays", writeAll(context, { ...arrays(fit.theta), "posterior.npy": npy(fit.posterior) })),
      ),
      TE.chainFirst(({ loaded: { images, notices, data }, watched: { fit, history } }) => {
        const notice = data["source"] === "synthetic" ? notices[0] : undefined;
        return context.phase(
          "pictures",
          draw(context, () => pictures(images, fit, history, notice)),
        );
      }),
      TE.map(({ loaded, watched: { fit } }) => ({
        data: loaded.data,
        metrics: fit.trace.map((bound, iteration) => ({ iteration, bound })),
        figures: {
          "log-likelihood": fit.trace.at(-1)!,
          iterations: fit.iterations,
          outcome: fit.outcome,
          noise: fit.theta.noise,
        },
      })),
    ),
});

await runIfMain(import.meta.url, emFace);
