import { normal as standardNormal } from "../core/random.js";
import { tensor } from "../core/tensor.js";
import type { Distribution } from "./distribution.js";
import { entropyNormal } from "./entropy.js";
import type { NormalParameters } from "./parameters.js";
import { log2Pi } from "./standardNormal.js";

/**
 * N(mean, diag exp(logvar)) over rows of d numbers: independent normals, in an encoder's parametrisation.
 *
 * log p(x) = -1/2 sum_j (log 2 pi + logvar_j + (x_j - mean_j)^2 exp(-logvar_j))
 *
 * A draw is mean + exp(logvar / 2) eps, eps ~ N(0, I). Throws a RangeError where mean and logvar differ in length.
 *
 * @example
 * normal({ mean: [0], logvar: [0] }).logDensity([0]) // => -0.9189385332046727
 */
export const normal = ({ mean, logvar }: NormalParameters): Distribution => {
  const d = mean.length;
  if (logvar.length !== d) throw new RangeError(`${d} means and ${logvar.length} log-variances`);
  return {
    width: d,
    mean: Float64Array.from(mean),
    entropy: entropyNormal(logvar).value,
    logDensity: (x) => {
      let q = 0;
      for (let j = 0; j < d; j++) q += log2Pi + logvar[j]! + (x[j]! - mean[j]!) ** 2 * Math.exp(-logvar[j]!);
      return -0.5 * q;
    },
    sample: (runtime, key, n) => {
      const eps = standardNormal(runtime, key, [n, d], "float64");
      const sigma = Float64Array.from(logvar, (l) => Math.exp(l / 2));
      const x = Float64Array.from(eps.data, (e, i) => mean[i % d]! + sigma[i % d]! * e);
      return tensor(eps.shape, x);
    },
  };
};
