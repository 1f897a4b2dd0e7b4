import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { key } from "../src/core/key.js";
import { normal } from "../src/core/random.js";
import { type Tensor, tensor } from "../src/core/tensor.js";
import { floatsOf } from "../src/core/tree.js";
import {
  between,
  decode,
  drawCodes,
  encode,
  interpolate,
  posterior,
  reconstruct,
  sample,
} from "../src/models/codes.js";
import { cs236781, habr, kuznetsov, shallow, tinkoff } from "../src/models/presets.js";
import { Vae, vae } from "../src/models/vae.js";
import { drawn, seeds, between as within } from "./arbitraries/data.js";
import { right } from "./arbitraries/models.js";
import { runtimes } from "./arbitraries/runtimes.js";
import { kolmogorovSmirnov, kolmogorovSmirnovBound, normalCdf, rate } from "./laws/fit.js";

/** Weights and biases of each layer, 2 (scale and shift) a feature of batch norm: as the sources' frameworks count. */
describe.each([
  ["cs236781", cs236781, 410_404],
  ["kuznetsov", kuznetsov, 326_824],
  ["tinkoff", tinkoff, 427_344],
  ["habr", habr, 470_804],
] as const)("the preset %s", (_, preset, parameters) => {
  test(`learns ${parameters} numbers from images of 28 x 28`, () => {
    expect(floatsOf(right(vae(preset([28, 28]).model)).params)).toBe(parameters);
  });

  test("fits images of any height and width", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (height, width) => {
        expect(right(vae(preset([height, width]).model)).numbers).toBe(height * width);
      }),
      { numRuns: 10 },
    ));

  test("is data: it survives JSON, and a setting out of its range is refused", () => {
    const { model } = preset([28, 28]);
    expect(Vae.decode(JSON.parse(JSON.stringify(model)))).toMatchObject({ right: model });
    expect(Vae.is({ ...model, weights: { reconstruction: -1, kl: 1 } })).toBe(false);
  });
});

describe.each(runtimes)("codes and pictures ($simd)", (runtime) => {
  const model = right(vae(shallow([4, 5], 9, 3)));
  const weights = model.init(runtime, key(1));
  const pictures = (seed: number, n: number): Tensor => tensor([n, 4, 5], drawn(seed, 20 * n, within(0, 1)));
  const row = ({ data }: Tensor, i: number): readonly number[] => Array.from(data).slice(20 * i, 20 * (i + 1));

  test("a code is the posterior's mean, a reconstruction its picture, a sample the picture of a normal draw", () =>
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 30 }), (seed, n) => {
        const x = pictures(seed, n);
        const codes = encode(runtime, model, weights, x);
        expect(codes).toEqual(posterior(runtime, model, weights, x).mu);
        expect(reconstruct(runtime, model, weights, x)).toEqual(decode(runtime, model, weights, codes));
        const z = normal(runtime, key(seed), [n, 3]);
        expect(sample(runtime, model, weights, key(seed), n)).toEqual(decode(runtime, model, weights, z));
      }),
      { numRuns: 20 },
    ));

  test("a picture hangs on its own row alone: 1 row or 600, the same bits", () => {
    const x = pictures(3, 600);
    const all = reconstruct(runtime, model, weights, x);
    for (const i of [0, 255, 256, 599]) {
      const alone = reconstruct(runtime, model, weights, tensor([1, 4, 5], Float32Array.from(row(x, i))));
      expect([...alone.data]).toEqual(row(all, i));
    }
    expect(Array.from(all.data).every((p) => p > 0 && p < 1)).toBe(true);
  });

  test("a way between two pictures begins and ends at their reconstructions, and is straight in codes", () => {
    const x = pictures(5, 2);
    const [a, b] = [0, 1].map((i) => tensor([4, 5], Float32Array.from(row(x, i)))) as [Tensor, Tensor];
    const way = interpolate(runtime, model, weights, a, b, 10);
    const ends = reconstruct(runtime, model, weights, x);
    expect([way.shape, row(way, 0), row(way, 9)]).toEqual([[10, 4, 5], row(ends, 0), row(ends, 1)]);
    const codes = encode(runtime, model, weights, x).data;
    const [from, to] = [0, 3].map((at) => tensor([3], Float32Array.from(codes).slice(at, at + 3))) as [Tensor, Tensor];
    expect(decode(runtime, model, weights, between(from, to, 10))).toEqual(way);
  });

  test(`draws of a posterior are its: Kolmogorov and Smirnov, failing once in ${1 / rate}`, () => {
    const n = 3000;
    const q = posterior(runtime, model, weights, pictures(7, n));
    const z = drawCodes(runtime, q, key(11)).data;
    const standard = Array.from(z, (v, i) => (v - q.mu.data[i]!) / Math.exp(q.logvar.data[i]! / 2));
    expect(kolmogorovSmirnov(Float64Array.from(standard), normalCdf)).toBeLessThan(kolmogorovSmirnovBound(3 * n));
  });
});
