import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { named } from "../core/key.js";
import { BelowOne } from "../core/ranges.js";
import { size } from "../core/shape.js";
import { type Builder, plain, single } from "./resident.js";

/** Noise that zeroes numbers, as data. */
export const Dropout = t.readonly(t.strict({ kind: t.literal("dropout"), rate: BelowOne }));
export type Dropout = t.TypeOf<typeof Dropout>;

/**
 * In training each number is 0 with probability `rate`, else divided by 1 - rate; the identity in evaluation.
 *
 * Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014), inverted.
 */
export const dropout = (rate: number): Dropout => ({ kind: "dropout", rate });

/** y = x mask / (1 - rate) over x where that is allowed, dx = dy mask / (1 - rate) over dy. */
export const dropoutLayer: Builder<Dropout> = ({ rate }, site) =>
  F.pipe(
    single(site),
    E.map((shape) =>
      plain(shape, site.overwrite, ({ workspace: { kernels, arena }, batch, mode, key }, x) => {
        if (mode === "eval") return { y: [x], pullback: (dy, { input }) => (input ? dy : []) };
        const n = batch * size(shape);
        const { k0, k1 } = named(key, ...site.path);
        const mask = arena.alloc32(n);
        kernels.keepMask32(mask, n, k0, k1, 0, rate);
        kernels.scale32(mask, mask, n, 1 / (1 - rate));
        const y = site.overwrite ? x : arena.alloc32(n);
        kernels.mul32(y, x, mask, n);
        return {
          y: [y],
          pullback: ([dy], { input }) => {
            if (!input) return [];
            kernels.mul32(dy!, dy!, mask, n);
            return [dy!];
          },
        };
      }),
    ),
  );
