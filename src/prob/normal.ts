import { either as E, function as F } from "fp-ts";
import { checked, expectModel, expectNumbers } from "../core/checks.js";
import { normal as standardNormal } from "../core/random.js";
import { expectShape } from "../core/shape.js";
import { tensor } from "../core/tensor.js";
import type { Failure } from "../failure.js";
import { type Distribution, distribution, type NormalParameters } from "./distribution.js";
import { entropyNormal } from "./entropy.js";
import { log2Pi } from "./standardNormal.js";

/**
 * N(mean, diag exp(logvar)) over rows of d numbers: independent normals, in an encoder's parametrisation.
 *
 * log p(x) = -1/2 sum_j (log 2 pi + logvar_j + (x_j - mean_j)^2 exp(-logvar_j))
 *
 * A draw is mean + exp(logvar / 2) eps, eps ~ N(0, I).
 * Errors: `ShapeMismatch` where mean and logvar differ in length; `BadArgument`.
 *
 * @example
 * E.map((p: Distribution) => p.logDensity([0]))(normal({ mean: [0], logvar: [0] })) // => E.right(-0.9189385332046727)
 */
export const normal = (parameters: NormalParameters): E.Either<Failure, Distribution> =>
  F.pipe(
    checked(
      parameters,
      expectModel("the parameters", parameters, ["mean", "logvar"], "an encoder"),
      expectNumbers("the means", parameters?.mean),
      expectNumbers("the log-variances", parameters?.logvar),
    ),
    E.chainFirstW(({ mean, logvar }) => expectShape("one log-variance a mean", [mean.length], [logvar.length])),
    E.map(({ mean, logvar }) => {
      const d = mean.length;
      return distribution({
        width: d,
        mean: Float64Array.from(mean),
        entropy: entropyNormal(logvar).value,
        logDensity: (x) => {
          let q = 0;
          for (let j = 0; j < d; j++) q += log2Pi + logvar[j]! + (x[j]! - mean[j]!) ** 2 * Math.exp(-logvar[j]!);
          return -0.5 * q;
        },
        draw: (runtime, key, n) => {
          const eps = standardNormal(runtime, key, [n, d], "float64");
          const sigma = Float64Array.from(logvar, (l) => Math.exp(l / 2));
          const x = Float64Array.from(eps.data, (e, i) => mean[i % d]! + sigma[i % d]! * e);
          return tensor(eps.shape, x);
        },
      });
    }),
  );
