/** Points in three dimensions or more: every pair of coordinates, or of many the first two principal components. */
import { either as E, function as F } from "fp-ts";
import type { Failure } from "../../src/failure.js";
import { key, pca, type Runtime, type Tensor, tensor } from "../../src/flat.js";
import { type Content, grid, histogram, panel, scatter, theme } from "../../src/plot/index.js";
import { coordinate } from "./data.js";
import { extentOf, withRoom } from "./line.js";
import type { Classed } from "./plane.js";

/** More coordinates than this are not drawn in pairs. */
export const mostPairs = 5;

/** A grid: row i and column j show coordinate i against j, and on the diagonal the histogram of one. */
export const pairs = ({ x, labels }: Classed, names: readonly string[]): Content => {
  const d = names.length;
  const values = names.map((_, j) => coordinate(x, j));
  const domains = values.map((all) => withRoom(extentOf(all), 0.05));
  const cell = (i: number, j: number): Content =>
    panel(
      i === j
        ? [histogram(values[i]!, { bins: 20, colour: theme.colour.muted })]
        : [scatter({ x: values[j]!, y: values[i]!, classes: Array.from(labels), radius: 1.6, opacity: 0.6 })],
      {
        x: { ...(i === d - 1 ? { label: names[j]! } : {}), domain: domains[j]!, ticks: 3 },
        y: { ...(j === 0 ? { label: names[i]! } : {}), ...(i === j ? {} : { domain: domains[i]! }), ticks: 3 },
        width: 130,
        height: 130,
      },
    );
  return grid(
    d,
    Array.from({ length: d * d }, (_, at) => cell(Math.floor(at / d), at % d)),
    { gap: 10 },
  );
};

/** What brings points of any units into the plane. */
export interface Projection {
  readonly apply: (x: Tensor) => E.Either<Failure, Tensor>;
  /** The axes, with their shares of the variance. */
  readonly names: readonly string[];
}

/** The first two principal components of standardised coordinates. */
export const projection = (runtime: Runtime, x: Tensor): E.Either<Failure, Projection> => {
  const [n, d] = [x.shape[0]!, x.shape[1]!];
  const scales = Array.from({ length: d }, (_, j) => {
    const values = coordinate(x, j);
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
    return { mean, deviation: Math.sqrt(variance) || 1 };
  });
  const standardised = ({ shape, data }: Tensor): Tensor =>
    tensor(
      shape,
      Float64Array.from(data, (value, i) => (value - scales[i % d]!.mean) / scales[i % d]!.deviation),
    );
  return F.pipe(
    pca.fit(runtime, key(0), standardised(x), { components: 2 }),
    E.map((model: pca.Pca) => ({
      apply: (rows) => pca.transform(runtime, model, standardised(rows)),
      names: Array.from(
        model.ratios,
        (ratio, i) => `${i === 0 ? "first" : "second"} principal component (${(100 * ratio).toFixed(1)} %)`,
      ),
    })),
  );
};
