/** Principal components of MNIST, as the program finds them: how many keep 90 % of the variance, and what they filter. */
import { pcaDenoise } from "../../examples/pca-denoise.js";
import type { Acceptance } from "./check.js";
import { figureOf, recordOf } from "./program.js";
import { onMnist } from "./training.js";

export const pca: Acceptance = {
  name: "pca",
  what: "PCA of the 60,000 training images keeping 90 % of the variance; test images with noise N(0, 0.3^2)",
  run: onMnist(async (_runtime, _digits, folder) => {
    const record = await recordOf(pcaDenoise, folder, ["--quiet"]);
    const of = (name: string): number => figureOf(record, name);
    return [
      { what: "components, at least", figure: of("components"), bar: { least: 87 } },
      { what: "components, at most", figure: of("components"), bar: { most: 87 } },
      { what: "MSE of filtered pictures", figure: of("MSE filtered"), bar: { most: 0.0166 } },
      { what: "the same, clipped to [0, 1]", figure: of("MSE filtered, clipped"), bar: { most: 0.0117 } },
    ];
  }),
};
