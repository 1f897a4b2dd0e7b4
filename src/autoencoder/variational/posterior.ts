import { either as E, function as F } from "fp-ts";
import { badOption, checked, expectKey, expectRuntime } from "../../core/checks.js";
import type { Key } from "../../core/key.js";
import { normal } from "../../core/random.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Weights } from "../../nn/weights.js";
import type { Runtime } from "../../wasm/runtime.js";
import { type Coder, encoderOutputs } from "../use.js";

/** q(z | x) of each row: N(mu, diag exp(logvar)), both [N, latent]. */
export interface Posterior {
  readonly mu: Tensor;
  readonly logvar: Tensor;
}

/**
 * q(z | x) of examples x [N, ...shape].
 *
 * Errors: as `encode`; `BadArgument` for a model whose encoder gives codes, and no distribution of them.
 */
export const posterior = (runtime: Runtime, model: Coder, weights: Weights, x: Tensor): E.Either<Failure, Posterior> =>
  F.pipe(
    encoderOutputs(runtime, model, weights, x, {}),
    E.chain(([mu, logvar]) =>
      logvar === undefined
        ? badOption("the model", "one of vae.compile or cvae.compile, whose encoder gives mu and logvar", "one code")
        : E.right({ mu: mu!, logvar }),
    ),
  );

/**
 * One draw from each row's q(z | x): z = mu + exp(logvar / 2) eps, [N, latent].
 *
 * Errors: `BadArgument`.
 */
export const samplePosterior = (runtime: Runtime, key: Key, { mu, logvar }: Posterior): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(mu, expectRuntime(runtime), expectKey(key)),
    E.map(() => {
      const eps = normal(runtime, key, mu.shape).data;
      return tensor(
        mu.shape,
        Float32Array.from(eps, (e, i) => mu.data[i]! + Math.exp(logvar.data[i]! / 2) * e),
      );
    }),
  );
