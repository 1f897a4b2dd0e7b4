import * as canvas from "canvas";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor32 } from "../../../src/core/tensor.js";
import { toPng } from "../../../src/node/canvas.js";
import { registerFont } from "../../../src/node/font/index.js";
import {
  bars,
  categorical,
  contour,
  figure,
  heatmap,
  histogram,
  image,
  imageSheet,
  imagesOf,
  line,
  logLevels,
  type Mark,
  type Panel,
  panel,
  picture,
  rug,
  rule,
  scatter,
  text,
  toSvg,
} from "../../../src/plot/index.js";
import { right } from "../../arbitraries/models.js";
import { areaOf, dark, inked, type ProbedPixels, pixelsOf, rgbOf } from "../../pixels.js";

const unit = { domain: [0, 10] } as const;

/** Marks alone on [0, 10] x [0, 10], 200 CSS pixels wide, without axes; and its pixels by data coordinates. */
const drawn = (
  marks: readonly Mark[],
  options: Partial<Panel> = {},
): { readonly at: ProbedPixels["at"]; readonly pixels: ProbedPixels } => {
  const shown = figure(
    panel(marks, { x: unit, y: unit, width: 200, height: 200, axes: false, legend: "none", ...options }),
  );
  const [area, pixels] = [areaOf(shown), pixelsOf(shown)];
  return { pixels, at: (x, y) => pixels.at(area.x + 20 * x, area.y + 200 - 20 * y) };
};

const first = rgbOf(categorical[0]);
const second = rgbOf(categorical[1]);
const paper = [255, 255, 255];

describe("line", () => {
  test("joins its points in its colour, and the second line has the second colour", () => {
    const { at } = drawn([line({ x: [1, 9], y: [5, 5] }), line({ x: [1, 9], y: [3, 3] })]);
    expect([at(5, 5), at(5, 3), at(5, 7)]).toEqual([first, second, paper]);
  });

  test("a NaN is a gap", () => {
    const { at } = drawn([line({ x: [1, 4, 5, 6, 9], y: [5, 5, Number.NaN, 5, 5] })]);
    expect([at(2, 5), at(5, 5), at(8, 5)]).toEqual([first, paper, first]);
  });

  test("dashed: in turn colour and paper", () => {
    const { at } = drawn([line({ x: [0, 10], y: [5, 5], dashed: true })]);
    const along = Array.from({ length: 160 }, (_, i) => inked(at(1 + i / 20, 5)));
    expect(along.filter(Boolean).length).toBeGreaterThan(60);
    expect(along.filter((ink) => !ink).length).toBeGreaterThan(30);
  });

  test("markers are wider than the line", () => {
    const { at } = drawn([line({ x: [2, 8], y: [5, 5], markers: true })]);
    expect([at(2, 5.1), at(5, 5.1)]).toEqual([first, paper]);
  });

  test("does not leave the panel", () => {
    const { pixels } = drawn([line({ x: [-50, 50], y: [5, 5] })]);
    expect(pixels.any(0, 0, 14, pixels.height, inked)).toBe(false);
  });
});

test("scatter: each class in its colour, points outside the domain left out", () => {
  const places = Array.from({ length: 10 }, (_, i) => i + 0.5);
  const { at, pixels } = drawn([
    scatter({ x: [...places, 30], y: [...places, 5], classes: [...places.keys(), 0], radius: 4, opacity: 1 }),
  ]);
  expect(places.map((place) => at(place, place))).toEqual(categorical.map(rgbOf));
  expect(pixels.any(0, 0, 13, pixels.height, inked)).toBe(false);
});

describe("bars", () => {
  test("stand on zero, as high as they are", () => {
    const { at } = drawn([bars({ edges: [2, 4, 6], height: [3, 8], opacity: 1 })]);
    expect([at(3, 1), at(3, 4), at(5, 7), at(5, 9), at(7, 1)]).toEqual([first, paper, first, paper, paper]);
  });

  test("a histogram counts every value of its range once", () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -100, max: 100, noNaN: true })),
        fc.integer({ min: 1, max: 40 }),
        (values, bins) => {
          const { height } = histogram(values, { bins, range: [-100, 100] });
          expect(Array.from(height).reduce((sum, count) => sum + count, 0)).toBe(values.length);
          expect([0, bins]).toContain(height.length);
        },
      ),
    ));

  test("densities integrate to 1, to n roundings", () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1 }), (values) => {
        const { edges = [], height } = histogram(values, { density: true, range: [-100, 100] });
        const mass = Array.from(height).reduce((sum, h, i) => sum + h * (edges[i + 1]! - edges[i]!), 0);
        expect(Math.abs(mass - 1)).toBeLessThan(1e-12);
      }),
    ));
});

test("rug: strokes at the foot, paper between and above", () => {
  const { at } = drawn([rug({ x: [3, 7], colour: "#000000" })]);
  expect([dark(at(3, 0.2)), dark(at(7, 0.2)), inked(at(5, 0.2)), inked(at(3, 2))]).toEqual([true, true, false, false]);
});

describe("image", () => {
  const pictures = fc
    .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }))
    .chain(([rows, columns, zoom]) =>
      fc
        .array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: rows * columns, maxLength: rows * columns })
        .map((values) => ({ values, shape: [rows, columns] as const, zoom })),
    );

  test("every cell has the grey of its value exactly, row 0 on top", () =>
    fc.assert(
      fc.property(pictures, ({ values, shape, zoom }) => {
        const shown = figure(picture({ values, shape, zoom }));
        const [area, pixels] = [areaOf(shown), pixelsOf(shown)];
        values.forEach((value, i) => {
          const [row, column] = [Math.floor(i / shape[1]), i % shape[1]];
          const grey = Math.round(255 * value);
          for (const [x, y] of [
            [column, row],
            [column + 1 - 0.5 / zoom, row + 1 - 0.5 / zoom],
          ] as const) {
            expect(pixels.at(area.x + x * zoom, area.y + y * zoom)).toEqual([grey, grey, grey]);
          }
        });
      }),
    ));

  test("what is beyond the domain has the colours of its ends", () => {
    const { at } = drawn([image({ values: [-3, 300], shape: [1, 2], domain: [0, 255], x: [0, 10], y: [10, 0] })]);
    expect([at(2, 5), at(8, 5)]).toEqual([
      [0, 0, 0],
      [255, 255, 255],
    ]);
  });

  test("an axis that is reversed turns it over", () => {
    const turned = { x: { ...unit, reverse: true } };
    const { at } = drawn([image({ values: [0, 0.2], shape: [1, 2], x: [0, 10], y: [10, 0] })], turned);
    expect([at(2, 5), at(8, 5)]).toEqual([
      [51, 51, 51],
      [0, 0, 0],
    ]);
  });
});

describe("heatmap", () => {
  const values = [0, 1, Number.NaN, 4];
  const covering = { values, shape: [2, 2], x: [0, 10], y: [0, 10] } as const;

  test("row 0 at the foot; the ends of viridis for the extremes; NaN is grey", () => {
    const { at } = drawn([heatmap(covering)]);
    expect([at(2, 2), at(8, 8), at(2, 8)]).toEqual([rgbOf("#440154"), rgbOf("#fde725"), rgbOf("#d8dbe0")]);
  });

  test("a diverging map is about zero", () => {
    const { at } = drawn([heatmap({ ...covering, values: [0, -1, 1, 4], colours: "diverging" })]);
    const [middle, low, high] = [at(2, 2), at(8, 2), at(8, 8)];
    expect(Math.max(...middle) - Math.min(...middle)).toBeLessThan(6);
    expect(low[2]).toBeGreaterThan(low[0]);
    expect(high[0]).toBeGreaterThan(high[2]);
  });

  test("its colour bar runs from its least value at the foot to its greatest on top", () => {
    const shown = figure(panel([heatmap(covering)], { width: 200, height: 200 }));
    const [area, pixels] = [areaOf(shown), pixelsOf(shown)];
    const at = (down: number) => pixels.at(area.x + 200 + 16, area.y + down);
    // One step of 400 down is less than one of the map's 255 levels.
    at(2).forEach((level, i) => {
      expect(Math.abs(level - rgbOf("#fde725")[i]!)).toBeLessThan(8);
    });
    at(197).forEach((level, i) => {
      expect(Math.abs(level - rgbOf("#440154")[i]!)).toBeLessThan(8);
    });
  });
});

describe("contour", () => {
  const n = 21;
  /** f(x, y) = x on [0, 10]^2, which linear interpolation has exactly. */
  const slope = {
    values: Array.from({ length: n * n }, (_, i) => (i % n) / 2),
    shape: [n, n],
    x: [0, 10],
    y: [0, 10],
  } as const;

  test("a line lies where the field has its level, and nowhere else", () => {
    const { at } = drawn([contour({ ...slope, levels: [3], bar: false })]);
    for (const y of [0.5, 5, 9.5]) {
      expect([inked(at(3, y)), inked(at(2.8, y)), inked(at(3.2, y))]).toEqual([true, false, false]);
    }
    expect([inked(at(9.99, 5)), inked(at(6, 9.99)), inked(at(6, 0.01))]).toEqual([false, false, false]);
  });

  test("filled: above the level, not below", () => {
    const { at } = drawn([contour({ ...slope, levels: [3, 6], filled: true, bar: false })]);
    expect([at(1, 5), at(4, 5), at(8, 5)]).toEqual([paper, rgbOf("#440154"), rgbOf("#fde725")]);
  });

  test("log levels have equal ratios, to a few roundings, and their ends exactly", () =>
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        fc.double({ min: 2, max: 1e6, noNaN: true }),
        (low, high) => {
          const levels = logLevels(low, high, 7);
          expect([levels[0], levels[6]]).toEqual([low, high]);
          const ratio = (high / low) ** (1 / 6);
          for (let i = 1; i < 7; i++) expect(Math.abs(levels[i]! / levels[i - 1]! / ratio - 1)).toBeLessThan(1e-13);
        },
      ),
    ));
});

test("rule: upright at an x, level at a y, across the whole panel", () => {
  const { at } = drawn([rule({ x: 3, dashed: false, colour: 0 }), rule({ y: 8, dashed: false, colour: 1 })]);
  expect([at(3, 0.2), at(3, 9.8), at(0.2, 8), at(9.8, 8), at(5, 5)]).toEqual([first, first, second, second, paper]);
});

describe("text", () => {
  test.each(["loss", "−5×10^{−3}", "σ² ≈ μ", "5°"])("%s draws dark pixels about its point", (said) => {
    const { pixels } = drawn([text({ x: 5, y: 5, text: said })]);
    expect(pixels.any(14 + 70, 14 + 90, 60, 20, dark)).toBe(true);
  });

  test("the bundled font is registered once, however often it is asked for", () => {
    const ours = () => canvas.GlobalFonts.families.filter(({ family }) => family.startsWith("elbo Inter"));
    registerFont(canvas);
    const before = ours();
    registerFont(canvas);
    expect(ours()).toEqual(before);
    expect(before.map(({ family, styles }) => [family, styles.map(({ weight }) => weight)])).toEqual([
      ["elbo Inter", [400, 700]],
      ["elbo Inter Greek", [400, 700]],
    ]);
  });
});

describe("image sheet", () => {
  test("without gap the pictures touch; each cell exactly", () => {
    const all = tensor32(
      [6, 2, 2],
      Float32Array.from({ length: 24 }, (_, i) => i / 24),
    );
    const images = imagesOf(all);
    const shown = figure(imageSheet(all, { columns: 3, zoom: 5, gap: 0 }));
    const [area, pixels] = [areaOf(shown), pixelsOf(shown)];
    expect([area.width, area.height]).toEqual([30, 20]);
    images.forEach((values, n) => {
      Array.from(values).forEach((value, i) => {
        const x = area.x + (n % 3) * 10 + (i % 2) * 5;
        const y = area.y + Math.floor(n / 3) * 10 + Math.floor(i / 2) * 5;
        const grey = Math.round(255 * value);
        for (const inset of [0, 4.5]) expect(pixels.at(x + inset, y + inset)).toEqual([grey, grey, grey]);
      });
    });
  });

  test("a picture of another shape is not drawn", () => {
    const drawn = toSvg(figure(imageSheet([[1, 2, 3]], { shape: [2, 2] })));
    expect(drawn).toMatchObject({ left: { what: "image 0 of a sheet", expected: "4 values", got: "3 values" } });
  });
});

test("a PNG says so, and has two pixels to the CSS pixel", () => {
  const shown = figure(picture({ values: [0, 1], shape: [1, 2], zoom: 150 }));
  const png = Buffer.from(right(toPng(shown)));
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.readUInt32BE(16)).toBe(2 * (300 + 2 * 14));
});
