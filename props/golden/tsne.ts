import { either as E } from "fp-ts";
import * as t from "io-ts";
import { type Tensor, tensor } from "../../src/core/tensor.js";
import { affinities } from "../../src/embedding/tsne/affinities.js";
import { initialState, step } from "../../src/embedding/tsne/descent.js";
import { divergence } from "../../src/embedding/tsne/forces.js";
import { describe, orThrow } from "../../src/failure.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { runtimes } from "../arbitraries/runtimes.js";
import type { Case } from "./read.js";
import { asked, attributes, input, type Op, type Topic } from "./topic.js";

const tensorOf = (c: Case, name: string): Tensor => tensor(input(c, name).shape, input(c, name).data);

/** The pairs i < j, row by row, as the reference has them. */
const condensed = ({ shape, data }: Tensor): number[] => {
  const n = shape[0]!;
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n - i - 1 }, (__, k) => data[i * n + i + 1 + k]!),
  ).flat();
};

const square = (c: Case): Tensor => {
  const { data } = input(c, "P");
  const n = (1 + Math.sqrt(1 + 8 * data.length)) / 2;
  const p = new Float64Array(n * n);
  let next = 0;
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      p[i * n + j] = p[j * n + i] = data[next]!;
      next += 1;
    }
  return tensor([n, n], p);
};

const affinitiesOp =
  (runtime: Runtime): Op =>
  (c) => {
    const { perplexity } = attributes(c, t.type({ perplexity: t.number }));
    const result = affinities(runtime, tensorOf(c, "X"), { perplexity });
    if (E.isLeft(result)) throw new Error(describe(result.left));
    return asked(c, { P: condensed(result.right.p), beta: result.right.precisions });
  };

const gradientOp =
  (runtime: Runtime): Op =>
  (c) => {
    const { exaggeration } = attributes(c, t.type({ exaggeration: t.number }));
    const { kl, gradient } = orThrow(divergence(runtime, square(c), tensorOf(c, "Y"), { exaggeration }));
    return { kl, grad: gradient };
  };

const Descent = t.type({ momentum: t.number, learning_rate: t.number, exaggeration: t.number, steps: t.number });

const descentOp =
  (runtime: Runtime): Op =>
  (c) => {
    const { learning_rate: rate, steps, momentum, exaggeration } = attributes(c, Descent);
    const p = square(c);
    const positions: number[] = [];
    let state = initialState(tensorOf(c, "Y0"));
    for (let i = 0; i < steps; i++) {
      state = orThrow(step(runtime, state, p, { rate, momentum, exaggeration }));
      positions.push(...state.positions.data);
    }
    return { Y: positions };
  };

/** Affinities, the divergence with its gradient, and six steps down, in both builds. */
export const tsne: readonly Topic[] = runtimes.map((runtime) => ({
  name: `t-SNE, ${runtime.simd}`,
  precision: "float64",
  ops: {
    tsne_affinities: affinitiesOp(runtime),
    tsne_kl_grad: gradientOp(runtime),
    tsne_descent: descentOp(runtime),
  },
}));
