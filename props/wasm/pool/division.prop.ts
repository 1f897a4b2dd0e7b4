import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { divided, kernel } from "../../../src/wasm/abi/signature.js";
import { divide, type Fineness, type Job } from "../../../src/wasm/pool/division.js";

const range = divided(kernel("out", "n", "from", "to", "scratch"), {
  over: ["from", "to"],
  grain: 8,
  cost: [2, "n"],
  scratch: { at: "scratch", bytes: [3, "n"] },
});
const count = divided(kernel("out", "x", "m", "n", "a"), {
  over: ["m"],
  steps: { out: [8], x: [4, "n"] },
  grain: 5,
  cost: [1],
});

const finenesses: fc.Arbitrary<Fineness> = fc.record({
  threads: fc.integer({ min: 1, max: 9 }),
  parts: fc.integer({ min: 1, max: 5 }),
  least: fc.constantFrom(0, 10, 1000),
  grain: fc.constantFrom(1, 3, Number.POSITIVE_INFINITY),
});

const never = (): number => {
  throw new Error("nothing was to be asked");
};

/** The arguments of each part, made by that thread. */
const calls = ({ first, last, length, parts, base, varying }: Job, thread: number): readonly number[][] =>
  Array.from({ length: parts }, (_, part) => {
    const begin = first + part * length;
    const end = Math.min(begin + length, last);
    const args = [...base];
    for (const { place, ...growth } of varying)
      args[place]! += growth.begin * begin + growth.end * end + growth.thread * thread;
    return args;
  });

describe("the parts of a call", () => {
  const [from, to] = [fc.nat({ max: 300 }), fc.nat({ max: 300 })];

  test("are, one behind the other, the range of the call; all other arguments stay", () =>
    fc.assert(
      fc.property(from, to, finenesses, (from, indices, fineness) => {
        const job = divide(range, never)([77, 3, from, from + indices, 99], fineness, () => 1000);
        if (job === undefined) return;
        const parts = calls(job, 0);
        expect(parts.length).toBeGreaterThan(1);
        expect(
          parts.flatMap(([, , begin, end]) => Array.from({ length: end! - begin! }, (_, i) => begin! + i)),
        ).toEqual(Array.from({ length: indices }, (_, i) => from + i));
        for (const [out, n] of parts) expect([out, n]).toEqual([77, 3]);
      }),
    ));

  test("of a count have pointers that move on with it; -0 and NaN stay what they are", () =>
    fc.assert(
      fc.property(to, finenesses, fc.constantFrom(-0, Number.NaN, 1.5), (m, fineness, a) => {
        const job = divide(count, never)([1e9, 2e9, m, 7, a], fineness, never);
        if (job === undefined) return;
        let done = 0;
        for (const [out, x, rows, n, scalar] of calls(job, 1)) {
          expect([out, x, n, scalar]).toEqual([1e9 + 8 * done, 2e9 + 28 * done, 7, a]);
          expect(rows).toBeGreaterThan(0);
          done += rows!;
        }
        expect(done).toBe(m);
      }),
    ));

  test("have scratch apart for each thread, on cache lines of its own", () =>
    fc.assert(
      fc.property(finenesses, fc.integer({ min: 1, max: 100 }), (fineness, n) => {
        let asked = 0;
        const room = (bytes: number): number => {
          asked = bytes;
          return 640;
        };
        const job = divide(range, never)([0, n, 0, 1000, 5], { ...fineness, least: 0 }, room);
        if (job === undefined) return;
        const places = Array.from({ length: fineness.threads }, (_, thread) => calls(job, thread)[0]![4]!);
        places.forEach((place, thread) => {
          expect(place % 64).toBe(0);
          expect(place).toBeGreaterThanOrEqual(thread === 0 ? 640 : places[thread - 1]! + 3 * n);
        });
        expect(640 + asked).toBeGreaterThanOrEqual(places.at(-1)! + 3 * n);
      }),
    ));

  test("take at least as long as was asked, by the cost of the signature, but the last; begin at whole grains", () =>
    fc.assert(
      fc.property(to, finenesses, (m, fineness) => {
        const job = divide(count, never)([0, 0, m, 7, 0], fineness, never);
        if (job === undefined) return;
        expect(job.length * 1).toBeGreaterThanOrEqual(fineness.least);
        expect(job.length % Math.min(5, fineness.grain)).toBe(0);
        expect(job.parts).toBeLessThanOrEqual(fineness.threads * fineness.parts);
      }),
    ));

  test("a call of two ways is divided along the longer one", () => {
    const both = divided(
      kernel("m", "from", "to"),
      { over: ["from", "to"], grain: 1, cost: [1] },
      { over: ["m"], grain: 1, cost: [1] },
    );
    const fineness = { threads: 2, parts: 1, least: 0, grain: 1 };
    expect(calls(divide(both, never)([10, 0, 4], fineness, never)!, 0)).toEqual([
      [5, 0, 4],
      [5, 0, 4],
    ]);
    expect(calls(divide(both, never)([4, 0, 10], fineness, never)!, 0)).toEqual([
      [4, 0, 5],
      [4, 5, 10],
    ]);
  });
});
