/** Normal noise on examples: what a denoising autoencoder learns to take off. */
import { either as E, function as F } from "fp-ts";
import { checked, expectKey, expectNumber, expectOptions, expectRuntime, expectTensor } from "../../core/checks.js";
import type { Key } from "../../core/key.js";
import { normal } from "../../core/random.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Evaluation } from "../../train/objective.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime } from "../../wasm/runtime.js";

/** How much noise is added. */
export interface NoiseOptions {
  /** Standard deviation of the noise. */
  readonly sigma: number;
}

/**
 * x + sigma e, e ~ N(0, I), of x of any shape: not clipped to the range of x.
 *
 * Errors: `BadArgument`; `BadOption` for a sigma below 0.
 *
 * @example
 * const x = tensor32([1, 2], [0, 1]);
 * E.map(({ data }: Tensor) => [...data])(noisy(runtime, key(0), x, { sigma: 0 })) // => E.right([0, 1])
 */
export const noisy = (runtime: Runtime, key: Key, x: Tensor, options: NoiseOptions): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(
      options,
      expectRuntime(runtime),
      expectKey(key),
      expectTensor("examples", x),
      expectOptions(options, ["sigma"]),
    ),
    E.chainFirst(({ sigma }) => expectNumber("sigma", sigma, "0 or more")),
    E.map(({ sigma }) => {
      const e = normal(runtime, key, x.shape).data;
      const y = new Float32Array(e.length);
      for (let i = 0; i < y.length; i++) y[i] = x.data[i]! + sigma * e[i]!;
      return tensor(x.shape, y);
    }),
  );

/** The same of n numbers in linear memory, beside them. */
export const noisyBeside = (
  { workspace }: Evaluation,
  { k0, k1 }: Key,
  x: Pointer,
  n: number,
  sigma: number,
): Pointer => {
  const { kernels, arena } = workspace;
  const e = arena.alloc32(n);
  kernels.normal32(e, n, k0, k1, 0);
  kernels.axpy32(e, e, x, n, sigma);
  return e;
};
