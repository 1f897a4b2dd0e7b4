import fc from "fast-check";
import { expect, test } from "vitest";
import { compile as autoencoder } from "../../src/autoencoder/plain/autoencoder.js";
import { key } from "../../src/core/key.js";
import { tensor } from "../../src/core/tensor.js";
import { leavesOf } from "../../src/core/tree.js";
import { fit as fitPca } from "../../src/embedding/pca/fit.js";
import { linear } from "../../src/nn/layers/linear.js";
import { adam } from "../../src/optim/definition.js";
import { cosine } from "../../src/optim/schedules.js";
import { fit } from "../../src/train/fit.js";
import { begin } from "../../src/train/state.js";
import { between, drawn, seeds } from "../arbitraries/data.js";
import { right } from "../arbitraries/models.js";
import { plain } from "../arbitraries/runtimes.js";

const [n, d] = [48, 5];
const steps = 3000;

/** Standard deviations along the axes before a reflection turns them: a gap behind any number of them. */
const spread = [2, 1.4, 1, 0.5, 0.2];

/** Rows about a mean, their principal axes in general position. */
const rows = (seed: number): Float32Array => {
  const [g, normal, mean] = [n * d, d, d].map((length, i) => drawn(seed + i, length, between(-1, 1))) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const norm = Math.hypot(...normal);
  const v = normal.map((x) => x / norm);
  return Float32Array.from({ length: n * d }, (_, at) => {
    const [i, j] = [Math.floor(at / d), at % d];
    const along = v.reduce((sum, x, k) => sum + x * spread[k]! * g[i * d + k]!, 0);
    return spread[j]! * g[at]! - 2 * along * v[j]! + mean[j]!;
  });
};

/** a b of matrices (m, k) and (k, l) */
const product = (a: ArrayLike<number>, b: ArrayLike<number>, m: number, k: number, l: number): Float64Array =>
  Float64Array.from({ length: m * l }, (_, at) => {
    let sum = 0;
    for (let i = 0; i < k; i++) sum += a[Math.floor(at / l) * k + i]! * b[i * l + (at % l)]!;
    return sum;
  });

test("a linear autoencoder with squared error comes to the projection onto the leading principal components, within 2^-8 after 3,000 steps", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), seeds, (latent, seed) => {
      const x = rows(seed);
      const model = right(
        autoencoder({
          kind: "autoencoder",
          shape: [d],
          encoder: linear(latent),
          decoder: linear(d),
          likelihood: "mse",
          weight: 1 / d,
          denoising: false,
        }),
      );
      const optimizer = adam({ rate: cosine({ rate: 0.03, steps }) });
      const start = right(begin(plain, key(seed), model, { optimizer }));
      const data = { train: { count: n, columns: [{ shape: [d], floats: x }] } };
      const { state } = right(fit(plain, start.key, model, data, { optimizer, batch: n, epochs: steps, start }));
      const weights = leavesOf(model.params, state.weights.params);
      const map = product(weights["decoder.weight"]!.data, weights["encoder.weight"]!.data, d, latent, d);

      const { components } = right(fitPca(plain, key(0), tensor([n, d], x), { components: latent }));
      const turned = Float64Array.from(
        { length: d * latent },
        (_, at) => components.data[(at % latent) * d + Math.floor(at / latent)]!,
      );
      const projection = product(turned, components.data, d, latent, d);
      map.forEach((value, at) => {
        expect(Math.abs(value - projection[at]!)).toBeLessThanOrEqual(2 ** -8);
      });
    }),
    { numRuns: 4 },
  ));
