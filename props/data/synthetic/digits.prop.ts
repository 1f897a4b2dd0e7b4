import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Key, key } from "../../../src/core/key.js";
import type { LabelledImages } from "../../../src/data/labelledImages.js";
import { drawDigits, syntheticDigits } from "../../../src/data/synthetic/digits.js";
import { allographs, type Stroke } from "../../../src/data/synthetic/glyphs.js";
import { draw } from "../../../src/data/synthetic/ink.js";
import { spline } from "../../../src/data/synthetic/spline.js";
import { plain, runtimes } from "../../arbitraries/runtimes.js";

const pixels = 28 * 28;
const keys: fc.Arbitrary<Key> = fc.nat().map(key);

const picture = ({ images }: LabelledImages, i: number): Uint8Array => images.subarray(i * pixels, (i + 1) * pixels);

describe("which digits are drawn", () => {
  test("digit i is a function of the key and i: fewer digits are the beginning of more", () => {
    fc.assert(
      fc.property(keys, fc.nat({ max: 20 }), fc.nat({ max: 20 }), (key, fewer, extra) => {
        const [few, many] = [drawDigits(plain, key, fewer), drawDigits(plain, key, fewer + extra)];
        expect(few.images).toEqual(many.images.subarray(0, fewer * pixels));
        expect(few.labels).toEqual(many.labels.subarray(0, fewer));
      }),
      { numRuns: 30 },
    );
  });

  test("no two digits are alike, under one key or under two", () => {
    fc.assert(
      fc.property(keys, keys, (a, b) => {
        const drawn = [drawDigits(plain, a, 20), drawDigits(plain, b, 20)].flatMap((set) =>
          Array.from({ length: 20 }, (_, i) => picture(set, i).join()),
        );
        expect(new Set(drawn).size).toBe(40);
      }),
      { numRuns: 10 },
    );
  });

  test.each(runtimes)("the same bytes from every build of the kernels ($simd)", (runtime) => {
    expect(drawDigits(runtime, key(3), 200)).toEqual(drawDigits(plain, key(3), 200));
  });

  test("training and test digits are two sets of the sizes asked for", () => {
    const { train, test, classes } = syntheticDigits(plain, key(0), 30, 20);
    expect([train.count, train.images.length, train.labels.length]).toEqual([30, 30 * pixels, 30]);
    expect([test.count, test.images.length, test.labels.length]).toEqual([20, 20 * pixels, 20]);
    expect(picture(test, 0)).not.toEqual(picture(train, 0));
    expect(classes).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
  });
});

/** Enough for the second digit of a percentage; the same for all the tests that follow. */
const many = drawDigits(plain, key(1), 4000);
const every = Array.from({ length: many.count }, (_, i) => i);

/** Ink-weighted mean position, and the box of inked pixels. */
const layout = (image: Uint8Array) => {
  let [mass, x, y] = [0, 0, 0];
  const columns: number[] = [];
  const rows: number[] = [];
  for (const [i, grey] of image.entries()) {
    if (grey === 0) continue;
    mass += grey;
    x += grey * (i % 28);
    y += grey * Math.floor(i / 28);
    columns.push(i % 28);
    rows.push(Math.floor(i / 28));
  }
  const extent = (values: readonly number[]) => Math.max(...values) - Math.min(...values) + 1;
  return { x: x / mass, y: y / mass, width: extent(columns), height: extent(rows) };
};

describe("how they look", () => {
  test("every class as often: chi-squared of 9 degrees below 39.3, passed by chance with probability 0.99999", () => {
    const counts = allographs.map((_, label) => many.labels.filter((drawn) => drawn === label).length);
    const expected = many.count / 10;
    expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(39.3);
  });

  test("as dark as MNIST: mean 0.131 +- 0.008, a share of 0.191 +- 0.01 inked (standard errors 0.0007, 0.0009)", () => {
    const mean = many.images.reduce((sum, grey) => sum + grey, 0) / many.images.length / 255;
    const inked = many.images.reduce((sum, grey) => sum + Math.sign(grey), 0) / many.images.length;
    expect(Math.abs(mean - 0.131)).toBeLessThan(0.008);
    expect(Math.abs(inked - 0.191)).toBeLessThan(0.01);
    expect(many.images.reduce((a, b) => Math.max(a, b))).toBe(255);
  });

  test("laid out as MNIST: the longer side 18 to 20 pixels, mostly 20; the centre of mass within 2.5 pixels of (14, 14)", () => {
    const layouts = every.map((i) => layout(picture(many, i)));
    const longer = layouts.map(({ width, height }) => Math.max(width, height));
    // A pen that presses lightly where the letter ends leaves up to a pixel of its box on either side.
    expect(longer.every((extent) => extent >= 18 && extent <= 20)).toBe(true);
    expect(longer.filter((extent) => extent === 20).length / many.count).toBeGreaterThan(0.95);
    // Half a pixel of rounding, and what crossing and merging lines take from the weight of the pen's path.
    expect(layouts.every(({ x, y }) => Math.max(Math.abs(x - 14), Math.abs(y - 14)) < 2.5)).toBe(true);
  });

  /** The label of most of the three nearest of the first `known` pictures; the nearest one's where all differ. */
  const read = (set: LabelledImages, known: number, image: Uint8Array): number => {
    const nearest = every
      .slice(0, known)
      .map((i) => {
        const other = picture(set, i);
        let distance = 0;
        for (let p = 0; p < pixels; p++) distance += (image[p]! - other[p]!) ** 2;
        return { distance, label: set.labels[i]! };
      })
      .sort((a, b) => a.distance - b.distance);
    const [a, b, c] = nearest.map(({ label }) => label) as [number, number, number];
    return b === c ? b : a;
  };
  const accuracy = (set: LabelledImages): number => {
    const [known, asked] = [1500, 300];
    const right = every.slice(known, known + asked).filter((i) => read(set, known, picture(set, i)) === set.labels[i]);
    return right.length / asked;
  };

  test("three neighbours among 1,500 digits read over 90 % of 300 others; with strangers' labels they read under 30 %", () => {
    expect(accuracy(many)).toBeGreaterThan(0.9);
    const strangers = { ...many, labels: Uint8Array.from(every, (i) => many.labels[(i + 1) % many.count]!) };
    expect(accuracy(strangers)).toBeLessThan(0.3);
  });

  test("but digits of a class differ: variance about the class mean over 30 a picture (MNIST 42), in every class over 15", () => {
    const variances = allographs.map((_, label) => {
      const members = every.filter((i) => many.labels[i] === label);
      let variance = 0;
      for (let p = 0; p < pixels; p++) {
        const greys = members.map((i) => picture(many, i)[p]! / 255);
        const mean = greys.reduce((sum, grey) => sum + grey, 0) / greys.length;
        variance += greys.reduce((sum, grey) => sum + (grey - mean) ** 2, 0) / greys.length;
      }
      return variance;
    });
    expect(Math.min(...variances)).toBeGreaterThan(15);
    expect(variances.reduce((sum, variance) => sum + variance, 0) / 10).toBeGreaterThan(30);
  });
});

describe("what they are made of", () => {
  test("the ways of writing a digit share it among them, inside the letter box", () => {
    for (const ways of allographs) {
      expect(ways.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
      for (const { x, y } of ways.flatMap(({ strokes }) => strokes.flat())) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(x, y)).toBeLessThanOrEqual(100);
      }
    }
  });

  const coordinate = fc.integer({ min: 0, max: 100 });
  const strokes: fc.Arbitrary<Stroke> = fc.array(fc.record({ x: coordinate, y: coordinate, corner: fc.boolean() }), {
    minLength: 2,
    maxLength: 8,
  });

  test("the pen passes every place, and moves with the page", () => {
    fc.assert(
      fc.property(strokes, fc.constantFrom(0, 0.25, 1), coordinate, coordinate, (stroke, haste, right, down) => {
        const line = spline(stroke, haste);
        const pieces = (line.length / 2 - 1) / (stroke.length - 1);
        for (const [i, { x, y }] of stroke.entries())
          expect([line[2 * pieces * i], line[2 * pieces * i + 1]]).toEqual([x, y]);
        const moved = spline(
          stroke.map(({ x, y, corner }) => ({ x: x + right, y: y + down, corner })),
          haste,
        );
        // A dozen roundings of numbers below 2^9, whose unit roundoff is 2^-45.
        for (let i = 0; i < line.length; i++)
          expect(Math.abs(moved[i]! - line[i]! - (i % 2 === 0 ? right : down))).toBeLessThan(2 ** -40);
      }),
    );
  });

  test("between two corners of a hand without haste the line is straight", () => {
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, coordinate, (x0, y0, x1, y1) => {
        const line = spline(
          [
            { x: x0, y: y0, corner: true },
            { x: x1, y: y1, corner: true },
          ],
          0,
        );
        for (let i = 0; i < line.length; i += 2) {
          const off = (line[i]! - x0) * (y1 - y0) - (line[i + 1]! - y0) * (x1 - x0);
          expect(Math.abs(off)).toBeLessThan(2 ** -30);
        }
      }),
    );
  });

  test("a straight stroke leaves as much ink as it covers, within 1/16 of its outline times a pixel", () => {
    const inside = fc.double({ min: 6, max: 22, noNaN: true });
    const radius = fc.double({ min: 1, max: 3, noNaN: true });
    fc.assert(
      fc.property(inside, inside, inside, inside, radius, (x0, y0, x1, y1, r) => {
        const image = new Uint8Array(pixels);
        draw(image, 28, Float64Array.of(x0, y0, r, x1, y1, r), 1);
        const ink = image.reduce((sum, grey) => sum + grey, 0) / 255;
        const length = Math.hypot(x1 - x0, y1 - y0);
        // The ramp of one pixel adds pi / 12 at the round ends. Taken at the pixels' centres, it is exact along a row or
        // a column and off by less than 1/16 along a slanted edge (0.056 at most in 100,000 strokes).
        const area = 2 * r * length + Math.PI * (r * r + 1 / 12);
        expect(Math.abs(ink - area)).toBeLessThan((2 * length + 2 * Math.PI * r) / 16);
      }),
    );
  });

  test("nothing is drawn outside the picture, and no ink is taken away", () => {
    const anywhere = fc.double({ min: -20, max: 48, noNaN: true });
    fc.assert(
      fc.property(fc.array(anywhere, { minLength: 4, maxLength: 4 }), fc.uint8Array(), ([x0, y0, x1, y1], before) => {
        const image = Uint8Array.from({ length: pixels + 8 }, (_, i) => before[i] ?? 0);
        const old = Uint8Array.from(image);
        draw(image.subarray(0, pixels), 28, Float64Array.of(x0!, y0!, 2, x1!, y1!, 1), 1);
        expect(image.every((grey, i) => grey >= old[i]!)).toBe(true);
        expect(image.subarray(pixels)).toEqual(old.subarray(pixels));
      }),
    );
  });
});
