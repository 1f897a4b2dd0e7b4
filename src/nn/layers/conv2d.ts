import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { showShape } from "../../core/shape.js";
import { type LayerKind, wrongInput } from "../layerKind.js";
import { picture } from "../picture.js";
import { convolutionFields, convolutionLayer, type Kernel, sidesOf } from "./convolution.js";

/** A convolution as data. */
export const Conv2d = t.readonly(t.strict({ kind: t.literal("conv2d"), ...convolutionFields }));
export type Conv2d = t.TypeOf<typeof Conv2d>;

/** What may be said of a convolution besides its channels. */
type Settings = { readonly kernel: Kernel } & Partial<Pick<Conv2d, "stride" | "padding" | "bias" | "init">>;

/**
 * Cross-correlation of a picture with `out` kernels, W (out, in, height, width) and b (out): PyTorch's `Conv2d`.
 *
 *   y[o, r, c] = b[o] + sum over i, a, b of x[i, r stride + a - padding, c stride + b - padding] W[o, i, a, b]
 *
 * From height h to floor((h + 2 padding - kernel) / stride) + 1, and so in width.
 *
 * @example
 * conv2d(32, { kernel: 3, stride: 2, padding: 1 }).kernel // => [3, 3]
 */
export const conv2d = (out: number, settings: Settings): Conv2d => {
  const { kernel, ...rest } = { ...settings };
  return {
    kind: "conv2d",
    out,
    kernel: sidesOf(kernel),
    stride: 1,
    padding: 0,
    bias: true,
    init: "fanIn",
    ...rest,
  };
};

/** The input is the wide picture. */
export const conv2dLayer: LayerKind<Conv2d> = {
  kind: "conv2d",
  codec: Conv2d,
  build: ({ out, kernel, stride, padding, bias, init }, context) =>
    F.pipe(
      picture(context, "a conv2d layer"),
      E.filterOrElse(
        ([, height, width]) => height + 2 * padding >= kernel[0] && width + 2 * padding >= kernel[1],
        () =>
          wrongInput(context, "a conv2d layer", `a picture that a kernel of ${showShape(kernel)} fits into`, {
            hint: "add padding",
          }),
      ),
      E.map((wide) => {
        const steps = (extent: number, side: number) => Math.floor((extent + 2 * padding - side) / stride) + 1;
        const narrow = [out, steps(wide[1], kernel[0]), steps(wide[2], kernel[1])] as const;
        const tie = { wide, narrow, kernel, stride, before: [padding, padding] as const };
        return convolutionLayer(context, { bias, init }, "narrow", tie);
      }),
    ),
};
