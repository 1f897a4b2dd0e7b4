import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { Count } from "../../core/ranges.js";
import { showShape, size } from "../../core/shape.js";
import { type LayerKind, plain, wrongInput } from "../layerKind.js";
import { picture } from "../picture.js";

/** The largest of each window as data. */
export const MaxPool2d = t.readonly(t.strict({ kind: t.literal("maxPool2d"), kernel: Count, stride: Count }));
export type MaxPool2d = t.TypeOf<typeof MaxPool2d>;

/**
 * The largest number of each square window of a channel, the first of equals in rows: PyTorch's `MaxPool2d`. Windows
 * stand side by side unless a stride says otherwise; what is left over at the bottom and right is dropped.
 *
 * @example
 * maxPool2d({ kernel: 2 }).stride // => 2
 */
export const maxPool2d = (settings: { readonly kernel: number; readonly stride?: number }): MaxPool2d => {
  const { kernel, stride = kernel } = { ...settings };
  return { kind: "maxPool2d", kernel, stride };
};

/** The gradient goes to the place of the largest. */
export const maxPool2dLayer: LayerKind<MaxPool2d> = {
  kind: "maxPool2d",
  codec: MaxPool2d,
  build: ({ kernel, stride }, context) =>
    F.pipe(
      picture(context, "a maxPool2d layer"),
      E.filterOrElse(
        ([, height, width]) => Math.min(height, width) >= kernel,
        () =>
          wrongInput(
            context,
            "a maxPool2d layer",
            `a picture that a window of ${showShape([kernel, kernel])} fits into`,
          ),
      ),
      E.map(([channels, height, width]) => {
        const [rows, columns] = [height, width].map((extent) => Math.floor((extent - kernel) / stride) + 1) as [
          number,
          number,
        ];
        const shape = [channels, rows, columns];
        return plain(shape, true, ({ workspace: { kernels, arena }, batch }, x) => {
          const [y, places] = [arena.alloc32(batch * size(shape)), arena.alloc32(batch * size(shape))];
          kernels.maxPool32(y, places, x, height, width, channels, rows, columns, kernel, stride, 0, batch);
          return {
            y: [y],
            pullback: ([dy], { input }) => {
              if (!input) return [];
              const dx = arena.alloc32(batch * channels * height * width);
              kernels.gradMaxPool32(dx, dy!, places, height * width, rows * columns, channels, 0, batch);
              return [dx];
            },
          };
        });
      }),
    ),
};
