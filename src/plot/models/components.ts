/** What principal components hold. */
import type { Tensor } from "../../core/tensor.js";
import { type Content, row } from "../figure.js";
import { line } from "../mark/line.js";
import { rule } from "../mark/rule.js";
import { panel } from "../panel.js";
import type { ImageSheet } from "../sheet.js";
import type { Floats, Shape2 } from "../values.js";
import { type ImageGridOptions, imageGrid } from "./images.js";

const cumulated = (ratios: Floats): Float64Array => {
  let sum = 0;
  return Float64Array.from(ratios, (ratio) => {
    sum += ratio;
    return sum;
  });
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/**
 * The shares of the variance of components in their order, each and summed up, with a rule at those that are kept.
 *
 * @example
 * explainedVariance([0.6, 0.3, 0.1], 2).kind // => "grid"
 */
export const explainedVariance = (ratios: Floats, kept: number): Content => {
  const shares = cumulated(ratios);
  const x = Array.from(shares, (_, i) => i + 1);
  const upTo = shares[kept - 1] ?? 0;
  const size = { width: 340, height: 260 };
  return row([
    panel([line({ x, y: Array.from(ratios, (ratio) => Math.max(ratio, 1e-9)) }), rule({ x: kept })], {
      title: "of each component",
      x: { label: "component", scale: "log" },
      y: { label: "share of the variance", scale: "log", domain: [1e-6, 1] },
      ...size,
    }),
    panel(
      [line({ x, y: shares }), rule({ x: kept, label: `${kept} components: ${percent(upTo)}` }), rule({ y: upTo })],
      {
        title: "of all components up to it",
        x: { label: "components" },
        y: { label: "share of the variance", domain: [0, 1] },
        ...size,
      },
    ),
  ]);
};

/**
 * The first components [k, rows x columns] as pictures, each between its own extremes: blue below zero, red above. Twenty
 * of them.
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * principalComponents(tensor64([3, 4], new Float64Array(12)), { shape: [2, 2] }).images.length // => 3
 */
export const principalComponents = (
  components: Tensor,
  options: ImageGridOptions & { readonly shape: Shape2 },
): ImageSheet =>
  imageGrid(components, {
    count: 20,
    columns: 10,
    width: 64,
    colours: "diverging",
    domain: "data",
    ...options,
  });

/**
 * The name of a component's axis with its share of the variance.
 *
 * @example
 * componentName([0.6, 0.3], 1) // => "component 2 (30.0 % of the variance)"
 */
export const componentName = (ratios: Floats, j: number): string =>
  `component ${j + 1} (${percent(ratios[j] ?? 0)} of the variance)`;
