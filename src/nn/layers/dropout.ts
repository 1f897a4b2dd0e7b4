import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { named } from "../../core/key.js";
import { BelowOne } from "../../core/ranges.js";
import { size } from "../../core/shape.js";
import { type LayerKind, plain, single } from "../layerKind.js";

/** Noise that zeroes numbers, as data. */
export const Dropout = t.readonly(t.strict({ kind: t.literal("dropout"), rate: BelowOne }));
export type Dropout = t.TypeOf<typeof Dropout>;

/**
 * In training each number is 0 with probability `rate`, else divided by 1 - rate; the identity in evaluation.
 *
 * Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014), inverted.
 */
export const dropout = (rate: number): Dropout => ({ kind: "dropout", rate });

/** The same word of the stream decides on the way back: no mask is kept. */
export const dropoutLayer: LayerKind<Dropout> = {
  kind: "dropout",
  codec: Dropout,
  build: ({ rate }, context) =>
    F.pipe(
      single(context),
      E.map((shape) =>
        plain(shape, context.overwrite, ({ workspace: { kernels, arena }, batch, mode, key }, x) => {
          if (mode === "eval") return { y: [x], pullback: (dy, { input }) => (input ? dy : []) };
          const n = batch * size(shape);
          const { k0, k1 } = named(key, ...context.path);
          const y = arena.alloc32(n);
          kernels.dropout32(y, x, n, k0, k1, 0, rate);
          return {
            y: [y],
            pullback: ([dy], { input }) => {
              if (!input) return [];
              const dx = arena.alloc32(n);
              kernels.dropout32(dx, dy!, n, k0, k1, 0, rate);
              return [dx];
            },
          };
        }),
      ),
    ),
};
