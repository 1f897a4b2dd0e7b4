import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Kernels } from "../../src/wasm/abi/index.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { lengths, magnitudes } from "../arbitraries/data.js";
import { plain } from "../arbitraries/runtimes.js";
import { roundedOnce } from "./bound.js";
import { type KernelLaw, kernelProperties } from "./kernel.js";

/** What a kernel may get wrong after it was right: `y` begins one element before the output and goes on past it. */
type Slip = (y: Float32Array, x: Float32Array, n: number) => void;

/** Twice x, as a kernel in TypeScript. */
const doubling = (slip: Slip): KernelLaw<number> => ({
  title: "doubling",
  shape: lengths(16),
  inputs: (length) => [{ type: "f32", length, draw: magnitudes(-20, 20) }],
  outputs: (length) => [{ type: "f32", length }],
  call: ({ arena }, [out], [x], n) => {
    const [y, from] = [arena.f32(out! - 4, n + 9), arena.f32(x!, n)];
    for (let i = 0; i < n; i++) y[i + 1] = 2 * from[i]!;
    slip(y, from, n);
  },
  reference: ([x]) => [x!.map((value) => 2 * value)],
  bound: roundedOnce,
  inPlace: [[0, 0]],
});

const holds = (law: KernelLaw<number>): boolean =>
  Object.values(kernelProperties(law, plain)).every((property) => !fc.check(property).failed);

const swapped =
  (i: number): Slip =>
  (y, _, n) => {
    if (n >= i + 2) y.set([y[i + 2]!, y[i + 1]!], i + 1);
  };

const writing =
  (value: number, from: (n: number) => number, to: (n: number) => number): Slip =>
  (y, _, n) => {
    y.fill(value, 1 + from(n), 1 + to(n));
  };

const each =
  (change: (value: number) => number): Slip =>
  (y, _, n) => {
    y.set(y.subarray(1, n + 1).map(change), 1);
  };

const blockEnd = (n: number): number => n & ~3;

describe("the kernel kit catches a broken kernel", () => {
  test("and passes a sound one", () => expect(holds(doubling(() => {}))).toBe(true));

  test.each<[string, Slip]>([
    ["two lanes swapped", swapped(1)],
    ["two lanes swapped in the third vector only", swapped(8)],
    ["the tail skipped", writing(0, blockEnd, (n) => n)],
    [
      "one element written past the end",
      writing(
        0,
        (n) => n,
        (n) => n + 1,
      ),
    ],
    [
      "a whole vector written for a tail",
      writing(
        0,
        (n) => n,
        (n) => blockEnd(n + 3),
      ),
    ],
    [
      "one element written before the output",
      writing(
        0,
        () => -1,
        () => 0,
      ),
    ],
    ["an input written", (_, x) => x.fill(0, 0, 1)],
    ["an ulp too much", each((value) => value * (1 + 2 ** -23))],
    ["a NaN swallowed", each((value) => (Number.isNaN(value) ? 0 : value))],
    ["an infinity clamped", each((value) => Math.min(value, 3e38))],
    ["the sign of zero lost", each((value) => value + 0)],
    ["subnormals flushed", each((value) => (Math.abs(value) < 2 ** -126 ? 0 * value : value))],
  ])("%s", (_, slip) => expect(holds(doubling(slip))).toBe(false));

  test("a division that leaves an index out, or begins one too late", () => {
    const law: KernelLaw<number> = {
      ...doubling(() => {}),
      call: ({ kernels }, [out], [x], n) => kernels.scale32(out!, x!, n, 2),
    };
    const cutting = (scale: (kernels: Kernels) => Kernels["scale32"]): Runtime => ({
      ...plain,
      using: (body) =>
        plain.using((workspace) => {
          const { kernels } = workspace;
          return body({ ...workspace, kernels: { ...kernels, scale32: scale(kernels) } });
        }),
    });
    const caught = (scale: (kernels: Kernels) => Kernels["scale32"]): boolean =>
      Object.values(kernelProperties(law, plain, cutting(scale))).some((property) => fc.check(property).failed);
    expect(caught(({ scale32 }) => scale32)).toBe(false);
    expect(
      caught(
        ({ scale32 }) =>
          (out, x, n, a) =>
            scale32(out, x, Math.max(0, n - 1), a),
      ),
    ).toBe(true);
    expect(
      caught(
        ({ scale32 }) =>
          (out, x, n, a) =>
            scale32(out + 4, x + 4, Math.max(0, n - 1), a),
      ),
    ).toBe(true);
  });

  test("reading an input after writing over it", () => {
    const law = doubling(() => {});
    const reversing: KernelLaw<number> = {
      ...law,
      call: ({ arena }, [out], [x], n) => {
        for (let i = 0; i < n; i++) arena.f32(out!, n)[i] = arena.f32(x!, n)[n - 1 - i]!;
      },
      reference: ([x]) => [x!.slice().reverse()],
    };
    expect(holds(reversing)).toBe(false);
    expect(holds({ ...reversing, inPlace: [] })).toBe(true);
  });
});
