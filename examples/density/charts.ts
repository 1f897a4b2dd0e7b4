/** What is drawn of a fit, whatever the dimension of the points. */
import { type Content, line, panel, rule, theme } from "../../src/plot/index.js";
import type { Fitted, Selection } from "./fit.js";

/** The bound by iteration: of the best start, and faint of the others. */
export const rise = ({ rises: [best = [], ...others] }: Fitted): Content =>
  panel(
    [
      ...others.map((bounds, i) =>
        line({ y: bounds, colour: theme.colour.frame, ...(i === 0 ? { label: "other starts" } : {}) }),
      ),
      line({ y: best, colour: 0, markers: best.length <= 40, label: "the best start" }),
    ],
    {
      x: { label: "iteration", ticks: Math.max(1, Math.min(8, best.length - 1)) },
      y: { label: "bound (nats)" },
      width: 520,
    },
  );

/** AIC and BIC by the number of normals: lower is better. */
export const criteria = ({ tried, best }: Selection): Content => {
  const components = tried.map((fitted) => fitted.components);
  const curve = (label: string, of: "aic" | "bic") =>
    line({ x: components, y: tried.map((fitted) => fitted[of]), markers: true, label });
  return panel([curve("AIC", "aic"), curve("BIC", "bic"), rule({ x: best.components, label: "least BIC" })], {
    x: { label: "normals", ticks: Math.max(1, Math.min(8, tried.length - 1)) },
    y: { label: "criterion (lower is better)" },
    width: 520,
  });
};
