/**
 * A face hidden in noise, at a place that changes from picture to picture: expectation-maximisation finds the face, the
 * background, the noise, and where the face is in each picture.
 *
 *   npx tsx examples/em-face.ts
 *   npx tsx examples/em-face.ts --data mine.npy --width 40
 */
import { key, named, orThrow, result, synthetic, template, train } from "elbo-ts";
import {
  attempt,
  type Context,
  choice,
  done,
  drawFigures,
  expectTraining,
  fitEm,
  fittingFlags,
  flag,
  type ImageStack,
  identitySettings,
  imageStackFlags,
  loadImageStack,
  type NamedFigures,
  nonNegativeInt,
  npyFiles,
  optional,
  positive,
  positiveInt,
  program,
  runIfMain,
  type SettingsOf,
  scheduleCodec,
  stackedImage,
  toggle,
  writeAll,
} from "elbo-ts/cli";
import { checkpoint, tensorBoard } from "elbo-ts/formats";
import { toPng } from "elbo-ts/node";
import { boundStages, type Content, type Figure, figure, photo, row, shiftPosterior, shiftPrior } from "elbo-ts/plot";

const flags = {
  width: flag(positiveInt, { default: 73, help: "width of the face in pixels" }),
  height: optional(positiveInt, { help: "height of the face; the pictures' if left out: shifts to the side only" }),
  schedule: flag(scheduleCodec, {
    default: template.defaultSchedule,
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
  ...imageStackFlags,
  ...fittingFlags,
};

type Run = Context<SettingsOf<typeof flags>>;

/** The images of --data, or a scene, which is always the same: the seed of a run moves its starts, not its data. */
const load = (run: Run) => {
  const { limit = run.settings.quick ? 200 : undefined } = run.settings;
  const count = limit === undefined ? {} : { count: limit };
  const scene = () => synthetic.scene(run.runtime, named(key(0), "em-face", "scene"), count);
  return loadImageStack(run, { limit, synthetic: () => result.ok(orThrow(scene()).images) });
};

const arrays = ({ face, background, prior }: template.Template) => npyFiles({ face, background, prior });

const fit = (run: Run, { images, caution }: ImageStack) => {
  const { settings, runtime } = run;
  const { width: faceWidth, height, schedule, schedulePrior, iterations, tolerance, restarts, hard, seed } = settings;
  const size = { faceWidth, ...(height !== undefined && { faceHeight: height }) };
  const options = { ...size, schedule, schedulePrior, iterations, tolerance, restarts, hard };
  const told = {
    "size of the pictures": `${images.height} x ${images.width}`,
    "number of images": images.count,
    "range of the pixels": `${images.range.least} to ${images.range.most}`,
    "mean of the pixels": images.range.mean,
  };
  const picture = (theta: template.Template) => orThrow(toPng(found(theta, caution)));
  return fitEm(run, {
    settings: identitySettings(run, told, { except: ["mask"] }),
    steps: (from) => template.fitSteps(runtime, key(seed), images, { ...options, from }),
    codec: { encode: checkpoint.encodeTemplate, decode: checkpoint.decodeTemplate },
    show: ({ iteration }: template.TemplateProgress) => ({
      bound: iteration.afterMaximisation,
      noise: iteration.theta.noise,
    }),
    files: arrays,
    summaries: ({ iteration: { afterMaximisation, theta }, images, position }) => [
      tensorBoard.scalar("iteration/bound", afterMaximisation / images),
      tensorBoard.scalar("iteration/noise", theta.noise),
      // Ever more seldom.
      ...(train.sparserEpochs.has(position.iterationsDone - 1)
        ? [orThrow(tensorBoard.image("pictures/template", picture(theta)))]
        : []),
    ],
  });
};

/** What has been found by now. */
const found = ({ face, background }: template.Template, notice: string | undefined): Figure =>
  figure(row([photo(face, { caption: "the face" }), photo(background, { caption: "the background", width: 420 })]), {
    title: "What has been found",
    notice,
  });

const pictures = ({ images, caution }: ImageStack, fitted: template.TemplateFit): NamedFigures => {
  const { theta, stages, trace, posterior } = fitted;
  const { count, range } = images;
  const titled = (title: string, content: Content, footnote?: string) =>
    figure(content, { title, notice: caution, footnote });
  const image = (k: number, caption: string, width: number) =>
    photo(stackedImage(k, images), { domain: [range.least, range.most], caption, width });
  const shown = Math.min(3, count);
  const given = Array.from({ length: shown }, (_, i) => Math.floor((i * count) / shown));
  const faces = stages.map(({ images, iterations, theta: { face } }) =>
    photo(face, { caption: `${images} images, ${iterations} iteration${iterations === 1 ? "" : "s"}`, width: 150 }),
  );
  // The last value of a trace is the log-likelihood of the same theta as the one before.
  const bounds = [
    ...stages.map(({ images, trace }) => ({ images, bounds: trace.slice(0, -1), label: `first ${images}` })),
    { images: count, bounds: trace.slice(0, -1), label: "all images" },
  ];
  return {
    "inputs.png": titled("What is given", row(given.map((k) => image(k, `image ${k + 1}`, 260)))),
    "faces.png": titled(
      "The face as the subset of images grows",
      row([...faces, photo(theta.face, { caption: `all ${count}, to the end`, width: 150 })]),
    ),
    "background.png": titled("The background", photo(theta.background, { width: 520 })),
    "bound.png": titled(
      "The bound rises within each stage",
      boundStages(bounds),
      "A stage has images of its own: its bound says nothing of another stage's.",
    ),
    "prior.png": titled("Where the face is", shiftPrior(theta.prior, { likeliest: template.likeliest(posterior) })),
    "posterior.png": titled("Posterior over the shifts of each image", shiftPosterior(posterior)),
    "who-is-it.png": titled(
      "Who is it?",
      row([image(0, `one of ${count} images`, 420), photo(theta.face, { caption: "the face in all of them" })]),
    ),
  };
};

export const emFace = program({
  name: "em-face",
  summary: "recovers a face hidden in noisy pictures by expectation-maximisation",
  flags,
  examples: [
    { argv: "", does: "the embedded scene" },
    { argv: "--data faces.npy --width 40", does: "your own pictures, H x W x K" },
    { argv: "--checkpoint out/kept --resume", does: "goes on where it was stopped, if it was" },
    { argv: "--data faces.npz --array X --width 40 --height 30 --restarts 5", does: "a face free in both directions" },
  ],
  refine: expectTraining,
  run: (context) =>
    attempt(async () => {
      const loaded = await done(context.phase("load", load(context)));
      const fitted = await done(context.phase("fit", fit(context, loaded)));
      const { theta, posterior, trace, iterations, outcome } = fitted;
      const files = { ...arrays(theta), ...npyFiles({ posterior }) };
      await done(context.phase("arrays", writeAll(context, files)));
      await done(
        context.phase(
          "pictures",
          drawFigures(context, () => pictures(loaded, fitted)),
        ),
      );
      return {
        data: loaded.record,
        metrics: trace.map((bound, iteration) => ({ iteration, bound })),
        figures: { "log-likelihood": trace.at(-1)!, iterations, outcome, noise: theta.noise },
      };
    }),
});

await runIfMain(import.meta.url, emFace);
