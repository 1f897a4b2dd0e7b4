import { either as E, function as F } from "fp-ts";
import type { NamedFigures } from "../../src/cli/output/pictures.js";
import type { Failure } from "../../src/failure.js";
import { inferMixture, key, named, type Runtime, sampleMixture, type Tensor } from "../../src/flat.js";
import { type Content, type Figure, figure } from "../../src/plot/index.js";
import { criteria, rise } from "./charts.js";
import { complete, coordinate, type Loaded } from "./data.js";
import type { Selection } from "./fit.js";
import { beside, edgesMatter, extentOf, histogramWith, kernels, linspace } from "./line.js";
import {
  type Classed,
  counts,
  decades,
  kernelContours,
  mixtureContours,
  pointsAndDraws,
  type Window,
  windowOf,
} from "./plane.js";
import { line, twoNormals } from "./samples.js";
import type { Settings } from "./settings.js";
import { mostPairs, pairs, projection } from "./space.js";

/** What the pictures of a run are made of. */
export interface Scene {
  readonly runtime: Runtime;
  readonly settings: Settings;
  readonly loaded: Loaded;
  readonly selection: Selection;
}

type Drawn = E.Either<Failure, NamedFigures>;

const normals = ({ selection: { best } }: Scene): string =>
  `${best.components} normal${best.components === 1 ? "" : "s"} with ${best.theta.covariance} covariance`;

const titled = ({ loaded }: Pick<Scene, "loaded">, title: string, content: Content, footnote?: string): Figure =>
  figure(content, {
    title,
    ...(loaded.embedded && { notice: "synthetic data" }),
    ...(footnote === undefined ? {} : { footnote }),
  });

/** The points that lack nothing, each with its most probable normal. */
const classed = ({ runtime, selection, loaded }: Scene): E.Either<Failure, Classed> => {
  const { x } = complete(loaded.x);
  return F.pipe(
    inferMixture(runtime, selection.best.theta, x),
    E.map(({ labels }) => ({ x, labels })),
  );
};

/** As many draws of the mixture as there are points. */
const draws = ({ runtime, settings, selection, loaded }: Scene): E.Either<Failure, Classed> =>
  sampleMixture(runtime, named(key(settings.seed), "draws"), selection.best.theta, { count: loaded.x.shape[0]! });

const edgesOf = (values: Float64Array): Float64Array => {
  const [low, high] = extentOf(values);
  const width = (high - low) / 7 || 1;
  return linspace([low - width, high + width], 10);
};

/** The chapter on one dimension, on the program's own points. */
const ownLine = (scene: Scene): Drawn => {
  const { runtime, settings } = scene;
  const [many, few] = [line(runtime, 1000), line(runtime, 20)];
  const { kernel, bandwidth = 1, bins } = settings;
  return F.pipe(
    E.Do,
    E.bind("counted", () =>
      histogramWith(runtime, many, bins, { theta: twoNormals, label: "0.3 N(0, 1) + 0.7 N(5, 1)", name: "x" }),
    ),
    E.bind("edges", () => edgesMatter(few, linspace([-5, 10], 10), 0.6, "x")),
    E.bind("smooth", () => kernels(runtime, few, { kernel, bandwidth, name: "x", over: [-4, 8] })),
    E.map(({ counted, edges, smooth }) => ({
      "histogram.png": titled(scene, "A histogram of area 1 and the density behind it", counted.content),
      "edges.png": titled(scene, "20 points: what a histogram shows hangs on its edges", edges),
      "kde.png": titled(scene, "The same 20 points: kernels have no edges to choose", smooth),
    })),
  );
};

const ofLine = (scene: Scene, values: Float64Array): Drawn => {
  const { runtime, settings, loaded, selection } = scene;
  const { kernel, bandwidth = "scott", bins } = settings;
  const name = loaded.names[0]!;
  return F.pipe(
    E.Do,
    E.bind("counted", () =>
      histogramWith(runtime, values, bins, { theta: selection.best.theta, label: normals(scene), name }),
    ),
    E.bind("edges", () => {
      const edges = edgesOf(values);
      return edgesMatter(values, edges, 0.36 * (edges[1]! - edges[0]!), name);
    }),
    E.bind("smooth", () => kernels(runtime, values, { kernel, bandwidth, name })),
    E.bind("drawn", () => draws(scene)),
    E.bind("both", ({ drawn }) => beside(values, coordinate(drawn.x, 0), bins, name)),
    E.map(({ counted, edges, smooth, both }) => ({
      "histogram.png": titled(scene, "The points and the mixture", counted.content),
      "edges.png": titled(scene, "What a histogram shows hangs on its edges", edges),
      "kde.png": titled(scene, "Kernel density estimates", smooth),
      "draws.png": titled(scene, "Points and draws", both),
    })),
  );
};

const onPlane = (scene: Scene, window: Window, points: Classed): Drawn => {
  const { runtime, loaded, selection } = scene;
  const { best } = selection;
  const levels = loaded.embedded ? { levels: decades } : {};
  return F.pipe(
    E.Do,
    E.bind("contours", () => mixtureContours(runtime, best.theta, points, { names: loaded.names, window, ...levels })),
    E.bind("drawn", () => draws(scene)),
    E.map(({ contours, drawn }) => ({
      "mixture.png": titled(scene, `Negative log-likelihood of ${normals(scene)}`, contours),
      "draws.png": titled(
        scene,
        "Points and draws",
        pointsAndDraws(points, drawn, windowOf(points.x), loaded.names, best.components),
      ),
    })),
  );
};

const ofPlane = (scene: Scene, points: Classed): Drawn => {
  const { runtime, settings, loaded } = scene;
  const { kernel, bandwidth = "scott", bins } = settings;
  const { names } = loaded;
  const window = windowOf(points.x);
  return F.pipe(
    E.Do,
    E.bind("mixture", () => onPlane(scene, window, points)),
    E.bind("counted", () => counts(points.x, bins, names)),
    E.bind("smooth", () => kernelContours(runtime, points, { kernel, bandwidth, names, window })),
    E.map(({ mixture, counted, smooth }) => ({
      ...mixture,
      "histogram.png": titled(scene, "Points by rectangle", counted),
      "kde.png": titled(
        scene,
        `Kernel density estimate: ${kernel}, bandwidth ${Number(smooth.bandwidth.toPrecision(3))}`,
        smooth.content,
      ),
    })),
  );
};

const ofSpace = (scene: Scene, points: Classed): Drawn => {
  const { runtime, loaded } = scene;
  const view = (title: string, content: Content): Figure => titled(scene, title, content, "Colours: the normals.");
  if (loaded.names.length <= mostPairs)
    return F.pipe(
      draws(scene),
      E.map((drawn) => ({
        "points.png": view(`The points under ${normals(scene)}`, pairs(points, loaded.names)),
        "draws.png": view("Draws from the mixture", pairs(drawn, loaded.names)),
      })),
    );
  const flat = (of: Classed, apply: (x: Tensor) => E.Either<Failure, Tensor>): E.Either<Failure, Classed> =>
    F.pipe(
      apply(of.x),
      E.map((x) => ({ ...of, x })),
    );
  return F.pipe(
    E.Do,
    E.bind("plane", () => projection(runtime, points.x)),
    E.bind("own", ({ plane }) => flat(points, plane.apply)),
    E.bind("drawn", () => draws(scene)),
    E.bind("others", ({ plane, drawn }) => flat(drawn, plane.apply)),
    E.map(({ plane, own, others }) => ({
      "points.png": titled(
        scene,
        `Points and draws under ${normals(scene)}`,
        pointsAndDraws(own, others, windowOf(own.x), plane.names, scene.selection.best.components),
        "Of the points, with all coordinates scaled to variance 1.",
      ),
    })),
  );
};

const ofPoints = (scene: Scene): Drawn => {
  if (complete(scene.loaded.x).places.length === 0) return E.right({});
  return F.pipe(
    classed(scene),
    E.chain((points): Drawn => {
      const d = scene.loaded.names.length;
      if (d === 1) return ofLine(scene, coordinate(points.x, 0));
      return d === 2 ? ofPlane(scene, points) : ofSpace(scene, points);
    }),
  );
};

/** [-50, 50]^2 */
const wide: Window = { x: [-50, 50], y: [-50, 50] };

const ofOwn = (scene: Scene): Drawn =>
  F.pipe(
    E.Do,
    E.bind("onLine", () => ownLine(scene)),
    E.bind("points", () => classed(scene)),
    E.bind("mixture", ({ points }) => onPlane(scene, wide, points)),
    E.map(({ onLine, mixture }) => ({ ...onLine, ...mixture })),
  );

/** All figures of a run by file name. */
export const pictures = (scene: Scene): Drawn => {
  const { selection, loaded } = scene;
  return F.pipe(
    loaded.embedded ? ofOwn(scene) : ofPoints(scene),
    E.map((own) => ({
      ...own,
      "bound.png": titled(scene, `The bound of EM: ${normals(scene)}`, rise(selection.best)),
      ...(selection.tried.length > 1 && {
        "criteria.png": titled(scene, "How many normals?", criteria(selection)),
      }),
    })),
  );
};
