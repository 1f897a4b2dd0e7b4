/** What is inside a VAE: its posteriors, and why a simple prior is enough. */
import type { Tensor } from "../../core/tensor.js";
import { type Content, row } from "../figure.js";
import { histogram } from "../mark/bars.js";
import { rule } from "../mark/rule.js";
import { scatter } from "../mark/scatter.js";
import { panel } from "../panel.js";
import { coordinate, type Floats } from "../values.js";

/** A normal for each code: its means and the logarithms of its variances. */
export interface NormalPosterior {
  readonly mu: Tensor;
  readonly logvar: Tensor;
}

/**
 * Means and variances of q(z | x), all coordinates of all pictures: of the prior they would be 0 and 1.
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * const z = tensor64([2, 1], [0, 1]);
 * posteriorHistograms({ mu: z, logvar: z }).kind // => "grid"
 */
export const posteriorHistograms = ({ mu, logvar }: NormalPosterior): Content => {
  const chart = (title: string, values: Floats, prior: number, label: string): Content =>
    panel([histogram(values, { bins: 40 }), rule({ x: prior, label: `of the prior: ${prior}` })], {
      title,
      x: { label },
      y: { label: "count" },
      width: 300,
      height: 230,
    });
  return row([
    chart("Means", mu.data, 0, "mu"),
    chart("Variances", Float64Array.from(logvar.data, Math.exp), 1, "exp(logvar)"),
  ]);
};

/**
 * Draws z [n, 2] of a normal beside g(z) = z/|z| + z/10: one smooth function bends it into a ring.
 *
 * Source: C. Doersch, "Tutorial on Variational Autoencoders" (2016), figure 2.
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * ringOfNormal(tensor64([2, 2], [0, 1, 1, 0])).kind // => "grid"
 */
export const ringOfNormal = (z: Tensor): Content => {
  const [x, y] = [coordinate(0, z), coordinate(1, z)];
  const radius = x.map((value, i) => Math.hypot(value, y[i]!));
  const g = (values: Float64Array): Float64Array => values.map((value, i) => value / radius[i]! + value / 10);
  const classes = radius.map((r) => Math.min(2, Math.floor(r)));
  const classLabels = ["|Z| < 1", "1 to 2", "2 and more"];
  const square = { width: 330, height: 330, aspect: "equal" } as const;
  return row([
    panel([scatter({ x, y, classes, classLabels })], { title: "Z ~ N(0, I)", ...square, legend: "none" }),
    panel([scatter({ x: g(x), y: g(y), classes, classLabels })], {
      title: "g(Z) = Z / |Z| + Z / 10",
      ...square,
      legend: "right",
    }),
  ]);
};
