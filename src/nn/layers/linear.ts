import { either as E } from "fp-ts";
import * as t from "io-ts";
import { Count } from "../../core/ranges.js";
import type { PassContext } from "../compiledLayer.js";
import { type Init, initialOf } from "../initial.js";
import { allocateParameters, type LayerKind, wrongInput } from "../layerKind.js";
import { liveColumns } from "./liveColumns.js";

/** y = x W^T + b as data. */
export const Linear = t.readonly(
  t.strict({
    kind: t.literal("linear"),
    out: Count,
    bias: t.boolean,
    init: t.keyof({ fanIn: null, glorot: null }),
  }),
);
export type Linear = t.TypeOf<typeof Linear>;

/**
 * y = x W^T + b, with W (out, in) and b (out): PyTorch's `Linear`. Takes one tensor of one axis.
 *
 * @example
 * linear(256) // => { kind: "linear", out: 256, bias: true, init: "fanIn" }
 */
export const linear = (out: number, settings: { readonly bias?: boolean; readonly init?: Init } = {}): Linear => ({
  kind: "linear",
  out,
  bias: true,
  init: "fanIn",
  ...settings,
});

/** dW = dy^T x, db = the column sums of dy, dx = dy W. */
export const linearLayer: LayerKind<Linear> = {
  kind: "linear",
  codec: Linear,
  build: ({ out, bias, init }, context) => {
    const [shape] = context.shapes;
    if (context.shapes.length !== 1 || shape?.length !== 1)
      return E.left(
        wrongInput(context, "a linear layer", "one tensor of one axis", { hint: "flatten comes before it" }),
      );
    const [width] = shape as readonly [number];

    const initial = initialOf(init, width, out);
    const params = allocateParameters(context, [
      ["weight", [out, width], initial.weight],
      ...(bias ? ([["bias", [out], initial.bias]] as const) : []),
    ]);
    const weightAt = 4 * context.params;
    const biasAt = weightAt + 4 * out * width;

    return E.right({
      shapes: [[out]],
      params,
      state: [],
      outputReusable: true,
      forward: ({ workspace, batch, params: p, scratch }: PassContext, [x]) => {
        const { kernels, arena } = workspace;
        const w = p + weightAt;
        const live = liveColumns(workspace, x!, batch, width, out);
        const n = live.count;
        const y = arena.alloc32(batch * out);
        kernels.gemm32(y, out, live.x, n, 1, live.pick(w, out), 1, n, batch, 0, out, n, 0, scratch);
        if (bias) kernels.addRow32(y, y, p + biasAt, batch, out);
        return {
          y: [y],
          pullback: ([dy], { params: dp, input }) => {
            if (dp !== null) {
              live.spread(dp + weightAt, out, (dw) =>
                kernels.gemm32(dw, n, dy!, 1, out, live.x, n, 1, out, 0, n, batch, 0, scratch),
              );
              if (bias) kernels.columnSums32(dp + biasAt, dy!, batch, out, 0, out);
            }
            if (!input) return [];
            const dx = arena.alloc32(batch * width);
            kernels.gemm32(dx, width, dy!, out, 1, w, width, 1, batch, 0, width, out, 0, scratch);
            return [dx];
          },
        };
      },
    });
  },
};
