/**
 * What a convolution and a transposed one have in common: a wide picture x and a narrow one y, tied by a kernel. One
 * computes y from x, the other x from y; their gradients are each other. assembly/conv has the formula.
 */
import * as t from "io-ts";
import { Count, Natural } from "../../core/ranges.js";
import { size } from "../../core/shape.js";
import type { Pointer } from "../../wasm/arena.js";
import type { BuildContext, CompiledLeaf, PassContext } from "../compiledLayer.js";
import { type Init, initialOf } from "../initial.js";
import { allocateParameters } from "../layerKind.js";
import type { Picture } from "../picture.js";

/** What the data of both have. */
export const convolutionFields = {
  /** Channels of the output. */
  out: Count,
  /** Height and width. */
  kernel: t.readonly(t.tuple([Count, Count])),
  stride: Count,
  /** Of zeros on each side. */
  padding: Natural,
  bias: t.boolean,
  init: t.keyof({ fanIn: null, glorot: null }),
};

/** A square kernel by its side, or height and width. */
export type Kernel = number | readonly [height: number, width: number];

/** Height and width of a kernel. */
export const sidesOf = (kernel: Kernel): readonly [number, number] =>
  typeof kernel === "number" ? [kernel, kernel] : kernel;

/** The tie of two pictures; `turned` where it is that of the kernel turned by half a circle. */
interface ConvGeometry {
  readonly wide: Picture;
  readonly narrow: Picture;
  readonly kernel: readonly [height: number, width: number];
  readonly stride: number;
  /** Rows and columns of zeros before the wide picture. */
  readonly before: readonly [top: number, left: number];
  readonly channelsLast: boolean;
}

/**
 * With a stride of 1 each of two pictures is a convolution of the other: the patches are those of the picture with
 * fewer channels, and so the matrix of them is smaller.
 */
const cheaper = (tie: ConvGeometry): ConvGeometry => {
  const { wide, narrow, kernel, stride, before } = tie;
  const after = [kernel[0] - 1 - before[0], kernel[1] - 1 - before[1]] as const;
  if (stride > 1 || narrow[0] >= wide[0] || Math.min(...after) < 0) return tie;
  return { ...tie, wide: narrow, narrow: wide, before: after, channelsLast: true };
};

/** The three products of a tie, on pictures that lie channels last. */
const products = ({
  wide,
  narrow,
  kernel: [height, width],
  stride,
  before: [top, left],
  channelsLast,
}: ConvGeometry) => {
  const [ins, outs, taps] = [wide[0], narrow[0], height * width];
  const extents = [wide[1], wide[2], ins, narrow[1], narrow[2], outs, height, width, stride, top, left] as const;
  const count = ins * outs * taps;

  const withScratch = ({ workspace: { kernels, arena } }: PassContext, body: (scratch: Pointer) => void): void =>
    arena.scope(() => body(arena.alloc(kernels.convScratch(narrow[2] * taps * ins))));

  return {
    pack: ({ workspace: { kernels, arena } }: PassContext, w: Pointer): Pointer => {
      const packed = arena.alloc32(count);
      kernels.convPack32(packed, w, ins, outs, taps, Number(channelsLast), 0, outs);
      return packed;
    },
    /** The narrow picture of a wide one. */
    narrow: (run: PassContext, w: Pointer, x: Pointer): Pointer => {
      const y = run.workspace.arena.alloc32(run.batch * size(narrow));
      withScratch(run, (scratch) => run.workspace.kernels.conv32(y, x, w, ...extents, 0, run.batch, scratch));
      return y;
    },
    /** The transpose. */
    wide: (run: PassContext, w: Pointer, y: Pointer): Pointer => {
      const x = run.workspace.arena.alloc32(run.batch * size(wide));
      withScratch(run, (scratch) => run.workspace.kernels.convTranspose32(x, y, w, ...extents, 0, run.batch, scratch));
      return x;
    },
    /** The gradient of the kernel, from both pictures, one of them a gradient. */
    weight: (run: PassContext, dw: Pointer, x: Pointer, y: Pointer): void => {
      const { kernels, arena } = run.workspace;
      withScratch(run, (scratch) => {
        const packed = arena.alloc32(count);
        kernels.convWeights32(packed, x, y, ...extents, run.batch, 0, taps * ins, scratch);
        kernels.convUnpack32(dw, packed, ins, outs, taps, Number(channelsLast), 0, outs);
      });
    },
  };
};

/** A layer of a tie: from its wide picture to its narrow one, or the other way. */
export const convolutionLayer = (
  context: BuildContext,
  { bias, init }: { readonly bias: boolean; readonly init: Init },
  direction: "narrow" | "wide",
  given: Omit<ConvGeometry, "channelsLast">,
): CompiledLeaf => {
  const tie = cheaper({ ...given, channelsLast: false });
  const { pack, narrow, wide, weight } = products(tie);
  const to = given[direction];
  const [outs, ins] = [given.narrow[0], given.wide[0]];
  const taps = size(given.kernel);
  // PyTorch reads the fan off the second axis of the weights, also of a transposed convolution
  const initial = initialOf(init, ins * taps, outs * taps);
  const weightAt = 4 * context.params;
  const biasAt = weightAt + 4 * outs * ins * taps;
  const narrows = (direction === "narrow") !== tie.channelsLast;
  const [forward, backward] = narrows ? [narrow, wide] : [wide, narrow];

  return {
    shapes: [to],
    params: allocateParameters(context, [
      ["weight", [outs, ins, ...given.kernel], initial.weight],
      ...(bias ? ([["bias", [to[0]], initial.bias]] as const) : []),
    ]),
    state: [],
    outputReusable: true,
    forward: (run, [x]) => {
      const { kernels } = run.workspace;
      const positions = run.batch * size(to.slice(1));
      const packed = pack(run, run.params + weightAt);
      const y = forward(run, packed, x!);
      if (bias) kernels.addRow32(y, y, run.params + biasAt, positions, to[0]);
      return {
        y: [y],
        pullback: ([dy], { params: dp, input }) => {
          if (dp !== null) {
            weight(run, dp + weightAt, ...(narrows ? ([x!, dy!] as const) : ([dy!, x!] as const)));
            if (bias) kernels.columnSums32(dp + biasAt, dy!, positions, to[0], 0, to[0]);
          }
          return input ? [backward(run, packed, dy!)] : [];
        },
      };
    },
  };
};
