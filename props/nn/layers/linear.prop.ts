import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { orThrow } from "../../../src/failure.js";
import { compile, linear } from "../../../src/nn/index.js";
import type { Runtime } from "../../../src/wasm/runtime.js";
import { drawn, seeds, stream } from "../../arbitraries/data.js";
import { runtimes } from "../../arbitraries/runtimes.js";

/** Sizes on both sides of those from which zero columns are left out, and the share of columns that are live. */
const cases = fc.record({
  seed: seeds,
  batch: fc.constantFrom(1, 31, 32, 33, 70),
  width: fc.constantFrom(255, 256, 259, 600),
  out: fc.constantFrom(31, 32, 45),
  live: fc.constantFrom(0, 0.1, 0.5, 0.8, 1),
});
type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never;

const inputOf = ({ seed, batch, width, live }: Case): Float32Array => {
  const next = stream(seed);
  const mask = Array.from({ length: width }, () => next() < live);
  return Float32Array.from({ length: batch * width }, (_, i) =>
    mask[i % width] ? 2 * next() - 1 : next() < 0.5 ? 0 : -0,
  );
};

/** The layer, and the same two products over all columns. */
const both = (runtime: Runtime, { seed, batch, width, out }: Case, x: Float32Array) => {
  const { forward } = orThrow(compile(linear(out, { bias: false }), [[width]]));
  const workspace = runtime.workspace();
  const { kernels, arena } = workspace;
  const draw = (next: () => number): number => 2 * next() - 1;
  const at = arena.put32(x);
  const w = arena.put32(drawn(seed + 1, out * width, draw));
  const dyOf = drawn(seed + 2, batch * out, draw);
  const [dw, fullY, fullDw] = [out * width, batch * out, out * width].map(arena.alloc32);
  const scratch = arena.alloc(kernels.gemmScratch());
  kernels.gemm32(fullY!, out, at, width, 1, w, 1, width, batch, 0, out, width, 0, scratch);
  kernels.gemm32(fullDw!, width, arena.put32(dyOf), 1, out, at, width, 1, out, 0, width, batch, 0, scratch);
  const call = { workspace, mode: "train", key: key(0), batch, params: w, state: w } as const;
  const { y, pullback } = forward(call, [at]);
  pullback([arena.put32(dyOf)], { params: dw!, input: false });
  const copy = (from: number, length: number) => Array.from(arena.f32(from, length));
  return {
    layer: { y: copy(y[0]!, batch * out), dw: copy(dw!, out * width) },
    full: { y: copy(fullY!, batch * out), dw: copy(fullDw!, out * width) },
  };
};

describe.each(runtimes)("a linear layer without the zero columns of its input ($simd)", (runtime) => {
  test("y and dW are the full products, bit for bit", () =>
    fc.assert(
      fc.property(cases, (drawnCase) => {
        const { layer, full } = both(runtime, drawnCase, inputOf(drawnCase));
        expect(layer).toEqual(full);
      }),
    ));

  test("NaN in a column that is else zero reaches y and dW", () =>
    fc.assert(
      fc.property(cases, fc.nat(), (drawnCase, place) => {
        const x = inputOf(drawnCase);
        x[place % x.length] = NaN;
        const { layer, full } = both(runtime, drawnCase, x);
        expect(layer).toEqual(full);
        expect(layer.y.filter(Number.isNaN)).toHaveLength(drawnCase.out);
        expect(layer.dw.filter(Number.isNaN)).toHaveLength(drawnCase.out);
      }),
    ));
});
