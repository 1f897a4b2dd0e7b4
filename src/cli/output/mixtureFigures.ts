/** Figures of points under a mixture of normals, of however many coordinates. */
import { either as E, function as F } from "fp-ts";
import { type Key, key } from "../../core/key.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import { fit as fitHistogram, type Histogram } from "../../density/histogram.js";
import { infer } from "../../em/mixture/infer.js";
import { sample } from "../../em/mixture/sample.js";
import type { Mixture } from "../../em/mixture/theta.js";
import { fit as fitPca, type Pca, transform } from "../../embedding/pca/index.js";
import type { Failure } from "../../failure.js";
import {
  type Content,
  type ContoursOptions,
  componentName,
  contours,
  coordinate,
  densityEstimates,
  figure,
  type LabelledPoints,
  type PlaneWindow,
  planeGrid,
  pointsAndDraws,
  scatterMatrix,
  windowOf,
} from "../../plot/index.js";
import type { Runtime } from "../../wasm/runtime.js";
import { completePoints, type LoadedPoints } from "../data/points.js";
import type { NamedFigures } from "./pictures.js";

/** How points on a line and in the plane are shown. */
export interface MixtureFiguresOptions extends Pick<ContoursOptions, "levels" | "scale"> {
  /** Bins of a histogram; 30 if absent. */
  readonly bins?: number;
  /** What is shown of the plane; where the points are if absent. */
  readonly window?: PlaneWindow;
}

/** More coordinates than this are not drawn in pairs. */
const mostPairs = 5;

/** What the figures are made of: the points that lack nothing, each with its most probable normal, and as many draws. */
interface Scene {
  readonly runtime: Runtime;
  readonly theta: Mixture;
  readonly names: readonly string[];
  readonly points: LabelledPoints;
  readonly draws: LabelledPoints;
  readonly classes: readonly string[];
  /** In words. */
  readonly normals: string;
  readonly titled: (title: string, content: Content, footnote?: string) => NamedFigures[string];
}

type Drawn = E.Either<Failure, NamedFigures>;

/**
 * "2 normals with full covariance"
 *
 * @example
 * const [weights, means] = [tensor64([1], [1]), tensor64([1, 1], [3])];
 * mixtureName({ covariance: "tied", weights, means, covariances: tensor64([1, 1], [4]) }) // => "1 normal with tied covariance"
 */
export const mixtureName = ({ weights, covariance }: Mixture): string => {
  const k = weights.data.length;
  return `${k} normal${k === 1 ? "" : "s"} with ${covariance} covariance`;
};

const onLine = ({ points, draws, names, titled }: Scene, { bins = 30 }: MixtureFiguresOptions): Drawn => {
  const [values, drawn] = [coordinate(0, points.x), coordinate(0, draws.x)];
  return F.pipe(
    fitHistogram(Float64Array.of(...values, ...drawn), { bins }),
    E.chain(({ edges }) => E.traverseArray((of: Float64Array) => fitHistogram(of, { bins: edges }))([values, drawn])),
    E.map((both: readonly Histogram[]) => {
      const titles = ["the points", "draws from the mixture"];
      const estimates = both.map(({ edges, density }, i) => ({ edges, density, title: titles[i]! }));
      return {
        "draws.png": titled("Points and draws", densityEstimates(estimates, { name: names[0]!, room: 1.05 })),
      };
    }),
  );
};

const nats = (log: Tensor): Float64Array => Float64Array.from(log.data, (value) => -value);

const onPlane = (
  scene: Scene,
  { bins: _, window = windowOf(scene.points.x), ...levels }: MixtureFiguresOptions,
): Drawn => {
  const { runtime, theta, points, draws, names, classes, normals, titled } = scene;
  return F.pipe(
    E.Do,
    E.bind("field", () => infer(runtime, theta, planeGrid(window))),
    E.bind("own", () => infer(runtime, theta, points.x)),
    E.map(({ field, own }) => {
      const all = { window, points: points.x, labels: points.labels, names, atPoints: nats(own.logDensity), ...levels };
      return {
        "mixture.png": titled(`Negative log-likelihood of ${normals}`, contours(nats(field.logDensity), all)),
        "draws.png": titled("Points and draws", pointsAndDraws(points, draws, { names, classes })),
      };
    }),
  );
};

const inPairs = ({ points, draws, names, normals, titled }: Scene): NamedFigures => ({
  "points.png": titled(`The points under ${normals}`, scatterMatrix(points, names), "Colours: the normals."),
  "draws.png": titled("Draws from the mixture", scatterMatrix(draws, names), "Colours: the normals."),
});

/** What brings every coordinate of some points to mean 0 and variance 1. */
const standardizer = (x: Tensor): ((x: Tensor) => Tensor) => {
  const [n, d] = [x.shape[0]!, x.shape[1]!];
  const scales = Array.from({ length: d }, (_, j) => {
    const values = coordinate(j, x);
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
    return { mean, deviation: Math.sqrt(variance) || 1 };
  });
  return ({ shape, data }) =>
    tensor(
      shape,
      Float64Array.from(data, (value, i) => (value - scales[i % d]!.mean) / scales[i % d]!.deviation),
    );
};

const projected = ({ runtime, points, draws, classes, normals, titled }: Scene): Drawn => {
  const standardized = standardizer(points.x);
  const along = (model: Pca, { x, labels }: LabelledPoints): E.Either<Failure, LabelledPoints> =>
    E.map((z: Tensor) => ({ x: z, labels }))(transform(runtime, model, standardized(x)));
  return F.pipe(
    E.Do,
    E.bind("model", () => fitPca(runtime, key(0), standardized(points.x), { components: 2 })),
    E.bind("own", ({ model }) => along(model, points)),
    E.bind("others", ({ model }) => along(model, draws)),
    E.map(({ model, own, others }) => ({
      "points.png": titled(
        `Points and draws under ${normals}`,
        pointsAndDraws(own, others, { names: [0, 1].map((j) => componentName(model.ratios, j)), classes }),
        "Of the points, with all coordinates scaled to variance 1.",
      ),
    })),
  );
};

/**
 * Figures of points under a mixture, and of as many draws from it, by the names of their files: of points on a line
 * "draws.png", of the plane "mixture.png" and "draws.png", of more coordinates "points.png", and of up to five "draws.png".
 * Where no point has all its values, none.
 *
 * Errors: those of `mixture.infer` and `mixture.sample`.
 */
export const mixtureFigures = (
  runtime: Runtime,
  key: Key,
  theta: Mixture,
  { x: all, names, caution }: LoadedPoints,
  options: MixtureFiguresOptions = {},
): E.Either<Failure, NamedFigures> => {
  const x = completePoints(all);
  if (x.shape[0] === 0) return E.right({});
  return F.pipe(
    E.Do,
    E.bind("points", () => infer(runtime, theta, x)),
    E.bind("draws", () => sample(runtime, key, theta, { count: all.shape[0]! })),
    E.chain(({ points: { labels }, draws }) => {
      const scene: Scene = {
        ...{ runtime, theta, names, draws, points: { x, labels } },
        classes: Array.from(theta.weights.data, (_, j) => `normal ${j + 1}`),
        normals: mixtureName(theta),
        titled: (title, content, footnote) => figure(content, { title, notice: caution, footnote }),
      };
      if (names.length === 1) return onLine(scene, options);
      if (names.length === 2) return onPlane(scene, options);
      return names.length <= mostPairs ? E.right(inPairs(scene)) : projected(scene);
    }),
  );
};
