import fc from "fast-check";
import { either as E } from "fp-ts";
import { expect, test } from "vitest";
import {
  type Box,
  boxesPrior,
  categoricalPrior,
  cubePrior,
  gridOfSquares,
  normalPrior,
  type Prior,
  samplePrior,
} from "../../../src/autoencoder/adversarial/prior.js";
import { key } from "../../../src/core/key.js";
import { tensor, tensor32 } from "../../../src/core/tensor.js";
import { seeds } from "../../arbitraries/data.js";
import { right } from "../../arbitraries/models.js";
import { plain } from "../../arbitraries/runtimes.js";

const counts = fc.integer({ min: 1, max: 30 });
const widths = fc.integer({ min: 1, max: 4 });

const boxes: fc.Arbitrary<readonly Box[]> = widths.chain((width) =>
  fc.array(
    fc.array(
      fc.tuple(fc.integer({ min: -5, max: 5 }), fc.nat(3)).map(([from, side]) => [from, from + side] as const),
      { minLength: width, maxLength: width },
    ),
    { minLength: 1, maxLength: 5 },
  ),
);

const rowsOf = (prior: Prior, seed: number, count: number, width: number): readonly (readonly number[])[] => {
  const { shape, data } = right(samplePrior(plain, key(seed), prior, { count, width }));
  expect(shape).toEqual([count, width]);
  return Array.from({ length: count }, (_, i) => [...data].slice(i * width, (i + 1) * width));
};

test("draw i of boxes lies in box i mod count, that of a cube in the cube", () =>
  fc.assert(
    fc.property(boxes, seeds, counts, (of, seed, count) => {
      rowsOf(boxesPrior(of), seed, count, of[0]!.length).forEach((row, i) => {
        row.forEach((x, j) => {
          const [from, to] = of[i % of.length]![j]!;
          expect(x).toBeGreaterThanOrEqual(from);
          expect(x).toBeLessThanOrEqual(to);
        });
      });
      const cube = rowsOf(cubePrior(2.5, 3), seed, count, 3).flat();
      expect(cube.every((x) => Math.abs(x) <= 2.5)).toBe(true);
    }),
  ));

test("draws of classes are one-hot rows", () =>
  fc.assert(
    fc.property(widths, seeds, counts, (classes, seed, count) => {
      for (const row of rowsOf(categoricalPrior, seed, count, classes))
        expect([...row].sort()).toEqual([...Array(classes - 1).fill(0), 1]);
    }),
  ));

test("the same key gives the same draws; a prior of one's own is what it draws", () =>
  fc.assert(
    fc.property(seeds, counts, widths, (seed, count, width) => {
      expect(rowsOf(normalPrior, seed, count, width)).toEqual(rowsOf(normalPrior, seed, count, width));
      const own: Prior = {
        kind: "own",
        draw: ({ k0 }, n) => tensor([n, width], new Float64Array(n * width).fill(k0 % 7)),
      };
      expect(rowsOf(own, seed, count, width).flat()).toEqual(Array(count * width).fill(key(seed).k0 % 7));
    }),
  ));

test.each<[string, unknown, string]>([
  ["no prior", undefined, "BadOption"],
  ["another kind", { kind: "laplace" }, "BadOption"],
  ["a function", () => 1, "BadOption"],
  ["no boxes", { kind: "boxes", boxes: [] }, "BadOption"],
  ["a box of numbers", { kind: "boxes", boxes: [[1, 2]] }, "BadOption"],
  ["a side that is turned round", { kind: "boxes", boxes: [[[1, 0]]] }, "BadOption"],
  ["boxes of another width", boxesPrior(gridOfSquares), "ShapeMismatch"],
  ["boxes of two widths", boxesPrior([[[0, 1]], [...gridOfSquares[0]!]]), "ShapeMismatch"],
  ["nothing that draws", { kind: "own" }, "BadOption"],
  ["draws of another width", { kind: "own", draw: () => tensor32([1, 2], [0, 0]) }, "ShapeMismatch"],
  ["draws that are no tensor", { kind: "own", draw: () => [0] }, "ShapeMismatch"],
])("%s is a Left", (_, prior, kind) =>
  expect(samplePrior(plain, key(1), prior as Prior, { count: 2, width: 1 })).toMatchObject({
    _tag: "Left",
    left: { kind },
  }),
);

test.each([{}, { count: 0, width: 1 }, { count: 1 }, { count: 1.5, width: 1 }, { count: 1, width: 1, many: 2 }])(
  "the options %o are a Left",
  (options) => expect(E.isLeft(samplePrior(plain, key(1), normalPrior, options as never))).toBe(true),
);
