import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Key, key, named } from "../../../../src/core/key.js";
import { uniform } from "../../../../src/core/random.js";
import type { ReadonlyFloats } from "../../../../src/core/tensor.js";
import { drawScene, sceneExtents, sceneTemplate } from "../../../../src/data/synthetic/scene/index.js";
import { observe, type ShiftedImages } from "../../../../src/data/synthetic/scene/observe.js";
import { shiftsAt, twoHills } from "../../../../src/data/synthetic/scene/prior.js";
import type { Template } from "../../../../src/em/template/theta.js";
import { crc32 } from "../../../../src/formats/crc32.js";
import { normCdf } from "../../../../src/prob/standardNormal.js";
import { plain, runtimes } from "../../../arbitraries/runtimes.js";

const { height, width, faceWidth } = sceneExtents;
const pixels = height * width;
const template = sceneTemplate();
const keys: fc.Arbitrary<Key> = fc.nat().map(key);

/** Image k, row by row. */
const picture = ({ images: { data, shape } }: ShiftedImages, k: number): Uint8Array =>
  Uint8Array.from({ length: pixels }, (_, pixel) => data[pixel * shape[2]! + k]!);

/** M^d, row by row. */
const signal = ({ face, background }: Template, d: number): Float64Array =>
  Float64Array.from(background.data, (grey, pixel) => {
    const [i, m] = [Math.floor(pixel / width), (pixel % width) - d];
    return m >= 0 && m < faceWidth ? face.data[i * faceWidth + m]! : grey;
  });

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

describe("which images are drawn", () => {
  test("image k is a function of the key and k: fewer images are the beginning of more", () => {
    fc.assert(
      fc.property(keys, fc.nat({ max: 18 }), fc.nat({ max: 18 }), (key, fewer, extra) => {
        const few = observe(plain, key, template, fewer);
        const many = observe(plain, key, template, fewer + extra);
        expect(few.shifts).toEqual(many.shifts.subarray(0, fewer));
        for (let k = 0; k < fewer; k++) expect(crc32(picture(few, k))).toBe(crc32(picture(many, k)));
      }),
      { numRuns: 15 },
    );
  });

  test("the noise of two images, of one key or of two, correlates by less than 5.5 / sqrt(20000): failing 1 in a million", () => {
    fc.assert(
      fc.property(keys, fc.nat({ max: 2 }), (first, other) => {
        const sets = [observe(plain, first, template, 3), observe(plain, named(first, "other"), template, 3)] as const;
        const noise = (set: ShiftedImages, k: number): Float64Array => {
          const clean = signal(template, set.shifts[k]!);
          return Float64Array.from(picture(set, k), (grey, pixel) => grey - clean[pixel]!);
        };
        // Clipping leaves a little of the signal in the noise: an eighth of 30 beside 67, which correlates by 0.0032.
        const bound = 5.5 / Math.sqrt(pixels) + 0.005;
        expect(Math.abs(correlation(noise(sets[0], 0), noise(sets[0], 1)))).toBeLessThan(bound);
        expect(Math.abs(correlation(noise(sets[0], other), noise(sets[1], other)))).toBeLessThan(bound);
      }),
      { numRuns: 10 },
    );
  });

  test.each(runtimes)("another build of the kernels changes under 1 byte in 10^5, by one ($simd)", (runtime) => {
    const [a, b] = [observe(runtime, key(3), template, 50), observe(plain, key(3), template, 50)];
    expect(a.shifts).toEqual(b.shifts);
    const changed = a.images.data.map((grey, i) => Math.abs(grey - b.images.data[i]!));
    expect(changed.reduce((sum, by) => sum + by, 0) / changed.length).toBeLessThan(1e-5);
    expect(changed.reduce((most, by) => Math.max(most, by), 0)).toBeLessThanOrEqual(1);
  });

  test("a scene is its template and images of it", () => {
    const { images, shifts, ...truth } = drawScene(plain, key(7), 5);
    expect(truth).toEqual(template);
    expect({ images, shifts }).toEqual(observe(plain, key(7), template, 5));
    expect(images.shape).toEqual([100, 200, 5]);
  });
});

describe("the noise and the shifts", () => {
  const drawn = observe(plain, key(1), template, 40);

  /**
   * How many standard errors the share of bytes up to each threshold is off that of clipped and rounded
   * `M^d + noise * normal`; the largest of them.
   */
  const misfit = (noise: number): number => {
    const thresholds = [0, 60, 120, 180, 254];
    const excess = new Float64Array(thresholds.length);
    const variance = new Float64Array(thresholds.length);
    for (let k = 0; k < drawn.shifts.length; k++) {
      const [clean, greys] = [signal(template, drawn.shifts[k]!), picture(drawn, k)];
      for (let pixel = 0; pixel < pixels; pixel++)
        for (const [t, threshold] of thresholds.entries()) {
          const p = normCdf((threshold + 0.5 - clean[pixel]!) / noise);
          excess[t]! += (greys[pixel]! <= threshold ? 1 : 0) - p;
          variance[t]! += p * (1 - p);
        }
    }
    return excess.reduce((most, sum, t) => Math.max(most, Math.abs(sum) / Math.sqrt(variance[t]!)), 0);
  };

  test("bytes are distributed as the model's, clipped and rounded: within 5.5 standard errors, failing 1 in 5 million", () => {
    expect(misfit(75)).toBeLessThan(5.5);
  });

  test("... which 800,000 pixels tell from a noise of 73", () => {
    expect(misfit(73)).toBeGreaterThan(5.5);
  });

  test("12 % of the pixels are clipped, within 0.5 %", () => {
    const clipped = drawn.images.data.reduce((sum, grey) => sum + (grey === 0 || grey === 255 ? 1 : 0), 0);
    expect(Math.abs(clipped / drawn.images.data.length - 0.12)).toBeLessThan(0.005);
  });

  test("20,000 shifts follow the prior: chi-squared of 127 degrees below 217.6, failing 1 in a million", () => {
    const counts = new Float64Array(128);
    for (const d of shiftsAt(template.prior, uniform(plain, key(5), [20_000], "float64").data)) counts[d]!++;
    const chiSquared = counts.reduce((sum, count, d) => {
      const expected = 20_000 * template.prior.data[d]!;
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    expect(chiSquared).toBeLessThan(217.6);
  });

  test("u falls to the shift whose share of [0, 1) it is in", () => {
    const shares = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(shares, (eighths) => {
        // Shares of a power of two are exact, so that the borders are.
        const rest = 128 - eighths.reduce((sum, share) => sum + share, 0);
        const prior = [...eighths, rest];
        const expected = prior.flatMap((share, d) => new Array<number>(share).fill(d));
        const a = { shape: [prior.length], data: Float64Array.from(prior, (share) => share / 128) };
        const uniforms = expected.map((_, i) => i / 128);
        expect([...shiftsAt(a, uniforms)]).toEqual(expected);
      }),
    );
  });

  test("the prior is positive, sums to 1 within a rounding a shift, and is far from uniform", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (count) => {
        const { data } = twoHills(count);
        expect([...data].every((p) => p > 0)).toBe(true);
        expect(Math.abs([...data].reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(count * 2 ** -53 + 2 ** -52);
      }),
    );
    const { data } = template.prior;
    expect(Math.max(...data) / Math.min(...data)).toBeGreaterThan(5);
  });
});
