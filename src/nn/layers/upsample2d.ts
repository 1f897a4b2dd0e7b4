import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { Count } from "../../core/ranges.js";
import { size } from "../../core/shape.js";
import { type LayerKind, plain } from "../layerKind.js";
import { picture } from "../picture.js";

/** Larger pixels as data. */
export const Upsample2d = t.readonly(t.strict({ kind: t.literal("upsample2d"), factor: Count }));
export type Upsample2d = t.TypeOf<typeof Upsample2d>;

/** Each pixel as a square of `factor` by `factor`: PyTorch's `Upsample` in its mode "nearest". */
export const upsample2d = (factor: number): Upsample2d => ({ kind: "upsample2d", factor });

/** dx is the sum of dy over the square. */
export const upsample2dLayer: LayerKind<Upsample2d> = {
  kind: "upsample2d",
  codec: Upsample2d,
  build: ({ factor }, context) =>
    F.pipe(
      picture(context, "an upsample2d layer"),
      E.map(([channels, height, width]) => {
        const shape = [channels, height * factor, width * factor];
        return plain(shape, true, ({ workspace: { kernels, arena }, batch }, x) => {
          const y = arena.alloc32(batch * size(shape));
          kernels.upsample32(y, x, height, width, channels, factor, 0, batch);
          return {
            y: [y],
            pullback: ([dy], { input }) => {
              if (!input) return [];
              const dx = arena.alloc32(batch * channels * height * width);
              kernels.gradUpsample32(dx, dy!, height, width, channels, factor, 0, batch);
              return [dx];
            },
          };
        });
      }),
    ),
};
