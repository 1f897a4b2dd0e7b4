/** What is measured of a VAE: its losses, its posteriors; and what one smooth function makes of a normal. */

import type { EpochLosses } from "../../src/flat.js";
import { type ElboTerm, type Key, normal, posterior, type Runtime, type Tensor } from "../../src/flat.js";
import { type Content, histogram, panel, row, rule, scatter } from "../../src/plot/index.js";
import { coordinate, lossCurves } from "../digits/charts.js";
import type { Learner } from "../digits/learner.js";

/** Reconstruction, KL and the loss they make, of training and test, against the epochs. */
export const losses = (history: readonly EpochLosses<ElboTerm>[]): Content =>
  row([
    lossCurves(history, "Reconstruction", "reconstruction", "nats a picture"),
    lossCurves(history, "KL", "kl", "nats a picture"),
    lossCurves(history, "Loss", "loss", "weighted sum"),
  ]);

/** Means and variances of q(z | x), all coordinates of all pictures: of the prior they would be 0 and 1. */
export const posteriors = ({ runtime, model, weights }: Learner, x: Tensor): Content => {
  const { mu, logvar } = posterior(runtime, model, weights, x);
  const chart = (title: string, values: Float64Array, prior: number, label: string): Content =>
    panel([histogram(values, { bins: 40 }), rule({ x: prior, label: `of the prior: ${prior}` })], {
      title,
      x: { label },
      y: { label: "count" },
      width: 300,
      height: 230,
    });
  return row([
    chart("Means", Float64Array.from(mu.data), 0, "mu"),
    chart("Variances", Float64Array.from(logvar.data, Math.exp), 1, "exp(logvar)"),
  ]);
};

/** Points from N(0, I) beside g(Z) = Z/|Z| + Z/10: what one smooth function makes of a normal. */
export const ring = (runtime: Runtime, key: Key): Content => {
  const z = normal(runtime, key, [2000, 2]);
  const [x, y] = [coordinate(z, 0), coordinate(z, 1)];
  const radius = x.map((value, i) => Math.hypot(value, y[i]!));
  const g = (values: Float32Array): Float32Array => values.map((value, i) => value / radius[i]! + value / 10);
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
