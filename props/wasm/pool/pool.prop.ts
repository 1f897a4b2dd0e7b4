/** Several threads: the same bits as one, whatever is computed and wherever it is cut. */
import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { normal, uniform } from "../../../src/core/random.js";
import { tensor } from "../../../src/core/tensor.js";
import * as kde from "../../../src/density/kde/index.js";
import * as mixture from "../../../src/em/mixture/index.js";
import { fit as fitTemplate } from "../../../src/em/template/index.js";
import { pca, tsne } from "../../../src/embedding/index.js";
import { layer } from "../../../src/nn/layer.js";
import { fit } from "../../../src/train/fit.js";
import { begin } from "../../../src/train/state.js";
import type { Runtime } from "../../../src/wasm/runtime.js";
import { optimizersFor, trainableNames, trainableOf } from "../../arbitraries/alternating.js";
import { between, drawn, seeds } from "../../arbitraries/data.js";
import { clouds, covariances } from "../../arbitraries/mixtures.js";
import { examplesFor, plans, right } from "../../arbitraries/models.js";
import { layers, networks } from "../../arbitraries/networks.js";
import { scenes as passes, signal } from "../../arbitraries/passes.js";
import { inParts, onThreads, runtimes } from "../../arbitraries/runtimes.js";
import { scenes, setOf } from "../../arbitraries/scenes.js";

/** What is drawn, and what is computed of it: all of its numbers. */
type Computed = readonly [drawn: fc.Arbitrary<unknown>, compute: (runtime: Runtime, drawn: never) => unknown];

const computed = <A>(drawn: fc.Arbitrary<A>, compute: (runtime: Runtime, drawn: A) => unknown): Computed => [
  drawn,
  compute,
];

const count = fc.integer({ min: 1, max: 40 });
const rowsOf = (seed: number, n: number, d: number) => tensor([n, d], drawn(seed, n * d, between(-3, 3)));

const computations: Readonly<Record<string, Computed>> = {
  "random numbers": computed(fc.tuple(seeds, fc.integer({ min: 0, max: 300 })), (runtime, [seed, n]) =>
    (["float32", "float64"] as const).flatMap((precision) =>
      [normal, uniform].map((draw) => draw(runtime, key(seed), [n], precision)),
    ),
  ),
  "a network, there and back": computed(
    passes(fc.oneof(networks, ...Object.values(layers))),
    (runtime, { definition, network, params, state, x, context, batch, seed }) => {
      const { y, pullback } = layer(runtime, definition).vjp(params, state, x, context);
      return [y, pullback(signal(seed, batch, network.outShapes))];
    },
  ),
  "a training": computed(
    fc.record({
      plan: plans,
      model: fc.constantFrom(...trainableNames),
      optimizers: optimizersFor,
      count,
      batch: fc.integer({ min: 1, max: 9 }),
      seed: seeds,
    }),
    (runtime, { plan, model, optimizers, count, batch, seed }) => {
      const trainable = trainableOf(model, plan);
      const optimizer = optimizers(trainable);
      const data = { train: examplesFor(trainable, count, seed), test: examplesFor(trainable, 3, seed + 9) };
      const start = right(begin(runtime, key(seed), trainable, { optimizer }));
      return fit(runtime, start.key, trainable, data, { optimizer, batch, epochs: 2, start });
    },
  ),
  "EM of the hidden template": computed(
    fc.constantFrom(undefined, "shared" as const, "each" as const).chain((masks) => scenes(masks ? { masks } : {})),
    (runtime, scene) => {
      const { faceHeight, faceWidth } = scene.extents;
      const stop = { iterations: 3, tolerance: null };
      return fitTemplate(runtime, key(scene.seed), setOf(scene), { faceHeight, faceWidth, ...stop });
    },
  ),
  "EM of a mixture": computed(
    fc
      .record({ covariance: fc.constantFrom(...covariances), missing: fc.boolean(), weighted: fc.boolean() })
      .chain((options) => clouds(options)),
    (runtime, { x, weights, start }) =>
      mixture.fit(runtime, key(0), right(mixture.points(x, { weights })), { start, iterations: 3, tolerance: null }),
  ),
  "a density estimate": computed(
    fc.record({
      seed: seeds,
      n: count,
      m: count,
      d: fc.integer({ min: 1, max: 4 }),
      kernel: fc.constantFrom(...kde.kernels),
    }),
    (runtime, { seed, n, m, d, kernel }) =>
      kde.logDensity(runtime, right(kde.fit(rowsOf(seed, n, d), { kernel, bandwidth: 0.7 })), rowsOf(seed + 1, m, d)),
  ),
  "principal components": computed(
    fc.record({ seed: seeds, n: fc.integer({ min: 2, max: 40 }), d: fc.integer({ min: 1, max: 20 }) }),
    (runtime, { seed, n, d }) => {
      const x = rowsOf(seed, n, d);
      return E.map((model: pca.Pca) => [model, pca.transform(runtime, model, x)])(
        pca.fit(runtime, key(0), x, { components: 0.9 }),
      );
    },
  ),
  "a map of points, and a place for others": computed(
    fc.record({
      seed: seeds,
      n: fc.integer({ min: 16, max: 40 }),
      dims: fc.integer({ min: 1, max: 3 }),
      precision: fc.constantFrom("float32" as const, "float64" as const),
      method: fc.constantFrom("exact" as const, "barnesHut" as const),
    }),
    (runtime, { seed, n, dims, precision, method }) => {
      const phases = [{ iterations: 5, exaggeration: 12, momentum: 0.5 }];
      const options = { perplexity: 4, components: method === "exact" ? dims : 2, phases, precision, method };
      const map = right(tsne.fit(runtime, key(seed), rowsOf(seed, n, 3), options));
      return [map, tsne.transform(runtime, map, rowsOf(seed + 1, 7, 3), { iterations: 5 })];
    },
  ),
};

describe.each(runtimes)("the same bits ($simd)", async (one) => {
  const crews = await Promise.all([2, 3, 4].map((threads) => onThreads(one.simd, threads)));

  describe.each(Object.entries(computations))("of %s", (_, [drawn, compute]) => {
    test("in many parts", () =>
      fc.assert(
        fc.property(drawn, (it) => {
          expect(compute(inParts[one.simd], it as never)).toEqual(compute(one, it as never));
        }),
        { numRuns: 60 },
      ));

    test("on two, three and four threads", () =>
      fc.assert(
        fc.property(drawn, (it) => {
          const expected = compute(one, it as never);
          for (const several of crews) expect(compute(several, it as never)).toEqual(expected);
        }),
        { numRuns: 20 },
      ));
  });
});
