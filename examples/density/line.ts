/** Points on a line: histograms, kernel estimates, and the density of a mixture over them. */
import { either as E, function as F } from "fp-ts";
import type { Failure } from "../../src/failure.js";
import { histogram, inferMixture, kde, type Mixture, type Runtime, type Tensor, tensor } from "../../src/flat.js";
import { bars, type Content, type Interval, line, panel, row, rug, theme } from "../../src/plot/index.js";

/** Numbers evenly from one end to the other, both included. */
export const linspace = ([from, to]: Interval, n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => (i === n - 1 ? to : from + (i * (to - from)) / (n - 1)));

/** The least and the greatest of some numbers. */
export const extentOf = (values: Float64Array): Interval => [
  values.reduce((a, b) => Math.min(a, b)),
  values.reduce((a, b) => Math.max(a, b)),
];

/** An interval with some of its length added at both ends; around a single number, half of one. */
export const withRoom = ([low, high]: Interval, share: number): Interval => {
  const room = share * (high - low) || 0.5;
  return [low - room, high + room];
};

/** Numbers as points in one dimension: [n, 1]. */
export const asPoints = (values: Float64Array): Tensor => tensor([values.length, 1], values);

/** Points of a curve. */
const resolution = 801;

const densities = ({ data }: Tensor): Float64Array => Float64Array.from(data, Math.exp);

/** The density of a mixture along a line. */
const mixtureDensity = (runtime: Runtime, theta: Mixture, x: Float64Array): E.Either<Failure, Float64Array> =>
  F.pipe(
    inferMixture(runtime, theta, asPoints(x)),
    E.map(({ logDensity }) => densities(logDensity)),
  );

/** A histogram of area 1, and its panel with the density of a mixture over it. */
export const histogramWith = (
  runtime: Runtime,
  values: Float64Array,
  bins: number,
  { theta, label, name }: { readonly theta: Mixture; readonly label: string; readonly name: string },
): E.Either<Failure, { readonly area: number; readonly content: Content }> =>
  F.pipe(
    E.Do,
    E.bind("counted", (): E.Either<Failure, histogram.Histogram> => histogram.fit(values, { bins: bins })),
    E.let("x", ({ counted: { edges } }) => {
      return linspace(withRoom([edges[0]!, edges.at(-1)!], 0.1), resolution);
    }),
    E.bind("density", ({ x }) => mixtureDensity(runtime, theta, x)),
    E.map(({ counted, x, density }) => ({
      area: counted.density.reduce((sum, height, i) => sum + height * (counted.edges[i + 1]! - counted.edges[i]!), 0),
      content: panel(
        [
          bars({ height: counted.density, edges: counted.edges, label: `${values.length} points in ${bins} bins` }),
          line({ x, y: density, label }),
        ],
        { x: { label: name }, y: { label: "density" }, width: 560, legend: "right" },
      ),
    })),
  );

/** Two histograms of the same points, whose edges differ by a shift. */
export const edgesMatter = (
  values: Float64Array,
  edges: Float64Array,
  shift: number,
  name: string,
): E.Either<Failure, Content> => {
  const moved = edges.map((edge) => edge + shift);
  const all: Interval = [Math.min(edges[0]!, moved[0]!), Math.max(edges.at(-1)!, moved.at(-1)!)];
  const counted = [edges, moved].map((own) => histogram.fit(values, { bins: own }));
  const most = Math.max(...counted.flatMap((result) => (E.isRight(result) ? [...result.right.density] : [])));
  const titles = ["some edges", `the same, moved by ${Number(shift.toPrecision(2))}`];
  return F.pipe(
    counted,
    E.traverseArray((result: E.Either<Failure, histogram.Histogram>) => result),
    E.map((both) =>
      row(
        both.map(({ density, edges: own }, i) =>
          panel([bars({ height: density, edges: own }), rug({ x: values, colour: theme.colour.muted })], {
            title: titles[i]!,
            x: { label: name, domain: all },
            y: { label: "density", domain: [0, 1.1 * most] },
            width: 320,
            height: 240,
          }),
        ),
      ),
    ),
  );
};

const estimate = (runtime: Runtime, model: kde.Kde, x: Float64Array): E.Either<Failure, Float64Array> =>
  F.pipe(kde.logDensity(runtime, model, asPoints(x)), E.map(densities));

const shown = (h: number): string => String(Number(h.toPrecision(3)));

/** Kernel estimates with marks at the points: top-hats, half as wide, beside the kernel that is asked for. */
export const kernels = (
  runtime: Runtime,
  values: Float64Array,
  {
    kernel,
    bandwidth,
    name,
    over,
  }: {
    readonly kernel: kde.KdeKernel;
    readonly bandwidth: kde.Bandwidth;
    readonly name: string;
    /** Three bandwidths around the points where absent. */
    readonly over?: Interval;
  },
): E.Either<Failure, Content> => {
  const points = asPoints(values);
  return F.pipe(
    E.Do,
    E.bind("smooth", () => kde.fit(points, { kernel, bandwidth })),
    E.bind("flat", ({ smooth }) => kde.fit(points, { kernel: "tophat", bandwidth: smooth.bandwidth / 2 })),
    E.let("x", ({ smooth: { bandwidth: h } }) => {
      const [low, high] = extentOf(values);
      return linspace(over ?? [low - 3 * h, high + 3 * h], resolution);
    }),
    E.bind("p", ({ flat, x }) => estimate(runtime, flat, x)),
    E.bind("q", ({ smooth, x }) => estimate(runtime, smooth, x)),
    E.map(({ smooth, flat, x, p, q }) => {
      const most = Math.max(...p, ...q);
      const part = (title: string, density: Float64Array): Content =>
        panel([line({ x, y: density }), rug({ x: values, colour: theme.colour.muted })], {
          title,
          x: { label: name, domain: [x[0]!, x.at(-1)!] },
          y: { label: "density", domain: [0, 1.1 * most] },
          width: 320,
          height: 240,
        });
      return row([
        part(`top-hat, half-width ${shown(flat.bandwidth)}`, p),
        part(`${kernel}, bandwidth ${shown(smooth.bandwidth)}`, q),
      ]);
    }),
  );
};

/** Points beside draws of the mixture, in bins with the same edges. */
export const beside = (
  values: Float64Array,
  draws: Float64Array,
  bins: number,
  name: string,
): E.Either<Failure, Content> =>
  F.pipe(
    E.Do,
    E.bind(
      "counted",
      (): E.Either<Failure, histogram.Histogram> => histogram.fit(Float64Array.of(...values, ...draws), { bins: bins }),
    ),
    E.let("edges", ({ counted: { edges } }) => edges),
    E.bind("data", ({ edges }): E.Either<Failure, histogram.Histogram> => histogram.fit(values, { bins: edges })),
    E.bind("drawn", ({ edges }): E.Either<Failure, histogram.Histogram> => histogram.fit(draws, { bins: edges })),
    E.map(({ edges, data, drawn }) => {
      const most = Math.max(...data.density, ...drawn.density);
      return row(
        [
          { title: "the points", density: data.density },
          { title: "draws from the mixture", density: drawn.density },
        ].map(({ title, density }) =>
          panel([bars({ height: density, edges })], {
            title,
            x: { label: name },
            y: { label: "density", domain: [0, 1.05 * most] },
            width: 320,
            height: 240,
          }),
        ),
      );
    }),
  );
