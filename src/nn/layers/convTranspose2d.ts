import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { Natural } from "../../core/ranges.js";
import { showShape } from "../../core/shape.js";
import { type LayerKind, wrongInput } from "../layerKind.js";
import { picture } from "../picture.js";
import { convolutionFields, convolutionLayer, type Kernel, sidesOf } from "./convolution.js";

/** A transposed convolution as data. More output padding than a step has would be rows that nothing reaches. */
export const ConvTranspose2d = t.readonly(
  t.refinement(
    t.strict({ kind: t.literal("convTranspose2d"), ...convolutionFields, outputPadding: Natural }),
    ({ outputPadding, stride }) => outputPadding < stride,
    "a transposed convolution with less output padding than stride",
  ),
);
export type ConvTranspose2d = t.TypeOf<typeof ConvTranspose2d>;

/** What may be said of a transposed convolution besides its channels. */
type Settings = { readonly kernel: Kernel } & Partial<
  Pick<ConvTranspose2d, "stride" | "padding" | "outputPadding" | "bias" | "init">
>;

/**
 * The transpose of a convolution, W (in, out, height, width) and b (out): PyTorch's `ConvTranspose2d`.
 *
 *   y[o, r stride + a - padding, c stride + b - padding] = b[o] + the sum of all x[i, r, c] W[i, o, a, b] that fall there
 *
 * From height h to (h - 1) stride - 2 padding + kernel + outputPadding, and so in width.
 *
 * @example
 * convTranspose2d(16, { kernel: 3, stride: 2, padding: 1, outputPadding: 1 }).outputPadding // => 1
 */
export const convTranspose2d = (out: number, settings: Settings): ConvTranspose2d => {
  const { kernel, ...rest } = { ...settings };
  return {
    kind: "convTranspose2d",
    out,
    kernel: sidesOf(kernel),
    stride: 1,
    padding: 0,
    outputPadding: 0,
    bias: true,
    init: "fanIn",
    ...rest,
  };
};

/** The input is the narrow picture. */
export const convTranspose2dLayer: LayerKind<ConvTranspose2d> = {
  kind: "convTranspose2d",
  codec: ConvTranspose2d,
  build: (definition, context) => {
    const { out, kernel, stride, padding, outputPadding, bias, init } = definition;
    const reach = (extent: number, side: number) => (extent - 1) * stride - 2 * padding + side + outputPadding;
    return F.pipe(
      picture(context, "a convTranspose2d layer"),
      E.map((narrow) => ({ narrow, wide: [out, reach(narrow[1], kernel[0]), reach(narrow[2], kernel[1])] as const })),
      E.filterOrElse(
        ({ wide }) => Math.min(...wide) > 0,
        ({ wide }) =>
          wrongInput(context, "a convTranspose2d layer", "a picture of which its padding leaves something", {
            hint: `it would be ${showShape(wide)}`,
          }),
      ),
      E.map(({ narrow, wide }) => {
        const tie = { wide, narrow, kernel, stride, before: [padding, padding] as const };
        return convolutionLayer(context, { bias, init }, "wide", tie);
      }),
    );
  },
};
