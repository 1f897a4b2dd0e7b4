/** What a trained model is for: codes of examples, and pictures of codes. All in evaluation, all pure. */
import type { Key } from "../core/key.js";
import { normal } from "../core/random.js";
import type { Shape } from "../core/shape.js";
import { type Tensor, tensor } from "../core/tensor.js";
import type { CompiledLayer } from "../nn/compiledLayer.js";
import type { Weights } from "../nn/weights.js";
import type { ParameterLayout } from "../train/objective.js";
import type { Runtime } from "../wasm/runtime.js";
import { type Likelihood, meanOver } from "./likelihood.js";
import { mapRows, withWeights } from "./rows.js";

/** A model that codes: its encoder's first output is the code, or the mean of the code. */
export interface Coder extends ParameterLayout {
  readonly encoder: CompiledLayer;
  readonly decoder: CompiledLayer;
  readonly likelihood: Likelihood;
  /** Numbers of a code and of an example. */
  readonly latent: number;
  readonly numbers: number;
  /** Of an example. */
  readonly shape: Shape;
}

const encoderOutputs = (runtime: Runtime, model: Coder, weights: Weights, x: Tensor): readonly Tensor[] => {
  const { encoder, shape, latent } = model;
  return withWeights(runtime, model, weights, (evaluate) =>
    mapRows(
      evaluate,
      x,
      shape,
      encoder.shapes.map(() => [latent]),
      (run, at) => encoder.forward(run, [at]).y,
    ),
  );
};

/**
 * The codes [N, latent] of examples x [N, ...shape]: the mean of q(z | x) for a VAE.
 *
 * Throws a RangeError for examples or weights that are not the model's, as all functions here do.
 */
export const encode = (runtime: Runtime, model: Coder, weights: Weights, x: Tensor): Tensor =>
  encoderOutputs(runtime, model, weights, x)[0]!;

/** q(z | x) of each row: N(mu, diag exp(logvar)), both [N, latent]. */
export interface Posterior {
  readonly mu: Tensor;
  readonly logvar: Tensor;
}

/** q(z | x) of examples x [N, ...shape], for a VAE. */
export const posterior = (runtime: Runtime, model: Coder, weights: Weights, x: Tensor): Posterior => {
  const [mu, logvar] = encoderOutputs(runtime, model, weights, x);
  if (!mu || !logvar) throw new RangeError("the encoder of this model gives codes, and no distribution of them");
  return { mu, logvar };
};

/** One draw from each row's q(z | x): z = mu + exp(logvar / 2) eps, [N, latent]. */
export const samplePosterior = (runtime: Runtime, { mu, logvar }: Posterior, key: Key): Tensor => {
  const eps = normal(runtime, key, mu.shape).data;
  return tensor(
    mu.shape,
    Float32Array.from(eps, (e, i) => mu.data[i]! + Math.exp(logvar.data[i]! / 2) * e),
  );
};

/** The mean of p(x | z), [N, ...shape], of codes z [N, latent]. */
export const decode = (runtime: Runtime, model: Coder, weights: Weights, z: Tensor): Tensor => {
  const { decoder, shape, latent, numbers, likelihood } = model;
  return withWeights(runtime, model, weights, (evaluate) => {
    const [x] = mapRows(evaluate, z, [latent], [shape], (run, at) => {
      const { y } = decoder.forward(run, [at]);
      meanOver(likelihood, run.workspace.kernels, y[0]!, run.batch * numbers);
      return y;
    });
    return x!;
  });
};

/** Examples coded and decoded: what a model keeps of them. */
export const reconstruct = (runtime: Runtime, model: Coder, weights: Weights, x: Tensor): Tensor =>
  decode(runtime, model, weights, encode(runtime, model, weights, x));

/** n pictures [n, ...shape] of codes z ~ N(0, I): a VAE's samples. */
export const sample = (runtime: Runtime, model: Coder, weights: Weights, key: Key, n: number): Tensor =>
  decode(runtime, model, weights, normal(runtime, key, [n, model.latent]));

/**
 * Codes added up, sum_i c_i z_i over the rows of z [n, d]: [1, d]. With 1, 1, -1 the first, changed as the second
 * differs from the third.
 *
 * @example
 * [...linearCombination(tensor32([3, 1], [5, 4, 1]), [1, 1, -1]).data] // => [8]
 */
export const linearCombination = ({ shape, data }: Tensor, coefficients: readonly number[]): Tensor => {
  const d = shape[1]!;
  const sum = new Float32Array(d);
  coefficients.forEach((c, i) => {
    for (let j = 0; j < d; j++) sum[j]! += c * data[i * d + j]!;
  });
  return tensor([1, d], sum);
};

/**
 * `steps` codes from row a to row b in equal steps, both ends among them: [steps, latent].
 *
 * @example
 * [...linspaceCodes(tensor32([1], [0]), tensor32([1], [3]), 4).data] // => [0, 1, 2, 3]
 */
export const linspaceCodes = (a: Tensor, b: Tensor, steps: number): Tensor => {
  const d = a.data.length;
  const last = Math.max(steps - 1, 1);
  const at = (i: number): number => Math.floor(i / d) / last;
  return tensor(
    [steps, d],
    Float32Array.from({ length: steps * d }, (_, i) => (1 - at(i)) * a.data[i % d]! + at(i) * b.data[i % d]!),
  );
};

/**
 * A closed tour of codes [n, d], straight from each to the next and from the last to the first, in equal steps, each code
 * being the first of its `steps`: [n steps, d].
 *
 * @example
 * [...closedPath(tensor32([2, 1], [0, 4]), 2).data] // => [0, 2, 4, 2]
 */
export const closedPath = ({ shape, data }: Tensor, steps: number): Tensor => {
  const [n, d] = shape as readonly [number, number];
  const along = (at: number): number => {
    const [step, j] = [Math.floor(at / d), at % d];
    const [leg, t] = [Math.floor(step / steps), (step % steps) / steps];
    return (1 - t) * data[leg * d + j]! + t * data[((leg + 1) % n) * d + j]!;
  };
  return tensor(
    [n * steps, d],
    Float32Array.from({ length: n * steps * d }, (_, at) => along(at)),
  );
};

/** `steps` pictures on the straight way from the code of one example [...shape] to that of another. */
export const interpolate = (
  runtime: Runtime,
  model: Coder,
  weights: Weights,
  a: Tensor,
  b: Tensor,
  steps: number,
): Tensor => {
  const code = ({ data }: Tensor) => encode(runtime, model, weights, tensor([1, ...model.shape], data));
  return decode(runtime, model, weights, linspaceCodes(code(a), code(b), steps));
};
