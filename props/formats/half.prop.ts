import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHalf, toHalf } from "../../src/formats/half.js";

const all = Uint16Array.from({ length: 65_536 }, (_, half) => half);

/** IEEE 754-2019, 3.4, word for word: (-1)^s 2^(e - 15) (1 + f / 1024), with e = 0 and e = 31 apart. */
const meaning = (half: number): number => {
  const sign = half >> 15 === 1 ? -1 : 1;
  const e = (half >> 10) & 31;
  const f = half & 1023;
  if (e === 31) return f === 0 ? sign * Infinity : NaN;
  return e === 0 ? sign * 2 ** -14 * (f / 1024) : sign * 2 ** (e - 15) * (1 + f / 1024);
};

/** The nearest of the 63488 finite halves and the would-be 65536, by search; of two as near, the even one. */
const positives = [...all.subarray(0, 0x7c00)].map(meaning).concat(65_536);
const nearest = (value: number): number => {
  let low = 0;
  let high = positives.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (positives[middle]! <= value) low = middle;
    else high = middle;
  }
  const below = value - positives[low]!;
  const above = positives[high]! - value;
  if (below === above) return low % 2 === 0 ? low : high;
  return below < above ? low : high;
};

describe("float16", () => {
  test("all 65536 halves widen to their value", () => {
    const expected = Float32Array.from(all, meaning);
    expect(fromHalf(all).every((value, i) => Object.is(value, expected[i]))).toBe(true);
  });

  test("all 65536 halves come back, NaN payloads too", () => {
    expect(toHalf(fromHalf(all))).toEqual(all);
  });

  test("the midpoint of each two neighbours goes to the even one, its own neighbours to the nearer (all 31744)", () => {
    const wrong: number[] = [];
    for (let half = 0; half < 0x7c00; half++) {
      const middle = (positives[half]! + positives[half + 1]!) / 2;
      const step = new Uint32Array(Float32Array.of(middle).buffer)[0]!;
      const around = new Float32Array(Uint32Array.of(step - 1, step, step + 1).buffer);
      const got = toHalf(around);
      if (got[0] !== half || got[1] !== half + (half % 2) || got[2] !== half + 1) wrong.push(half);
    }
    expect(wrong).toEqual([]);
  });

  test("any single goes to the nearest half, by search", () => {
    fc.assert(
      fc.property(fc.float({ min: -65_536, max: 65_536, noNaN: true }), (value) => {
        const sign = Object.is(Math.sign(value), -0) || value < 0 ? 0x8000 : 0;
        expect(toHalf(Float32Array.of(value))[0]).toBe(sign | nearest(Math.abs(value)));
      }),
      { numRuns: 2000 },
    );
  });

  test("beyond 65520 there is infinity", () => {
    fc.assert(
      fc.property(fc.float({ min: 65_520, noNaN: true }), (value) => {
        expect([...toHalf(Float32Array.of(value, -value))]).toEqual([0x7c00, 0xfc00]);
      }),
    );
  });
});
