/** The laws of a map: those of a kernel, and that a value does not depend on where it stands. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Kernels } from "../../src/wasm/abi/index.js";
import { type Draw, drawn, lengths, seeds } from "../arbitraries/data.js";
import { runtimes } from "../arbitraries/runtimes.js";
import type { Bound } from "./bound.js";
import { kernelLaws } from "./kernel.js";

type MapKernel = (...args: number[]) => void;

/** A map of `draws.length` inputs: out[i] = reference(x[i], ...), called as kernel(out, ...inputs, n, ...scalars). */
export interface Elementwise {
  readonly kernel: keyof Kernels;
  readonly type: "f32" | "f64";
  /** What `bound` says, in words: "within 1 ulp". */
  readonly claim: string;
  readonly draws: readonly Draw[];
  readonly scalars?: readonly number[];
  readonly reference: (...xs: number[]) => number;
  readonly bound: Bound<unknown>;
  readonly specials?: readonly number[];
}

/** Four blocks of the widest unrolling (four vectors of four). */
const block = 16;

export const elementwiseLaws = (law: Elementwise): void => {
  const { kernel, type, draws, reference, scalars = [] } = law;

  kernelLaws<number>({
    title: `${kernel}: ${law.claim}`,
    shape: lengths(block),
    inputs: (length) => draws.map((draw) => ({ type, length, draw })),
    outputs: (length) => [{ type, length }],
    call: ({ kernels }, [out], inputs, n) => (kernels[kernel] as MapKernel)(out!, ...inputs, n, ...scalars),
    reference: (inputs, n) => [Float64Array.from({ length: n }, (_, i) => reference(...inputs.map((x) => x[i]!)))],
    bound: law.bound,
    inPlace: draws.map((_, k) => [0, k] as const),
    ...(law.specials ? { specials: law.specials } : {}),
  });

  describe.each(runtimes)(`${kernel} ($simd)`, ({ using }) => {
    test("a value does not depend on its position", () =>
      fc.assert(
        fc.property(seeds, lengths(block), (seed, n) =>
          using(({ kernels, arena }) => {
            const map = kernels[kernel] as MapKernel;
            const put = type === "f32" ? arena.put32 : arena.put64;
            const width = type === "f32" ? 4 : 8;
            const inputs = draws.map((draw, k) => put(drawn(seed + k, n, draw)));
            const [whole, single] = [arena.alloc(width * n), arena.alloc(width * n)];
            map(whole, ...inputs, n, ...scalars);
            for (let i = 0; i < n; i++) map(single + width * i, ...inputs.map((at) => at + width * i), 1, ...scalars);
            expect(arena.u8(single, width * n)).toEqual(arena.u8(whole, width * n));
          }),
        ),
      ));
  });
};
