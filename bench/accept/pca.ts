/** Principal components of MNIST, as the program finds them: how many keep 90 % of the variance, and what they filter. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pcaDenoise } from "../../examples/pca-denoise.js";
import { decodeRecord, main, processIo } from "../../src/cli/index.js";
import { orThrow } from "../../src/failure.js";
import type { Acceptance } from "./check.js";

export const pca: Acceptance = {
  name: "pca",
  what: "PCA of the 60,000 training images keeping 90 % of the variance; test images with noise N(0, 0.3^2)",
  run: async (folder) => {
    const json = join(folder, "run.json");
    const code = await main(
      pcaDenoise,
      ["--quiet", "--out", folder, "--json", json],
      processIo(() => "pca-denoise"),
    )();
    if (code !== 0) throw new Error(`the program ended with exit code ${code}`);
    const { data, figures } = orThrow(decodeRecord(readFileSync(json, "utf8")));
    if (data["source"] === "synthetic") return { skipped: "MNIST is not here: MNIST_DIR names its folder" };
    const of = (name: string): number => Number(figures[name]);
    return [
      { what: "components, at least", figure: of("components"), bar: { least: 87 } },
      { what: "components, at most", figure: of("components"), bar: { most: 87 } },
      { what: "MSE of filtered pictures", figure: of("MSE filtered"), bar: { most: 0.0166 } },
      { what: "the same, clipped to [0, 1]", figure: of("MSE filtered, clipped"), bar: { most: 0.0117 } },
    ];
  },
};
