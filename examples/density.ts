/**
 * Densities of points: histograms and what their edges do, kernel estimates, and mixtures of normals by
 * expectation-maximisation.
 *
 *   npx tsx examples/density.ts
 *   npx tsx examples/density.ts --data points.csv --columns height,weight
 */
import { histogram, kde, key, mixture, named, orThrow, type Runtime, random, type Tensor, tensor64 } from "elbo-ts";
import * as cli from "elbo-ts/cli";
import * as plot from "elbo-ts/plot";

const flags = {
  components: cli.optional(cli.positiveInt, {
    help: "normals of the mixture [default: 2 of the program's own points; of yours BIC chooses]",
  }),
  select: cli.optional(cli.pair("FROM-TO, two whole numbers from 1 up", "-", cli.positiveInt, cli.positiveInt), {
    placeholder: "FROM-TO",
    help: "let BIC choose among so many normals [default of your own data: 1-8]",
  }),
  covariance: cli.choice(["full", "tied", "diagonal", "spherical"], {
    default: "full",
    help: "what a normal's covariance may be: any, one for all, axis-parallel, round",
  }),
  start: cli.optional(cli.oneOf(["k-means++", "random"]), {
    placeholder: "k-means++|random",
    help: "how a fit begins [default: k-means++; random of the program's own points, which k-means++ finds at once]",
  }),
  restarts: cli.flag(cli.positiveInt, { default: 4, quick: 2, help: "starts of each fit; the best bound wins" }),
  iterations: cli.flag(cli.nonNegativeInt, { default: 200, help: "of EM, at most" }),
  tolerance: cli.flag(cli.positive, { default: 0.01, placeholder: "NATS", help: "stop when the bound rises by less" }),
  floor: cli.flag(cli.nonNegative, {
    default: 1e-6,
    placeholder: "VARIANCE",
    help: "added to every variance, against normals that collapse onto a point",
  }),
  kernel: cli.choice(kde.kernels, { default: "gaussian", help: "the kernel of the density estimate" }),
  bandwidth: cli.optional(cli.orWord(cli.positive, ["scott", "silverman"]), {
    placeholder: "H|scott|silverman",
    help: "its width [default: 1 of the program's own points, scott of yours]",
  }),
  bins: cli.flag(cli.positiveInt, { default: 30, help: "bins of a histogram" }),
  ...cli.pointsFlags,
};

type Run = cli.Context<cli.SettingsOf<typeof flags>>;

/** Draws from N(0, I): always the same, whatever the seed of a run. */
const normals = (runtime: Runtime, name: string, shape: readonly number[]): Float64Array => {
  const drawn = random.normal(runtime, named(key(0), "density", name), shape, { precision: "float64" });
  return Float64Array.from(orThrow(drawn).data);
};

/** n numbers, three tenths of them from N(0, 1) and the others from N(5, 1). */
const line = (runtime: Runtime, n: number): Tensor => {
  const x = normals(runtime, `line of ${n}`, [n, 1]).map((z, i) => (i < 0.3 * n ? z : 5 + z));
  return tensor64([n, 1], x);
};

const twoNormals: mixture.Mixture = {
  covariance: "spherical",
  weights: tensor64([2], [0.3, 0.7]),
  means: tensor64([2, 1], [0, 5]),
  covariances: tensor64([2], [1, 1]),
};

/** 500 points from N((20, -20), I) and 500 that are stretched: z C, z ~ N(0, I). */
const plane = (runtime: Runtime): Tensor => {
  const round = normals(runtime, "round", [500, 2]).map((z, i) => z + (i % 2 === 0 ? 20 : -20));
  const [z, c] = [normals(runtime, "stretched", [500, 2]), [-1, -0.7, 3.5, 0.7]];
  const stretched = z.map((_, i) => z[i - (i % 2)]! * c[i % 2]! + z[i - (i % 2) + 1]! * c[2 + (i % 2)]!);
  return tensor64([1000, 2], [...round, ...stretched]);
};

const fit = (run: Run, { points }: cli.LoadedPoints) => {
  const { components, select, data, seed, covariance, restarts, iterations, tolerance, floor } = run.settings;
  const { start = data === undefined ? "random" : "k-means++" } = run.settings;
  const open = data === undefined ? [2, 2] : [1, 8];
  const [from, to] = components === undefined ? (select ?? open) : [components, components];
  const options = { covariance, start, restarts, iterations, tolerance, covarianceFloor: floor };
  const among = Array.from({ length: to! - from! + 1 }, (_, i) => from! + i);
  return cli.selectMixture(run, named(key(seed), "fit"), points, { ...options, among });
};

const titledBy = (notice: string | undefined) => (title: string, content: plot.Content) =>
  plot.figure(content, { title, notice });

type LineOptions = Pick<cli.LineDensitiesOptions, "name" | "label"> & Partial<cli.LineDensitiesOptions>;

/** Numbers on a line: a histogram under a density, two of the same numbers whose edges differ, and kernels. */
const onLine = (run: Run, theta: mixture.Mixture, x: Tensor, options: LineOptions, titles: readonly string[]) => {
  const { kernel, bins, data, bandwidth = data === undefined ? 1 : "scott" } = run.settings;
  const drawn = orThrow(cli.lineDensities(run.runtime, theta, x, { kernel, bins, bandwidth, ...options }));
  const titled = titledBy(data === undefined ? "synthetic data" : undefined);
  return {
    "histogram.png": titled(titles[0]!, drawn.histogram),
    "edges.png": titled(titles[1]!, drawn.edges),
    "kde.png": titled(titles[2]!, drawn.kernels),
  };
};

/** The chapter on one dimension, on the program's own numbers. */
const ownLine = (run: Run) => {
  const edges = plot.lineGrid([-5, 10], { count: 10 }).data;
  const shown = { name: "x", label: "0.3 N(0, 1) + 0.7 N(5, 1)", edges, shift: 0.6, domain: [-4, 8] } as const;
  return onLine(run, twoNormals, line(run.runtime, 1000), { ...shown, few: line(run.runtime, 20) }, [
    "A histogram of area 1 and the density behind it",
    "20 points: what a histogram shows hangs on its edges",
    "The same 20 points: kernels have no edges to choose",
  ]);
};

/** The same of a user's. */
const usersLine = (run: Run, x: Tensor, name: string, theta: mixture.Mixture) =>
  onLine(run, theta, x, { name, label: cli.mixtureName(theta) }, [
    "The points and the mixture",
    "What a histogram shows hangs on its edges",
    "Kernel density estimates",
  ]);

const usersPlane = ({ runtime, settings }: Run, x: Tensor, names: readonly string[], theta: mixture.Mixture) => {
  const { kernel, bandwidth = "scott", bins } = settings;
  const nats = ({ data }: Tensor) => Float64Array.from(data, (log) => -log);
  const window = plot.windowOf(x);
  const counted = orThrow(histogram.fit2d(plot.coordinate(0, x), plot.coordinate(1, x), { bins }));
  const model = orThrow(kde.fit(x, { kernel, bandwidth }));
  const [field, atPoints] = [plot.planeGrid(window), x].map((at) => nats(orThrow(kde.logDensity(runtime, model, at))));
  const { labels } = orThrow(mixture.infer(runtime, theta, x));
  const content = plot.contours(field!, { window, points: x, labels, names, atPoints: atPoints! });
  const [titled, h] = [titledBy(undefined), Number(model.bandwidth.toPrecision(3))];
  return {
    "histogram.png": titled("Points by rectangle", plot.countMap(counted.counts, { edges: counted.edges, names })),
    "kde.png": titled(`Kernel density estimate: ${kernel}, bandwidth ${h}`, content),
  };
};

const pictures = (run: Run, loaded: cli.LoadedPoints, { best, tried }: cli.MixtureSelection): cli.NamedFigures => {
  const { theta, rises } = best;
  const [{ bins, seed, data }, { names }, x] = [run.settings, loaded, cli.completePoints(loaded.x)];
  const own = data === undefined;
  const wide = { window: { x: [-50, 50], y: [-50, 50] }, levels: plot.logLevels(1, 1000, 10), scale: "log" } as const;
  const titled = titledBy(loaded.caution);
  return {
    ...(own && ownLine(run)),
    ...(!own && names.length === 1 && x.data.length > 0 && usersLine(run, x, names[0]!, theta)),
    ...(!own && names.length === 2 && x.data.length > 0 && usersPlane(run, x, names, theta)),
    ...orThrow(cli.mixtureFigures(run.runtime, named(key(seed), "draws"), theta, loaded, own ? wide : { bins })),
    "bound.png": titled(`The bound of EM: ${cli.mixtureName(theta)}`, plot.boundCurves(rises)),
    ...(tried.length > 1 && {
      "criteria.png": titled("How many normals?", plot.criteriaCurves(tried, best.components)),
    }),
  };
};

export const density = cli.program({
  name: "density",
  summary: "estimates densities of points: histograms, kernels, and mixtures of normals by expectation-maximisation",
  flags,
  refine: (settings) => {
    const { components, select } = settings;
    const hint = { hint: "give one of the two" };
    if (components !== undefined && select !== undefined)
      return cli.wrongFlag("select", "--components says how many normals, --select lets BIC say", hint);
    return select !== undefined && select[0] > select[1]
      ? cli.wrongFlag("select", "a range runs upwards", { got: `${select[0]}-${select[1]}` })
      : cli.expectPointsFile(settings);
  },
  examples: [
    { argv: "", does: "two samples on a line and one in the plane, drawn by the program" },
    { argv: "--data points.csv", does: "your own points, a row each: BIC chooses among 1 to 8 normals" },
    { argv: "--data points.csv --columns height,weight --components 3", does: "two columns, three normals" },
    { argv: "--data points.npy --covariance diagonal --select 2-20", does: "an array, points x coordinates" },
  ],
  run: (context) =>
    cli.attempt(async () => {
      const load = cli.loadPoints(context, { synthetic: () => plane(context.runtime) });
      const loaded = await cli.done(context.phase("load", load));
      const selection = await cli.done(context.phase("fit", fit(context, loaded)));
      const { theta, trace, components, logLikelihood, aic, bic, iterations, outcome } = selection.best;
      for (const said of cli.mixtureSummary(theta, loaded.names)) context.log(said);
      const figures = () => pictures(context, loaded, selection);
      await cli.done(context.phase("pictures", cli.drawFigures(context, figures)));
      await cli.done(cli.writeAll(context, cli.mixtureFile(theta)));
      return {
        data: { ...loaded.record, criteria: selection.criteria },
        metrics: trace.map((bound, iteration) => ({ iteration, bound })),
        figures: { normals: components, "log-likelihood": logLikelihood, AIC: aic, BIC: bic, iterations, outcome },
      };
    }),
});

await cli.runIfMain(import.meta.url, density);
