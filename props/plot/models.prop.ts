import { either as E } from "fp-ts";
import { expect, test } from "vitest";
import { tensor32, tensor64 } from "../../src/core/tensor.js";
import * as plot from "../../src/plot/index.js";

const images = (n: number) => tensor32([n, 2, 3], new Float32Array(6 * n).fill(0.5));
const points = (n: number) =>
  tensor64(
    [n, 2],
    Float64Array.from({ length: 2 * n }, (_, i) => i % 7),
  );
const labels = (n: number) => Array.from({ length: n }, (_, i) => i % 2);
const window = { x: [0, 7], y: [0, 7] } as const;

/** Every figure of a model, of n of whatever it shows. */
const contents = (n: number): Readonly<Record<string, plot.Content>> => ({
  imageGrid: plot.imageGrid(images(n)),
  reconstructions: plot.reconstructions(images(n), images(n)),
  denoised: plot.denoised(images(n), images(n), images(n)),
  interpolation: plot.interpolation(images(n), { ends: ["a", "b"] }),
  codeSum: plot.codeSum(images(n), images(1), { captions: ["a", "="] }),
  transfer: plot.transfer(images(n), images(3 * n), { classes: ["a", "b"] }),
  manifold: plot.manifold(images(n * n)),
  photo: plot.photo(tensor64([2, 3], [0, 1, 2, 3, 4, 5])),
  codeMap: plot.codeMap(points(n), { labels: labels(n), classes: ["a", "b"] }),
  scatterByLabel: plot.scatterByLabel(points(n), { labels: labels(n), classes: ["a", "b"], only: 1 }),
  imagesAtCodes: plot.imagesAtCodes(images(n), points(n)),
  lossCurves: plot.lossCurves(Array.from({ length: n }, () => ({ train: { loss: 1, kl: 2 }, test: null }))),
  compareCurves: plot.compareCurves({ a: labels(n), b: labels(n) }),
  boundCurves: plot.boundCurves([labels(n), labels(n)]),
  boundStages: plot.boundStages([{ label: "all", bounds: labels(n), images: 3 }]),
  restoredCurves: plot.restoredCurves({ points: points(n), curves: [points(n)], restored: points(n) }),
  posteriorHistograms: plot.posteriorHistograms({ mu: points(n), logvar: points(n) }),
  ringOfNormal: plot.ringOfNormal(points(n)),
  sparsityCosts: plot.sparsityCosts(0.1),
  activityMaps: plot.activityMaps([["a", labels(n)]]),
  densityEstimates: plot.densityEstimates([{ title: "a", x: labels(n), density: labels(n) }], { name: "x" }),
  contours: plot.contours([0, 1, 1, 2], { window, points: points(n), labels: labels(n), names: ["x", "y"] }),
  countMap: plot.countMap(tensor64([2, 3], [0, 1, 2, 3, 4, 5]), { edges: [labels(3), labels(4)], names: ["x", "y"] }),
  pointsAndDraws: plot.pointsAndDraws(
    { x: points(n), labels: labels(n) },
    { x: points(n), labels: labels(n) },
    { names: ["x", "y"], classes: ["a", "b"], window },
  ),
  scatterMatrix: plot.scatterMatrix({ x: points(n), labels: labels(n) }, ["a", "b"]),
  explainedVariance: plot.explainedVariance([0.6, 0.3, 0.1], 2),
  principalComponents: plot.principalComponents(tensor64([n, 6], new Float64Array(6 * n)), { shape: [2, 3] }),
  shiftPrior: plot.shiftPrior(tensor64([2, 3], [0.1, 0.2, 0.1, 0.2, 0.2, 0.2]), { likeliest: labels(n) }),
});

test.each([0, 1, 9])("figures of models are drawn of %i and more", (n) => {
  const undrawn = Object.entries(contents(n)).flatMap(([name, content]) => {
    const drawn = plot.toSvg(plot.figure(content, { title: name }));
    return E.isLeft(drawn) ? [`${name}: ${drawn.left.what}, ${drawn.left.got}`] : [];
  });
  expect(undrawn).toEqual([]);
});

test.each([
  ["of their own shapes", {}],
  ["of a shape that is told", { shape: [2, 3] as const }],
])("pictures that are not %s are a Left", (_, options) => {
  const wrong = plot.reconstructions(images(2), tensor32([2, 2, 5], new Float32Array(20)), options);
  expect(plot.toSvg(plot.figure(wrong))).toMatchObject({ left: { kind: "NotDrawable", got: "10 values" } });
});
