import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Autoencoder, compile as autoencoder } from "../../src/autoencoder/plain/autoencoder.js";
import {
  convAutoencoder,
  convDecoder,
  convEncoder,
  edu,
  tinkoffConv,
} from "../../src/autoencoder/presets/convolutional.js";
import { cs236781, denseVae, habr, kuznetsov, tinkoff } from "../../src/autoencoder/presets/presets.js";
import { Vae, compile as vae } from "../../src/autoencoder/variational/vae.js";
import { key } from "../../src/core/key.js";
import { normal } from "../../src/core/random.js";
import type { Shape } from "../../src/core/shape.js";
import { type Tensor, tensor } from "../../src/core/tensor.js";
import { floatsOf } from "../../src/core/tree.js";
import {
  decode,
  encode,
  interpolate,
  linspaceCodes,
  posterior,
  reconstruct,
  sample,
  samplePosterior,
} from "../../src/flat.js";
import type { Definition } from "../../src/nn/definition.js";
import { describe as summary, table } from "../../src/nn/describe.js";
import type { ParameterLayout } from "../../src/nn/weights.js";
import { drawn, seeds, between as within } from "../arbitraries/data.js";
import { right } from "../arbitraries/models.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { kolmogorovSmirnov, kolmogorovSmirnovBound, normalCdf, rate } from "../laws/fit.js";

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

/** PyTorch counts the autoencoder's as 2,162,425 with 24 numbers a code and 2,106,083 with 2. */
describe.each([
  ["convAutoencoder(24)", convAutoencoder(24), 2_162_425],
  ["convAutoencoder(2)", convAutoencoder(2), 2_106_083],
  ["edu(24)", edu(24), 2_211_601],
  ["edu(2)", edu(2), 2_110_181],
  ["tinkoffConv", tinkoffConv([28, 28]), 1_671_489],
] as const)("the preset %s", (_, { model }, parameters) => {
  const made = model.kind === "vae" ? vae(model) : autoencoder(model);

  test(`learns ${parameters} numbers`, () => {
    expect(floatsOf(right<ParameterLayout>(made).params)).toBe(parameters);
  });

  test("is data: it survives JSON", () => {
    const codec = model.kind === "vae" ? Vae : Autoencoder;
    expect(codec.decode(JSON.parse(JSON.stringify(model)))).toMatchObject({ right: model });
  });
});

test("the convolutional networks layer by layer: shapes and numbers are those of PyTorch", () => {
  const lines = (definition: Definition, shape: Shape) => table(right(summary(definition, [shape]))).split("\n");
  expect([...lines(convEncoder(24), [28, 28]), ...lines(convDecoder(), [24])]).toEqual([
    "layer       kind       output        parameters",
    "pixels      reshape    1 x 28 x 28            0",
    "down1.conv  conv2d     32 x 14 x 14         320",
    "down1.norm  batchNorm  32 x 14 x 14          64",
    "down1.act   leakyRelu  32 x 14 x 14           0",
    "down2.conv  conv2d     64 x 7 x 7         18496",
    "down2.norm  batchNorm  64 x 7 x 7           128",
    "down2.act   leakyRelu  64 x 7 x 7             0",
    "down3.conv  conv2d     128 x 4 x 4        73856",
    "down3.norm  batchNorm  128 x 4 x 4          256",
    "down3.act   leakyRelu  128 x 4 x 4            0",
    "down4.conv  conv2d     256 x 2 x 2       295168",
    "down4.norm  batchNorm  256 x 2 x 2          512",
    "down4.act   leakyRelu  256 x 2 x 2            0",
    "mix.conv    conv2d     512 x 2 x 2       131584",
    "mix.norm    batchNorm  512 x 2 x 2         1024",
    "mix.act     leakyRelu  512 x 2 x 2            0",
    "flatten     flatten    2048                   0",
    "code        linear     24                 49176",
    "total                                    570584",
    "layer     kind             output        parameters",
    "code      linear           512                12800",
    "pixel     reshape          512 x 1 x 1            0",
    "up1.conv  convTranspose2d  256 x 2 x 2      1179904",
    "up1.norm  batchNorm        256 x 2 x 2          512",
    "up1.act   leakyRelu        256 x 2 x 2            0",
    "up2.conv  convTranspose2d  128 x 4 x 4       295040",
    "up2.norm  batchNorm        128 x 4 x 4          256",
    "up2.act   leakyRelu        128 x 4 x 4            0",
    "up3.conv  convTranspose2d  64 x 8 x 8         73792",
    "up3.norm  batchNorm        64 x 8 x 8           128",
    "up3.act   leakyRelu        64 x 8 x 8             0",
    "up4.conv  convTranspose2d  32 x 16 x 16       18464",
    "up4.norm  batchNorm        32 x 16 x 16          64",
    "up4.act   leakyRelu        32 x 16 x 16           0",
    "up5.conv  convTranspose2d  32 x 32 x 32        9248",
    "up5.norm  batchNorm        32 x 32 x 32          64",
    "up5.act   leakyRelu        32 x 32 x 32           0",
    "out       conv2d           1 x 28 x 28         1569",
    "picture   reshape          28 x 28                0",
    "total                                       1591841",
  ]);
});

describe.each(runtimes)("codes and pictures ($simd)", (runtime) => {
  const model = right(vae(denseVae([4, 5], 9, 3)));
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
    expect(decode(runtime, model, weights, linspaceCodes(from, to, 10))).toEqual(way);
  });

  test(`draws of a posterior are its: Kolmogorov and Smirnov, failing once in ${1 / rate}`, () => {
    const n = 3000;
    const q = posterior(runtime, model, weights, pictures(7, n));
    const z = samplePosterior(runtime, q, key(11)).data;
    const standard = Array.from(z, (v, i) => (v - q.mu.data[i]!) / Math.exp(q.logvar.data[i]! / 2));
    expect(kolmogorovSmirnov(Float64Array.from(standard), normalCdf)).toBeLessThan(kolmogorovSmirnovBound(3 * n));
  });
});
