import { describe, expect, test } from "vitest";
import { mixtureFigures } from "../../../src/cli/output/mixtureFigures.js";
import { pngsOf } from "../../../src/cli/output/pictures.js";
import { key } from "../../../src/core/key.js";
import { normal } from "../../../src/core/random.js";
import { type Tensor, tensor64 } from "../../../src/core/tensor.js";
import { points } from "../../../src/em/mixture/points.js";
import { orThrow } from "../../../src/failure.js";
import { runtimes } from "../../arbitraries/runtimes.js";

const [runtime] = runtimes as [(typeof runtimes)[number]];

const figuresOf = (x: Tensor) => {
  const d = x.shape[1]!;
  const names = Array.from({ length: d }, (_, j) => `x_{${j + 1}}`);
  const theta = {
    covariance: "spherical",
    weights: tensor64([2], [0.5, 0.5]),
    means: tensor64(
      [2, d],
      Array.from({ length: 2 * d }, (_, i) => (i < d ? 0 : 5)),
    ),
    covariances: tensor64([2], [1, 2]),
  } as const;
  const loaded = { x, names, points: orThrow(points(x)), caution: undefined, record: {} };
  return orThrow(mixtureFigures(runtime, key(1), theta, loaded));
};

describe("figures of a mixture", () => {
  test.each<[number, readonly string[]]>([
    [1, ["draws.png"]],
    [2, ["draws.png", "mixture.png"]],
    [3, ["draws.png", "points.png"]],
    [5, ["draws.png", "points.png"]],
    [6, ["points.png"]],
  ])("of %i coordinates, all of which can be drawn", (d, names) => {
    const figures = figuresOf(normal(runtime, key(2), [20, d], "float64"));
    expect(Object.keys(figures).sort()).toEqual(names);
    expect(Object.keys(orThrow(pngsOf(figures))).sort()).toEqual(names);
  });

  test("of points that all lack a value: none", () =>
    expect(figuresOf(tensor64([2, 2], [1, Number.NaN, Number.NaN, 2]))).toEqual({}));
});
