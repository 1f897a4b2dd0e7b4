import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Kernels } from "../../src/wasm/abi/index.js";
import type { Pointer } from "../../src/wasm/arena.js";
import type { Runtime, Workspace } from "../../src/wasm/runtime.js";
import { ties } from "../arbitraries/convolutions.js";
import { between, drawn, seeds } from "../arbitraries/data.js";
import { plain, runtimes } from "../arbitraries/runtimes.js";
import { roundedOnce, roundoff32 } from "../laws/bound.js";
import { type KernelLaw, kernelLaws, kernelProperties } from "../laws/kernel.js";
import { convolved, lengthsOf, type Sums, type Tie, transposed, weighed } from "../reference/convolution.js";

const extentsOf = (tie: Tie) =>
  [
    ...([tie.height, tie.width, tie.ins, tie.rows, tie.columns, tie.outs] as const),
    ...([tie.kernelHeight, tie.kernelWidth, tie.stride, tie.top, tie.left] as const),
  ] as const;

const scratchFor = ({ kernels, arena }: Workspace, tie: Tie): Pointer =>
  arena.alloc(kernels.convScratch(tie.columns * tie.kernelHeight * tie.kernelWidth * tie.ins));

const numbers = between(-2, 2);

/** An input of as many numbers as a tensor of the tie has. */
const tensorOf = (name: keyof ReturnType<typeof lengthsOf>) => (tie: Tie) =>
  ({ type: "f32", length: lengthsOf(tie)[name], draw: numbers }) as const;

type Name = keyof ReturnType<typeof lengthsOf>;

/** A law of one of the products: |error| <= (terms + 2) 2^-23 sum |terms|, of a chain and of the sums of chains. */
const productLaw = (
  title: string,
  [out, ...from]: readonly [Name, Name, Name],
  reference: (tie: Tie, a: Float64Array, b: Float64Array) => Sums,
  terms: (tie: Tie) => number,
  call: (workspace: Workspace, out: Pointer, inputs: readonly [Pointer, Pointer], tie: Tie) => void,
): KernelLaw<Tie> => {
  const known = new WeakMap<readonly Float64Array[], Sums>();
  const sumsOf = (inputs: readonly Float64Array[], tie: Tie): Sums => {
    const sums = known.get(inputs) ?? reference(tie, inputs[0]!, inputs[1]!);
    known.set(inputs, sums);
    return sums;
  };
  return {
    title: `${title}: within (terms + 2) 2^-23 of the sum of their magnitudes`,
    shape: ties,
    inputs: (tie) => from.map((name) => tensorOf(name)(tie)),
    outputs: (tie) => [{ type: "f32", length: lengthsOf(tie)[out] }],
    call: (workspace, [to], [a, b], tie) => call(workspace, to!, [a!, b!], tie),
    reference: (inputs, tie) => [sumsOf(inputs, tie).values],
    bound: (_, at, inputs, tie) => (terms(tie) + 2) * 2 * roundoff32 * sumsOf(inputs, tie).magnitudes[at]! + 2 ** -149,
    specials: [0, -0, 1, -1, NaN, Infinity, -Infinity],
  };
};

const taps = ({ kernelHeight, kernelWidth }: Tie): number => kernelHeight * kernelWidth;

/** Rows of the kernel as a matrix. */
const rowsOf = (tie: Tie): number => taps(tie) * tie.ins;

const forward = productLaw("conv32", ["y", "x", "w"], convolved, rowsOf, (workspace, y, [x, w], tie) =>
  workspace.kernels.conv32(y, x, w, ...extentsOf(tie), 0, tie.count, scratchFor(workspace, tie)),
);

const backward = productLaw(
  "convTranspose32",
  ["x", "y", "w"],
  transposed,
  (tie) => taps(tie) + tie.outs,
  (workspace, x, [y, w], tie) =>
    workspace.kernels.convTranspose32(x, y, w, ...extentsOf(tie), 0, tie.count, scratchFor(workspace, tie)),
);

const weights = productLaw(
  "convWeights32",
  ["w", "x", "y"],
  weighed,
  (tie) => tie.count * tie.rows * tie.columns,
  (workspace, dw, [x, dy], tie) =>
    workspace.kernels.convWeights32(
      dw,
      x,
      dy,
      ...extentsOf(tie),
      tie.count,
      0,
      rowsOf(tie),
      scratchFor(workspace, tie),
    ),
);

for (const law of [forward, backward, weights]) kernelLaws(law);

interface Learnt {
  readonly ins: number;
  readonly outs: number;
  readonly taps: number;
  readonly turned: boolean;
  /** The share of the outs that is moved before the others. */
  readonly cut: number;
}

const halves = (outs: number, cut: number) => {
  const middle = Math.floor(cut * outs);
  return [[0, middle] as const, [middle, outs] as const];
};

const learnt: fc.Arbitrary<Learnt> = fc.record({
  ins: fc.integer({ min: 1, max: 5 }),
  outs: fc.integer({ min: 1, max: 37 }),
  taps: fc.integer({ min: 1, max: 13 }),
  turned: fc.boolean(),
  cut: fc.constantFrom(0, 0.3, 0.7),
});

/** Where number (t, i, o) of the packed kernel is learnt. */
const place = ({ ins, outs, taps, turned }: Learnt, at: number): number => {
  const [t, i, o] = [Math.floor(at / (ins * outs)), Math.floor(at / outs) % ins, at % outs];
  return turned ? (i * outs + o) * taps + taps - 1 - t : (o * ins + i) * taps + t;
};

const whole = ({ ins, outs, taps }: Learnt): number => ins * outs * taps;

const moved: Pick<KernelLaw<Learnt>, "shape" | "inputs" | "outputs" | "bound"> = {
  shape: learnt,
  inputs: (shape) => [{ type: "f32", length: whole(shape), draw: numbers }],
  outputs: (shape) => [{ type: "f32", length: whole(shape) }],
  bound: roundedOnce,
};

kernelLaws<Learnt>({
  ...moved,
  title:
    "convPack32: (outs, ins, taps), or (ins, outs, taps) in reverse, as (taps, ins, outs), exactly, in any two parts",
  call: ({ kernels }, [packed], [w], { ins, outs, taps, turned, cut }) => {
    for (const [from, to] of halves(outs, cut))
      kernels.convPack32(packed!, w!, ins, outs, taps, Number(turned), from, to);
  },
  reference: ([w], shape) => [w!.map((_, at) => w![place(shape, at)]!)],
});

kernelLaws<Learnt>({
  ...moved,
  title: "convUnpack32: the way back, exactly, in any two parts",
  call: ({ kernels }, [w], [packed], { ins, outs, taps, turned, cut }) => {
    for (const [from, to] of halves(outs, cut))
      kernels.convUnpack32(w!, packed!, ins, outs, taps, Number(turned), from, to);
  },
  reference: ([packed], shape) => {
    const w = new Float64Array(packed!.length);
    packed!.forEach((value, at) => {
      w[place(shape, at)] = value;
    });
    return [w];
  },
});

/** More lines of patches than are made at a time, in each of the ways. */
const large: readonly Tie[] = [
  { ins: 16, stride: 1, kernelHeight: 3 },
  { ins: 5, stride: 2, kernelHeight: 9 },
  { ins: 1, stride: 1, kernelHeight: 10 },
].map(({ ins, stride, kernelHeight }) => ({
  ...{ ins, stride, kernelHeight, kernelWidth: 9, outs: 10, top: 1, left: 2, count: 4 },
  ...{ height: 40 * stride, width: 20 * stride, rows: 40, columns: 20 },
}));

describe.each(runtimes)("ranges ($simd)", (runtime) => {
  /** Bits of the three products, made in one call each or in ranges of so many pictures and rows of the kernel. */
  const made = (tie: Tie, seed: number, pictures: number, rows: number): readonly Float32Array[] =>
    runtime.using((workspace) => {
      const { kernels, arena } = workspace;
      const { x, y, w } = lengthsOf(tie);
      const put = (length: number, k: number) => arena.put32(drawn(seed + k, length, numbers));
      const [px, py, pw, scratch] = [put(x, 1), put(y, 2), put(w, 3), scratchFor(workspace, tie)];
      const [ox, oy, ow] = [arena.alloc32(x), arena.alloc32(y), arena.alloc32(w)];
      for (let from = 0; from < tie.count; from += pictures) {
        const to = Math.min(tie.count, from + pictures);
        kernels.conv32(oy, px, pw, ...extentsOf(tie), from, to, scratch);
        kernels.convTranspose32(ox, py, pw, ...extentsOf(tie), from, to, scratch);
      }
      for (let from = 0; from < rowsOf(tie); from += rows)
        kernels.convWeights32(
          ...([ow, px, py, ...extentsOf(tie), tie.count] as const),
          ...([from, Math.min(rowsOf(tie), from + rows), scratch] as const),
        );
      return [arena.f32(ox, x).slice(), arena.f32(oy, y).slice(), arena.f32(ow, w).slice()];
    });

  test("of pictures, and of rows of the gradient of w, have the bits of the whole", () =>
    fc.assert(
      fc.property(ties, seeds, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 9 }), (tie, seed, n, rows) => {
        expect(made(tie, seed, n, rows)).toEqual(made(tie, seed, tie.count, rowsOf(tie)));
      }),
    ));

  test.each(large)("also where patches are made a part at a time: $ins channels, stride $stride", (tie) => {
    const patches = tie.count * tie.rows * tie.columns * tie.kernelHeight * tie.kernelWidth * tie.ins;
    expect(patches).toBeGreaterThan(2 ** 18);
    expect(made(tie, 1, 1, 29)).toEqual(made(tie, 1, tie.count, rowsOf(tie)));
  });
});

/** Kernels got wrong: the sound ones, some of them replaced. */
const slipped = (slip: (sound: Kernels) => Partial<Kernels>): Runtime => ({
  ...plain,
  using: (body) =>
    plain.using((workspace) => body({ ...workspace, kernels: { ...workspace.kernels, ...slip(workspace.kernels) } })),
});

const caught = (law: KernelLaw<Tie>, runtime: Runtime): boolean =>
  Object.values(kernelProperties(law, runtime)).some((property) => fc.check(property, { endOnFailure: true }).failed);

describe("the laws of convolutions catch", () => {
  test("nothing in sound ones", () => {
    for (const law of [forward, backward, weights]) expect(caught(law, plain)).toBe(false);
  });

  test.each<[string, KernelLaw<Tie>, (sound: Kernels) => Partial<Kernels>]>([
    [
      "a kernel that is turned by a quarter",
      forward,
      ({ conv32 }) => ({
        conv32: (y, x, w, h, wd, ins, r, c, outs, kh, kw, ...rest) =>
          conv32(y, x, w, h, wd, ins, r, c, outs, kw, kh, ...rest),
      }),
    ],
    [
      "padding above for padding beside",
      forward,
      ({ conv32 }) => ({
        conv32: (y, x, w, h, wd, ins, r, c, outs, kh, kw, s, top, left, ...rest) =>
          conv32(y, x, w, h, wd, ins, r, c, outs, kh, kw, s, left, top, ...rest),
      }),
    ],
    [
      "a stride that is not taken",
      backward,
      ({ convTranspose32 }) => ({
        convTranspose32: (x, y, w, h, wd, ins, r, c, outs, kh, kw, _s, ...rest) =>
          convTranspose32(x, y, w, h, wd, ins, r, c, outs, kh, kw, 1, ...rest),
      }),
    ],
    [
      "a last picture left out",
      backward,
      ({ convTranspose32 }) => ({
        convTranspose32: (x, y, w, h, wd, ins, r, c, outs, kh, kw, s, top, left, from, to, scratch) =>
          convTranspose32(x, y, w, h, wd, ins, r, c, outs, kh, kw, s, top, left, from, Math.max(from, to - 1), scratch),
      }),
    ],
    [
      "a gradient of the first picture alone",
      weights,
      ({ convWeights32 }) => ({
        convWeights32: (dw, x, dy, h, wd, ins, r, c, outs, kh, kw, s, top, left, count, ...rest) =>
          convWeights32(dw, x, dy, h, wd, ins, r, c, outs, kh, kw, s, top, left, Math.min(1, count), ...rest),
      }),
    ],
    [
      "a gradient that is added to what was there",
      weights,
      ({ convWeights32, add32 }) => ({
        convWeights32: (dw, x, dy, h, wd, ins, r, c, outs, kh, kw, ...rest) => {
          convWeights32(dw, x, dy, h, wd, ins, r, c, outs, kh, kw, ...rest);
          add32(dw, dw, dw, kh * kw * ins * outs);
        },
      }),
    ],
  ])("%s", (_, law, slip) => expect(caught(law, slipped(slip))).toBe(true));
});
