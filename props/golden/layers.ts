import { either as E } from "fp-ts";
import * as t from "io-ts";
import { key } from "../../src/core/key.js";
import { size } from "../../src/core/shape.js";
import { type ReadonlyFloats, type Tensor, tensor } from "../../src/core/tensor.js";
import { blockOf, leavesOf } from "../../src/core/tree.js";
import { describe, type Failure } from "../../src/failure.js";
import { compile } from "../../src/nn/compile.js";
import type { Mode } from "../../src/nn/compiledLayer.js";
import type { Definition } from "../../src/nn/definition.js";
import { layer } from "../../src/nn/layer.js";
import { leakyRelu, relu, sigmoid, softplus, tanh } from "../../src/nn/layers/activation.js";
import { batchNorm } from "../../src/nn/layers/batchNorm.js";
import { conv2d } from "../../src/nn/layers/conv2d.js";
import { convTranspose2d } from "../../src/nn/layers/convTranspose2d.js";
import { dropout } from "../../src/nn/layers/dropout.js";
import { linear } from "../../src/nn/layers/linear.js";
import { maxPool2d } from "../../src/nn/layers/maxPool2d.js";
import { flatten, reshape } from "../../src/nn/layers/reshape.js";
import { logSoftmax, softmax } from "../../src/nn/layers/softmax.js";
import { upsample2d } from "../../src/nn/layers/upsample2d.js";
import { featuresOf } from "../../src/nn/picture.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { runtimes } from "../arbitraries/runtimes.js";
import { channelsFirst, channelsLast, type Extents } from "../reference/pictures.js";
import type { Outputs } from "./compare.js";
import type { Case } from "./read.js";
import { asked, attributes, input, type Op, type Topic } from "./topic.js";

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(describe(result.left));
  return result.right;
};

/** How tensors of the reference stand here. */
interface Placement {
  readonly enter: (x: Tensor) => Tensor;
  readonly leave: (x: Tensor) => Tensor;
}

const asTheyAre: Placement = { enter: (x) => x, leave: (x) => x };

/** Of two axes the features are the last one, where the reference has them as the first, as of pictures. */
const featuresLast: Placement = {
  enter: (x) => (x.shape.length === 3 ? channelsLast(x) : x),
  leave: (x) => (x.shape.length === 3 ? channelsFirst(x) : x),
};

const tensorOf = (c: Case, name: string): Tensor => tensor(input(c, name).shape, input(c, name).data);

interface Settings {
  readonly mode?: Mode;
  readonly placement?: Placement;
}

/** One layer, forward and backward, its tensors under the reference's names. */
const pass =
  (runtime: Runtime, definitionOf: (c: Case) => Definition, settingsOf: (c: Case) => Settings = () => ({})): Op =>
  (c) => {
    const { mode = "train", placement = asTheyAre } = settingsOf(c);
    const definition = definitionOf(c);
    const x = placement.enter(tensorOf(c, "x"));
    const network = right(compile(definition, [x.shape.slice(1)]));
    const blockFrom = (layout: typeof network.params): ReadonlyFloats =>
      right(blockOf(layout, Object.fromEntries(layout.map(({ path }) => [path, tensorOf(c, path)]))));

    const { vjp } = layer(runtime, definition);
    const context = { mode, key: key(0) };
    const { y, state, pullback } = vjp(blockFrom(network.params), blockFrom(network.state), [x], context);
    const { dp, dx } = pullback([placement.enter(tensorOf(c, "gy"))]);
    const under = (prefix: string, layout: typeof network.params, block: ReadonlyFloats): Outputs =>
      Object.fromEntries(
        Object.entries(leavesOf(layout, block)).map(([path, { shape, data }]) => [
          `${prefix}${path}`,
          { shape, data: Array.from(data) },
        ]),
      );
    const leaving = (value: Tensor) => {
      const { shape, data } = placement.leave(value);
      return { shape, data: Array.from(data) };
    };
    return asked(c, {
      y: leaving(y[0]!),
      grad_x: leaving(dx[0]!),
      ...under("grad_", network.params, dp),
      ...under("new_", network.state, state),
    });
  };

/** Moments of the batch: what the running ones become when they move all the way. */
const moments = (runtime: Runtime, c: Case): Outputs => {
  const x = featuresLast.enter(tensorOf(c, "x"));
  const n = featuresOf(x.shape.slice(1))!;
  const rows = size(x.shape) / n;
  const { apply } = layer(runtime, batchNorm({ momentum: 1, affine: false }));
  const { state } = apply(new Float32Array(0), new Float32Array(2 * n), [x], { mode: "train", key: key(0) });
  const [mean, unbiased] = [Array.from(state).slice(0, n), Array.from(state).slice(n)];
  return { batch_mean: mean, batch_var_biased: unbiased.map((v) => (v * (rows - 1)) / rows) };
};

const Norm = t.type({ training: t.boolean, eps: t.number, momentum: t.number, affine: t.boolean });

const norm =
  (runtime: Runtime): Op =>
  (c) => {
    const { training, eps, momentum, affine } = attributes(c, Norm);
    const settings = { epsilon: eps, momentum, affine };
    const placed = pass(
      runtime,
      () => batchNorm(settings),
      () => ({ mode: training ? "train" : "eval", placement: featuresLast }),
    );
    return { ...placed(c), ...(training ? asked(c, moments(runtime, c)) : {}) };
  };

const Sequence = t.type({ eps: t.number, momentum: t.number });

const normSequence =
  (runtime: Runtime): Op =>
  (c) => {
    const { eps, momentum } = attributes(c, Sequence);
    const { init, apply } = layer(runtime, batchNorm({ epsilon: eps, momentum, affine: false }));
    const { shape, data } = input(c, "x_batches");
    const batchShape = shape.slice(1);
    const { params, state: start } = right(init(key(0), [batchShape.slice(1)]));
    const n = batchShape[1]!;
    const means: number[] = [];
    const variances: number[] = [];
    let state = start;
    for (let b = 0; b < shape[0]!; b++) {
      const x = tensor(batchShape, data.subarray(b * size(batchShape), (b + 1) * size(batchShape)));
      ({ state } = apply(params, state, [x], { mode: "train", key: key(0) }));
      means.push(...Array.from(state).slice(0, n));
      variances.push(...Array.from(state).slice(n));
    }
    const { y } = apply(params, state, [tensorOf(c, "x_eval")], { mode: "eval", key: key(0) });
    return { running_mean: means, running_var: variances, y_eval: Array.from(y[0]!.data) };
  };

/** The kernel of dropout with the reference's mask in place of its stream, which runs channels last. */
const masked = (runtime: Runtime, c: Case, rate: number): Runtime => ({
  ...runtime,
  using: (body) =>
    runtime.using((workspace) => {
      const { kernels, arena } = workspace;
      const mask = arena.put32(channelsLast(tensorOf(c, "mask")).data);
      return body({
        ...workspace,
        kernels: {
          ...kernels,
          dropout32: (out, x, n) => kernels.masked32(out, x, mask, n, 1 / (1 - rate)),
        },
      });
    }),
});

const Convolution = t.intersection([
  t.type({ kernel: t.number, stride: t.number, padding: t.number, bias: t.boolean }),
  t.partial({ output_padding: t.number }),
]);

const convolution =
  (runtime: Runtime): Op =>
  (c) => {
    const { output_padding: outputPadding, ...settings } = attributes(c, Convolution);
    const [first, second] = input(c, "weight").shape as readonly [number, number];
    const definition =
      outputPadding === undefined ? conv2d(first, settings) : convTranspose2d(second, { ...settings, outputPadding });
    return pass(runtime, () => definition)(c);
  };

const Pool = t.type({ kernel: t.number, stride: t.number });

/** The kernel of the layer keeps the places, channels last. */
const places = (runtime: Runtime, c: Case, { kernel, stride }: t.TypeOf<typeof Pool>): Tensor =>
  runtime.using(({ kernels, arena }) => {
    const { shape } = input(c, "gy");
    const [batch, channels, height, width] = input(c, "x").shape as Extents;
    const [y, at] = [arena.alloc32(size(shape)), arena.alloc32(size(shape))];
    const x = arena.put32(channelsLast(tensorOf(c, "x")).data);
    const [rows, columns] = shape.slice(2) as [number, number];
    kernels.maxPool32(y, at, x, height, width, channels, rows, columns, kernel, stride, 0, batch);
    const found = Float64Array.from(arena.i32(at, size(shape)));
    return channelsFirst(tensor([batch, rows, columns, channels], found));
  });

const slope = t.type({ negative_slope: t.number });

const opsOn = (runtime: Runtime): Readonly<Record<string, Op>> => {
  const simple = (definition: Definition): Op => pass(runtime, () => definition);
  return {
    linear: pass(runtime, (c) => linear(input(c, "weight").shape[0]!, { bias: "bias" in c.inputs })),
    conv2d: convolution(runtime),
    conv_transpose2d: convolution(runtime),
    maxpool2d: (c) => {
      const settings = attributes(c, Pool);
      const { shape, data } = places(runtime, c, settings);
      return { ...pass(runtime, () => maxPool2d(settings))(c), indices: { shape, data: Array.from(data) } };
    },
    upsample_nearest2x: simple(upsample2d(2)),
    batchnorm1d: norm(runtime),
    batchnorm2d: norm(runtime),
    batchnorm2d_sequence: normSequence(runtime),
    relu: simple(relu),
    leaky_relu: pass(runtime, (c) => leakyRelu(attributes(c, slope).negative_slope)),
    sigmoid: simple(sigmoid),
    tanh: simple(tanh),
    softplus: simple(softplus),
    softplus_exact: simple(softplus),
    softmax: simple(softmax),
    log_softmax: simple(logSoftmax),
    dropout: (c) => {
      const { p } = attributes(c, t.type({ p: t.number }));
      return pass(masked(runtime, c, p), () => dropout(p))(c);
    },
    flatten: simple(flatten),
    reshape: pass(runtime, (c) => reshape(input(c, "gy").shape.slice(1))),
  };
};

/** Layers, forward and backward, on both builds. */
export const layers: readonly Topic[] = runtimes.map((runtime) => ({
  name: `layers, ${runtime.simd}`,
  precision: "float32",
  ops: opsOn(runtime),
}));
