/**
 * Principal components of handwritten digits: how few numbers a picture needs, and how going through them takes noise
 * away.
 *
 *   npx tsx examples/pca-denoise.ts
 *   npx tsx examples/pca-denoise.ts --variance 0.95 --noise 0.5
 */
import { foldIn, key, named, orThrow, pca, random, result, type Tensor, tensor } from "elbo-ts";
import {
  attempt,
  type Context,
  choice,
  type Dataset,
  done,
  drawFigures,
  flag,
  foldChunks,
  imageChunks,
  imageTensor,
  loadDataset,
  type NamedFigures,
  nonNegative,
  optional,
  positiveInt,
  probability,
  program,
  runIfMain,
  type SettingsOf,
  wrongFlag,
} from "elbo-ts/cli";
import {
  type Content,
  componentName,
  denoised,
  explainedVariance,
  figure,
  imageRows,
  principalComponents,
  scatterByLabel,
} from "elbo-ts/plot";

const flags = {
  variance: flag(probability, {
    default: 0.9,
    placeholder: "SHARE",
    help: "keep the fewest components with more than this share of the variance",
  }),
  components: optional(positiveInt, { help: "keep so many components instead" }),
  noise: flag(nonNegative, {
    default: 0.3,
    placeholder: "S",
    help: "standard deviation of the noise, in units of ink",
  }),
  method: choice(["full", "randomised"], {
    default: "full",
    help: "all components from the covariance, or only the first of them, for pictures of many pixels",
  }),
};

type Run = Context<SettingsOf<typeof flags>>;

/** Pictures of a chunk. */
const size = 2000;

/** The covariance of more pixels takes gigabytes. */
const mostPixels = 4096;

/** The components that are found, of the full method all; and those of them that are kept. */
const fit = (run: Run, { train, height, width }: Dataset) =>
  attempt(async () => {
    const { runtime, settings, yieldToEvents } = run;
    const { method, components = settings.variance, seed } = settings;
    const isFull = method === "full";
    if (isFull && height * width > mostPixels)
      orThrow(
        result.fail({
          kind: "PicturesTooLarge",
          what: "the covariance of so many pixels does not fit into memory",
          expected: `at most ${mostPixels} pixels a picture`,
          got: `${height} x ${width}`,
          hint: "give --method randomised --components 50, or smaller pictures",
        }),
      );
    await yieldToEvents();
    const chunks = imageChunks(run, train, { size });
    const directions = named(key(seed), "directions");
    const found = orThrow(pca.fit(runtime, directions, chunks, isFull ? {} : { components, method: "randomized" }));
    return { found, kept: orThrow(pca.truncate(found, { components })) };
  });

/** Pictures as the components leave them: the nearest point of their plane. */
const throughPlane = ({ runtime }: Run, model: pca.Pca, x: Tensor): Tensor =>
  orThrow(pca.inverse(runtime, model, orThrow(pca.transform(runtime, model, x))));

/** x + N(0, noise^2) */
const withNoise = ({ runtime, settings: { seed, noise } }: Run, x: Tensor, chunk: number): Tensor => {
  const e = orThrow(random.normal(runtime, foldIn(named(key(seed), "noise"), chunk), x.shape));
  return tensor(
    x.shape,
    Float32Array.from(e.data, (e, i) => x.data[i]! + noise * e),
  );
};

const clip = (x: number): number => Math.min(1, Math.max(0, x));

/** The sum of (f(a) - b)^2 */
const squaredError = (a: Tensor, b: Tensor, f = (x: number): number => x): number => {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (f(a.data[i]!) - b.data[i]!) ** 2;
  return sum;
};

/** Mean squared distances of a pixel from the clean one: by noise, and when the components have filtered it. */
const errors = (run: Run, model: pca.Pca, { test, height, width }: Dataset) =>
  attempt(async () => {
    const add = (sums: Record<string, number>, from: number, to: number) => {
      const clean = imageTensor(test, { from, to, flat: true });
      const noisy = withNoise(run, clean, from / size);
      const [filtered, decoded] = [throughPlane(run, model, noisy), throughPlane(run, model, clean)];
      sums["MSE decoded"]! += squaredError(decoded, clean);
      sums["MSE noisy"]! += squaredError(noisy, clean);
      sums["MSE filtered"]! += squaredError(filtered, clean);
      sums["MSE filtered, clipped"]! += squaredError(filtered, clean, clip);
      return sums;
    };
    const none = { "MSE decoded": 0, "MSE noisy": 0, "MSE filtered": 0, "MSE filtered, clipped": 0 };
    const sums = await foldChunks<Record<string, number>>(run, "denoised", test.count, none, add, { size })();
    const pixels = test.count * height * width;
    return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / pixels]));
  });

const pictures = (run: Run, digits: Dataset, found: pca.Pca, kept: pca.Pca): NamedFigures => {
  const { test, height, width, classes, caution } = digits;
  const shape = [height, width] as const;
  const titled = (title: string, content: Content) => figure(content, { title, notice: caution });
  const clean = imageTensor(test, { to: Math.min(10, test.count), flat: true });
  const noisy = withNoise(run, clean, 0);
  const [decoded, filtered] = [throughPlane(run, kept, clean), throughPlane(run, kept, noisy)];
  const k = kept.variances.length;
  const numbers = `${k} number${k === 1 ? "" : "s"}`;
  const map = (): NamedFigures => {
    const shown = imageTensor(test, { to: Math.min(5000, test.count), flat: true });
    const codes = orThrow(pca.transform(run.runtime, kept, shown));
    const names = (j: number): string => componentName(kept.ratios, j);
    const content = scatterByLabel(codes, { labels: test.labels, classes, names });
    return { "map.png": titled("Test pictures along the first two components", content) };
  };
  return {
    "variance.png": titled("Shares of the variance", explainedVariance(found.ratios, k)),
    "components.png": titled("The first principal components", principalComponents(found.components, { shape })),
    "decoded.png": titled(
      `Test pictures, and what is left of them in ${numbers}`,
      imageRows(Object.entries({ original: clean, decoded }), { shape }),
    ),
    "denoised.png": titled(
      `Noise N(0, ${run.settings.noise}^{2}), filtered by ${numbers} a picture`,
      denoised(clean, noisy, filtered, { shape }),
    ),
    ...(k > 1 && map()),
  };
};

export const pcaDenoise = program({
  name: "pca-denoise",
  summary: "finds the principal components of handwritten digits, and denoises pictures with them",
  flags,
  refine: (settings) => {
    const { method, components, variance } = settings;
    if (method === "randomised" && components === undefined)
      return wrongFlag("method", "the randomised method finds as many components as it is asked for", {
        hint: "say how many with --components",
      });
    if (variance > 0 && variance < 1) return result.ok(settings);
    return wrongFlag("variance", "a share of the variance", { expected: "above 0 and below 1", got: `${variance}` });
  },
  examples: [
    { argv: "", does: "90 % of the variance of MNIST: 87 of 784 components" },
    { argv: "--components 30 --noise 0.5", does: "fewer components against more noise" },
    { argv: "--data my-pictures --method randomised --components 50", does: "pictures of your own, of many pixels" },
  ],
  run: (context) =>
    attempt(async () => {
      const loaded = await done(context.phase("load", loadDataset(context)));
      const { found, kept } = await done(context.phase("fit", fit(context, loaded)));
      let cumulated = 0;
      const metrics = Array.from(found.ratios, (share, i) => {
        cumulated += share;
        return { component: i + 1, share, cumulated };
      });
      const components = kept.variances.length;
      const share = metrics[components - 1]!.cumulated;
      context.log(`${components} of ${kept.mean.length} components keep ${(100 * share).toFixed(2)} % of the variance`);
      const measured = await done(context.phase("denoise", errors(context, kept, loaded)));
      const figures = () => pictures(context, loaded, found, kept);
      await done(context.phase("pictures", drawFigures(context, figures)));
      return { data: loaded.record, metrics, figures: { components, "share of the variance": share, ...measured } };
    }),
});

await runIfMain(import.meta.url, pcaDenoise);
