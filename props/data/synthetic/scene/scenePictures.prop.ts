import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../../../src/core/key.js";
import type { ReadonlyFloats } from "../../../../src/core/tensor.js";
import {
  aboveArc,
  both,
  box,
  ellipse,
  outside,
  polygon,
  union,
} from "../../../../src/data/synthetic/scene/distance.js";
import { sceneExtents, sceneTemplate } from "../../../../src/data/synthetic/scene/index.js";
import { observe } from "../../../../src/data/synthetic/scene/observe.js";
import { fill, paint, shade, smooth, within } from "../../../../src/data/synthetic/scene/paint.js";
import { lit } from "../../../../src/data/synthetic/scene/relief.js";
import { line, stroke } from "../../../../src/data/synthetic/scene/stroke.js";
import { fit as fitTemplate } from "../../../../src/em/template/fit.js";
import { images } from "../../../../src/em/template/images.js";
import { crc32 } from "../../../../src/formats/crc32.js";
import { plain } from "../../../arbitraries/runtimes.js";
import { logLikelihoodTable } from "../../../reference/template.js";

const { height, width, faceWidth } = sceneExtents;
const pixels = height * width;
const template = sceneTemplate();

const moments = (values: ReadonlyFloats): readonly [mean: number, deviation: number] => {
  const [n, every] = [values.length, [...values]];
  const mean = every.reduce((sum, value) => sum + value, 0) / n;
  return [mean, Math.sqrt(every.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n)];
};

const correlation = (a: ReadonlyFloats, b: ReadonlyFloats): number => {
  const [[meanA, deviationA], [meanB, deviationB]] = [moments(a), moments(b)];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - meanA) * (b[i]! - meanB);
  return sum / (a.length * deviationA * deviationB);
};

describe("the pictures", () => {
  test("both have the mean 118 and the deviation 30, to rounding, and no grey beyond 0..255", () => {
    for (const { data } of [template.face, template.background]) {
      const [mean, deviation] = moments(data);
      // Sums of 20,000 numbers below 2^8, at most a rounding a summand.
      expect(Math.abs(mean - 118)).toBeLessThan(1e-9);
      expect(Math.abs(deviation - 30)).toBeLessThan(1e-9);
      expect([...data].every((grey) => grey > 0 && grey < 255)).toBe(true);
    }
  });

  test("they are the same to the last bit on every engine", () => {
    const bits = ({ data }: { data: ReadonlyFloats }) => crc32(new Uint8Array(Float64Array.from(data).buffer));
    expect([bits(template.face), bits(template.background), bits(template.prior)]).toEqual([
      3162291122, 1693727532, 2352869713,
    ]);
  });

  test("EM finds the face in 150 images: every shift up to one offset, the face with a correlation over 0.95", () => {
    const count = 150;
    const drawn = observe(plain, key(2), template, count);
    const set = images(drawn.images);
    if (E.isLeft(set)) throw new Error(set.left.what);
    const fit = fitTemplate(plain, key(0), set.right, { faceWidth });
    if (E.isLeft(fit)) throw new Error(fit.left.what);
    const { theta } = fit.right;
    const floats = (data: ReadonlyFloats): Float64Array => Float64Array.from(data);
    const asked = 12;
    const first = Float64Array.from({ length: pixels * asked }, (_, at) => {
      const pixel = Math.floor(at / asked);
      return drawn.images.data[pixel * count + (at % asked)]!;
    });
    const table = logLikelihoodTable(
      { height, width, count: asked, data: first },
      {
        ...sceneExtents,
        face: floats(theta.face.data),
        background: floats(theta.background.data),
        noise: theta.noise,
        prior: floats(theta.prior.data),
      },
    );
    const found = Array.from({ length: asked }, (_, k) => {
      let best = 0;
      for (let d = 1; d < 128; d++) if (table[d * asked + k]! > table[best * asked + k]!) best = d;
      return best;
    });
    const offsets = new Set(found.map((d, k) => d - drawn.shifts[k]!));
    expect(offsets.size).toBe(1);
    // The mean of 150 clipped noises of 67 leaves 5.5 beside a signal of 27: a correlation of 0.98.
    expect(correlation(theta.face.data, template.face.data)).toBeGreaterThan(0.95);
  });
});

describe("what they are drawn with", () => {
  const coordinate = fc.double({ min: -50, max: 50, noNaN: true });
  const length = fc.double({ min: 0.5, max: 40, noNaN: true });
  // Differences and products of numbers below 2^13 lose less than 2^-30.
  const rounding = 2 ** -30;

  test("distances from circles, lines and boxes are those of the plane", () => {
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, coordinate, length, (x, y, cx, cy, r) => {
        const away = Math.hypot(x - cx, y - cy);
        expect(Math.abs(ellipse(cx, cy, r)(x, y) - (away - r))).toBeLessThan(rounding);
        expect(Math.abs(line([cx, cy], [cx + r, cy], 1)(cx + r / 2, y) - (Math.abs(y - cy) - 1))).toBeLessThan(
          rounding,
        );
        const inner = Math.max(Math.abs(x - cx) - r, Math.abs(y - cy) - r);
        expect(Math.abs(box(cx - r, cy - r, cx + r, cy + r)(x, y) - inner)).toBeLessThan(rounding);
      }),
    );
  });

  test("an arc passes through its ends and its middle, a stroke has the width of its ends there", () => {
    const sag = fc.double({ min: 0.2, max: 10, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, length, sag, fc.constantFrom(-1, 1), (cx, cy, a, size, sign) => {
        const above = aboveArc(cx, cy, a, sign * size);
        const places = [
          [cx - a, cy],
          [cx + a, cy],
          [cx, cy + sign * size],
        ] as const;
        // Radii up to a^2 / 2 sag = 4000: their squares lose 2^-24 at most.
        for (const [x, y] of places) expect(Math.abs(above(x, y))).toBeLessThan(2 ** -24);
        expect(above(cx, cy + sign * size - 0.1)).toBeLessThan(0);
        const pen = stroke(places[0], places[2], places[1], 0.5, 2);
        for (const [x, y] of [places[0], places[1]]) expect(pen(x, y)).toBeLessThanOrEqual(-0.5 + rounding);
      }),
    );
  });

  test("union, intersection and complement are those of the sets", () => {
    fc.assert(
      fc.property(coordinate, coordinate, length, length, (x, y, a, b) => {
        const [one, two] = [ellipse(-5, 0, a, b), polygon([0, -b], [a, b], [-a, b])];
        const [inOne, inTwo] = [one(x, y) < 0, two(x, y) < 0];
        expect(union(one, two)(x, y) < 0).toBe(inOne || inTwo);
        expect(both(one, two)(x, y) < 0).toBe(inOne && inTwo);
        expect(outside(one)(x, y)).toBe(-one(x, y));
      }),
    );
  });

  test("a disc covers its area within 1/16 of its outline times a pixel, and nothing is drawn far off it", () => {
    const middle = fc.double({ min: 12, max: 18, noNaN: true });
    const radius = fc.double({ min: 1, max: 10, noNaN: true });
    fc.assert(
      fc.property(middle, middle, radius, (cx, cy, r) => {
        const disc = paint(30, 30, fill(ellipse(cx, cy, r), 1));
        const area = disc.reduce((sum, grey) => sum + grey, 0);
        expect(Math.abs(area - Math.PI * r * r)).toBeLessThan((2 * Math.PI * r) / 16 + 0.2);
        // A pixel reaches sqrt(1/2) from its middle, and the edge half a pixel from the outline.
        for (const [pixel, grey] of disc.entries()) {
          const away = Math.hypot((pixel % 30) + 0.5 - cx, Math.floor(pixel / 30) + 0.5 - cy);
          if (away > r + 1.21) expect(grey).toBe(0);
          if (away < r - 1.21) expect(grey).toBe(1);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("coats within a region leave the rest as it was, and a shade of 1 changes nothing", () => {
    const grey = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(grey, coordinate, coordinate, length, (grey, x, y, r) => {
        const disc = ellipse(0, 0, r);
        const coat = within(disc, [(g) => g / 2, fill(ellipse(0, 0, 200), 0.25)]);
        const expected = disc(x, y) > 0.5 ? grey : disc(x, y) < -0.5 ? 0.25 : undefined;
        if (expected !== undefined) expect(Math.abs(coat(grey, x, y) - expected)).toBeLessThan(2 ** -50);
        expect(shade(disc, 1)(grey, x, y)).toBe(grey);
        expect(smooth(x / 50) + smooth(1 - x / 50)).toBeCloseTo(1, 12);
      }),
    );
  });

  test("a surface is brightest where it faces the light, and never darker than its shade", () => {
    const slope = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(slope, slope, (p, q) => {
        const grey = lit(1, (x, y) => p * x + q * y, 0.3)(3, 4);
        // The light is a unit vector to 0.002.
        const towards = lit(1, (x, y) => (0.53 * x + 0.42 * y) / 0.74, 0.3)(3, 4);
        expect(grey).toBeGreaterThanOrEqual(0.3);
        expect(grey).toBeLessThanOrEqual(towards + 2 ** -40);
        expect(Math.abs(towards - 1)).toBeLessThan(0.002);
      }),
    );
  });
});
