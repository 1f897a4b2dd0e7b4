import fc from "fast-check";
import { either as E } from "fp-ts";
import { expect, describe as group, test } from "vitest";
import { compile as vae } from "../../src/autoencoder/variational/vae.js";
import { key } from "../../src/core/key.js";
import { type Shape, size } from "../../src/core/shape.js";
import { type Tensor, tensor, tensor32 } from "../../src/core/tensor.js";
import { leavesOf } from "../../src/core/tree.js";
import { describe as inOneLine, orThrow } from "../../src/failure.js";
import { decode, encode } from "../../src/flat.js";
import { compile } from "../../src/nn/compile.js";
import { Definition, parallel, sequence } from "../../src/nn/definition.js";
import { layer } from "../../src/nn/layer.js";
import { relu } from "../../src/nn/layers/activation.js";
import { batchNorm } from "../../src/nn/layers/batchNorm.js";
import { concat, split } from "../../src/nn/layers/concat.js";
import { conv2d } from "../../src/nn/layers/conv2d.js";
import { convTranspose2d } from "../../src/nn/layers/convTranspose2d.js";
import { linear } from "../../src/nn/layers/linear.js";
import { maxPool2d } from "../../src/nn/layers/maxPool2d.js";
import { flatten, reshape } from "../../src/nn/layers/reshape.js";
import { upsample2d } from "../../src/nn/layers/upsample2d.js";
import { seeds } from "../arbitraries/data.js";
import { floats } from "../arbitraries/passes.js";
import { plain, runtimes } from "../arbitraries/runtimes.js";

const evaluation = { mode: "eval", key: key(0) } as const;
const none = new Float32Array(0);

const drawnTensor = (seed: number, shape: Shape): Tensor => tensor(shape, floats(seed, size(shape)));

const dot = (a: Tensor, b: Tensor): { readonly value: number; readonly magnitude: number } => {
  const [x, y] = [Array.from(a.data), Array.from(b.data)];
  const terms = x.map((v, i) => v * y[i]!);
  const total = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0);
  return { value: total(terms), magnitude: total(terms.map(Math.abs)) };
};

const extent = (max: number) => fc.integer({ min: 1, max });

const convolutions = fc
  .record({
    batch: extent(3),
    ins: extent(5),
    outs: extent(5),
    height: extent(8),
    width: extent(8),
    kernel: fc.tuple(extent(4), extent(4)),
    stride: extent(3),
    padding: fc.nat({ max: 2 }),
    seed: seeds,
  })
  .filter(
    ({ height, width, kernel, padding }) => height + 2 * padding >= kernel[0] && width + 2 * padding >= kernel[1],
  );

group.each(runtimes)("convolutions ($simd)", (runtime) => {
  const apply = (definition: Definition, weights: Tensor, x: Tensor): Tensor =>
    layer(runtime, definition).apply(weights.data, none, [x], evaluation).y[0]!;

  // 2^-17: sums of up to 2^7 terms in float32 on both sides, 2^-24 each
  test("<conv x, y> = <x, convTranspose y> with the same weights, within 2^-17 of the terms' magnitudes", () =>
    fc.assert(
      fc.property(convolutions, ({ batch, ins, outs, height, width, kernel, stride, padding, seed }) => {
        const settings = { kernel, stride, padding, bias: false };
        const w = drawnTensor(seed, [outs, ins, ...kernel]);
        const x = drawnTensor(seed + 1, [batch, ins, height, width]);
        const image = apply(conv2d(outs, settings), w, x);
        const y = drawnTensor(seed + 2, image.shape);
        // what the convolution leaves over at the bottom and at the right is equal in both only where it must be
        const over = (n: number, side: number) => (n + 2 * padding - side) % stride;
        fc.pre(over(height, kernel[0]) === over(width, kernel[1]));
        const outputPadding = over(height, kernel[0]);
        const back = apply(convTranspose2d(ins, { ...settings, outputPadding }), w, y);
        expect(back.shape).toEqual(x.shape);
        const [left, right] = [dot(image, y), dot(x, back)];
        const terms = Math.sqrt(dot(x, x).value * dot(y, y).value * dot(w, w).value);
        expect(Math.abs(left.value - right.value)).toBeLessThanOrEqual(2 ** -17 * (left.magnitude + terms));
      }),
    ));

  test("a kernel of one pixel is a linear layer of each pixel, within (ins + 2) 2^-23 of its terms", () =>
    fc.assert(
      fc.property(convolutions, ({ batch, ins, outs, height, width, seed }) => {
        const x = drawnTensor(seed, [batch, ins, height, width]);
        const weights = floats(seed + 1, outs * ins + outs);
        const picture = apply(conv2d(outs, { kernel: 1 }), tensor([weights.length], weights), x);
        const pixels = height * width;
        const columns = Float32Array.from({ length: batch * pixels * ins }, (_, at) => {
          const [row, i] = [Math.floor(at / ins), at % ins];
          return x.data[(Math.floor(row / pixels) * ins + i) * pixels + (row % pixels)]!;
        });
        const dense = apply(linear(outs), tensor([weights.length], weights), tensor([batch * pixels, ins], columns));
        Array.from(picture.data).forEach((v, at) => {
          const [n, o, pixel] = [Math.floor(at / (pixels * outs)), Math.floor(at / pixels) % outs, at % pixels];
          const expected = dense.data[(n * pixels + pixel) * outs + o]!;
          expect(Math.abs(v - expected)).toBeLessThanOrEqual((ins + 2) * 2 ** -23 * (ins + 1));
        });
      }),
    ));

  test("batch norm of a mean of 1000 and a deviation of 1 keeps the deviation: within 2^-12 of float64", () =>
    fc.assert(
      fc.property(seeds, extent(3), (seed, channels) => {
        const shape = [4, channels, 5, 5];
        const x = tensor(
          shape,
          floats(seed, size(shape), -1.7, 1.7).map((v) => 1000 + v),
        );
        const { apply: normalise } = layer(runtime, batchNorm({ affine: false }));
        const { y } = normalise(none, new Float32Array(2 * channels), [x], { mode: "train", key: key(0) });
        for (let c = 0; c < channels; c++) {
          const at = (i: number) => (Math.floor(i / 25) * channels + c) * 25 + (i % 25);
          const column = Array.from({ length: 100 }, (_, i) => x.data[at(i)]!);
          const mean = column.reduce((sum, v) => sum + v, 0) / 100;
          const variance = column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 100;
          column.forEach((v, i) => {
            const expected = (v - mean) / Math.sqrt(variance + 1e-5);
            expect(Math.abs(y[0]!.data[at(i)]! - expected)).toBeLessThanOrEqual(2 ** -12);
          });
        }
      }),
    ));
});

group("pictures of several channels stand as in PyTorch", () => {
  const numbers = tensor32([1, 2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
  const passed = (definition: Definition, x = numbers) => {
    const { y } = layer(plain, definition).apply(none, none, [x], evaluation);
    return y.map(({ shape, data }) => [shape.slice(1), [...data]]);
  };

  test.each<[string, Definition, unknown]>([
    ["flatten: channel by channel", flatten, [[[8], [1, 2, 3, 4, 5, 6, 7, 8]]]],
    [
      "and back",
      sequence(["a", flatten], ["b", reshape([4, 1, 2])]),
      [
        [
          [4, 1, 2],
          [1, 2, 3, 4, 5, 6, 7, 8],
        ],
      ],
    ],
    [
      "picture to picture",
      reshape([4, 2, 1]),
      [
        [
          [4, 2, 1],
          [1, 2, 3, 4, 5, 6, 7, 8],
        ],
      ],
    ],
    [
      "a split is one of channels",
      split(2),
      [
        [
          [1, 2, 2],
          [1, 2, 3, 4],
        ],
        [
          [1, 2, 2],
          [5, 6, 7, 8],
        ],
      ],
    ],
    [
      "and concat joins them",
      sequence(["a", split(2)], ["b", parallel(["c", concat])], ["d", flatten]),
      [[[8], [1, 2, 3, 4, 5, 6, 7, 8]]],
    ],
    [
      "the largest of each window",
      maxPool2d({ kernel: 2 }),
      [
        [
          [2, 1, 1],
          [4, 8],
        ],
      ],
    ],
    [
      "larger pixels",
      sequence(["a", maxPool2d({ kernel: 2 })], ["b", upsample2d(2)]),
      [
        [
          [2, 2, 2],
          [4, 4, 4, 4, 8, 8, 8, 8],
        ],
      ],
    ],
  ])("%s", (_, definition, expected) => expect(passed(definition)).toEqual(expected));

  test("also at the entrances and exits of a model: its codes and pictures are those of its networks", () =>
    fc.assert(
      fc.property(seeds, extent(4), extent(4), (seed, height, width) => {
        const shape = [3, height, width];
        const encoder = sequence(
          ["conv", conv2d(5, { kernel: 3, padding: 1 })],
          ["act", relu],
          ["flatten", flatten],
          ["heads", parallel(["mu", linear(2)], ["logvar", linear(2)])],
        );
        const decoder = sequence(
          ["hidden", linear(2 * height * width)],
          ["pixels", reshape([2, height, width])],
          ["conv", convTranspose2d(3, { kernel: 3, padding: 1 })],
        );
        const weights = { reconstruction: 1, kl: 1 };
        const model = orThrow(vae({ kind: "vae", shape, encoder, decoder, likelihood: "mse", weights }));
        const { params } = model.init(plain, key(seed));
        const inEncoder = model.encoder.params.reduce((sum, leaf) => sum + size(leaf.shape), 0);
        const [ofEncoder, ofDecoder] = [[...params].slice(0, inEncoder), [...params].slice(inEncoder)];
        const x = drawnTensor(seed, [5, ...shape]);
        const z = encode(plain, model, { params, state: none }, x);
        const pure = (definition: Definition, block: readonly number[], input: Tensor) =>
          layer(plain, definition).apply(Float32Array.from(block), none, [input], evaluation).y[0]!;
        expect(z).toEqual(pure(encoder, ofEncoder, x));
        expect(decode(plain, model, { params, state: none }, z)).toEqual(pure(decoder, ofDecoder, z));
      }),
      { numRuns: 20 },
    ));
});

group("settings", () => {
  test.each<[string, Definition, Shape, string]>([
    [
      "a picture smaller than the kernel",
      sequence(["down", conv2d(2, { kernel: 5, padding: 1 })]),
      [1, 2, 9],
      "down: a conv2d layer: expected a picture that a kernel of 5 x 5 fits into, got 1 x 2 x 9; add padding",
    ],
    [
      "a picture without channels",
      conv2d(2, { kernel: 3 }),
      [28, 28],
      "network: a conv2d layer: expected one picture: channels x height x width, got 28 x 28; reshape makes one",
    ],
    [
      "padding of which nothing is left",
      convTranspose2d(2, { kernel: 1, padding: 1 }),
      [1, 2, 2],
      "network: a convTranspose2d layer: expected a picture of which its padding leaves something, got 1 x 2 x 2; it would be 2 x 0 x 0",
    ],
    [
      "a window larger than the picture",
      maxPool2d({ kernel: 3 }),
      [4, 2, 3],
      "network: a maxPool2d layer: expected a picture that a window of 3 x 3 fits into, got 4 x 2 x 3",
    ],
    [
      "an odd number of outputs that is halved",
      sequence(["conv", conv2d(3, { kernel: 1 })], ["halves", split(2)]),
      [1, 2, 2],
      "halves: a split into 2: expected features (channels, or the last axis) that 2 divides, got 3 x 2 x 2",
    ],
  ])("%s is refused, with the layer's path", (_, definition, shape, line) => {
    const network = compile(definition, [shape]);
    expect(E.isLeft(network) && inOneLine(network.left)).toBe(line);
  });

  test.each<[string, Definition]>([
    ["no stride", conv2d(2, { kernel: 3, stride: 0 })],
    ["half a pixel of padding", conv2d(2, { kernel: 3, padding: 0.5 })],
    ["more output padding than a step has", convTranspose2d(2, { kernel: 3, stride: 2, outputPadding: 2 })],
    ["a factor of 0", upsample2d(0)],
  ])("%s is refused, and not read", (_, definition) => {
    const network = compile(definition, [[1, 9, 9]]);
    expect(E.isLeft(network) && network.left.kind).toBe("NotALayer");
    expect(Definition.is(definition)).toBe(false);
  });

  test.each([
    { name: "conv2d", definition: conv2d(200, { kernel: [2, 3] }), shape: [200, 4, 2, 3], bound: 1 / Math.sqrt(24) },
    {
      name: "convTranspose2d",
      definition: convTranspose2d(50, { kernel: 3 }),
      shape: [4, 50, 3, 3],
      bound: 1 / Math.sqrt(450),
    },
  ])(
    "the weights of $name begin as in PyTorch, within $bound, and come within 2 % of it (fails once in 1e15)",
    ({ definition, shape, bound }) => {
      const network = orThrow(compile(definition, [[4, 5, 5]]));
      const { weight, bias } = leavesOf(network.params, network.init(plain, key(1)).params);
      expect(weight!.shape).toEqual(shape);
      const reach = (values: Iterable<number>) => Math.max(...Array.from(values, Math.abs));
      expect(reach(weight!.data)).toBeLessThanOrEqual(Math.fround(bound));
      expect(reach(weight!.data)).toBeGreaterThan(0.98 * bound);
      expect(reach(bias!.data)).toBeLessThanOrEqual(Math.fround(bound));
    },
  );
});
