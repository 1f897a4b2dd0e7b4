import { either as E } from "fp-ts";
import * as t from "io-ts";
import { key } from "../../src/core/key.js";
import { size } from "../../src/core/shape.js";
import { type ReadonlyFloats, type Tensor, tensor } from "../../src/core/tensor.js";
import { blockOf, leavesOf } from "../../src/core/tree.js";
import { describe, type Failure } from "../../src/failure.js";
import { leakyRelu, relu, sigmoid, softplus, tanh } from "../../src/nn/activation.js";
import { batchNorm } from "../../src/nn/batchNorm.js";
import { compile } from "../../src/nn/compile.js";
import type { Definition } from "../../src/nn/definition.js";
import { dropout } from "../../src/nn/dropout.js";
import { layer } from "../../src/nn/layer.js";
import { linear } from "../../src/nn/linear.js";
import { flatten, reshape } from "../../src/nn/reshape.js";
import type { Mode } from "../../src/nn/resident.js";
import { logSoftmax, softmax } from "../../src/nn/softmax.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { runtimes } from "../arbitraries/runtimes.js";
import type { Outputs } from "./compare.js";
import type { Case } from "./read.js";
import { asked, attributes, input, type Op, type Topic } from "./topic.js";

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(describe(result.left));
  return result.right;
};

/** Axis 1 of the reference, its channels, as the last one. */
const channelsLast = ({ shape, data }: Tensor): Tensor => {
  const [n, c, ...rest] = shape as readonly [number, number, ...number[]];
  const inner = size(rest);
  const moved = Float64Array.from({ length: data.length }, (_, i) => {
    const [row, position, channel] = [Math.floor(i / (inner * c)), Math.floor(i / c) % inner, i % c];
    return data[(row * c + channel) * inner + position]!;
  });
  return tensor([n, ...rest, c], moved);
};

const channelsFirst = ({ shape, data }: Tensor): Tensor => {
  const [n, c, inner] = [shape[0]!, shape.at(-1)!, size(shape.slice(1, -1))];
  const moved = Float64Array.from({ length: data.length }, (_, i) => {
    const [row, channel, position] = [Math.floor(i / (inner * c)), Math.floor(i / inner) % c, i % inner];
    return data[(row * inner + position) * c + channel]!;
  });
  return tensor([n, c, ...shape.slice(1, -1)], moved);
};

/** How tensors of the reference lie here. */
interface Placement {
  readonly enter: (x: Tensor) => Tensor;
  readonly leave: (x: Tensor) => Tensor;
}

const asTheyAre: Placement = { enter: (x) => x, leave: (x) => x };
const channels: Placement = { enter: channelsLast, leave: channelsFirst };

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
  const x = channelsLast(tensorOf(c, "x"));
  const n = x.shape.at(-1)!;
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
      () => ({ mode: training ? "train" : "eval", placement: channels }),
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
    const shapeHere = channelsLast(tensor(batchShape, data.subarray(0, size(batchShape)))).shape;
    const { params, state: start } = right(init(key(0), [shapeHere.slice(1)]));
    const n = shapeHere.at(-1)!;
    const means: number[] = [];
    const variances: number[] = [];
    let state = start;
    for (let b = 0; b < shape[0]!; b++) {
      const batch = data.subarray(b * size(batchShape), (b + 1) * size(batchShape));
      const x = channelsLast(tensor(batchShape, batch));
      ({ state } = apply(params, state, [x], { mode: "train", key: key(0) }));
      means.push(...Array.from(state).slice(0, n));
      variances.push(...Array.from(state).slice(n));
    }
    const { y } = apply(params, state, [channelsLast(tensorOf(c, "x_eval"))], { mode: "eval", key: key(0) });
    return { running_mean: means, running_var: variances, y_eval: Array.from(channelsFirst(y[0]!).data) };
  };

/** The kernel of dropout with the reference's mask in place of its stream. */
const masked = (runtime: Runtime, c: Case, rate: number): Runtime => ({
  ...runtime,
  using: (body) =>
    runtime.using((workspace) => {
      const { kernels, arena } = workspace;
      const mask = arena.put32(input(c, "mask").data);
      return body({
        ...workspace,
        kernels: {
          ...kernels,
          dropout32: (out, x, n) => kernels.masked32(out, x, mask, n, 1 / (1 - rate)),
        },
      });
    }),
});

const slope = t.type({ negative_slope: t.number });

const opsOn = (runtime: Runtime): Readonly<Record<string, Op>> => {
  const simple = (definition: Definition): Op => pass(runtime, () => definition);
  const alongChannels = (definition: Definition): Op =>
    pass(
      runtime,
      () => definition,
      () => ({ placement: channels }),
    );
  return {
    linear: pass(runtime, (c) => linear(input(c, "weight").shape[0]!, { bias: "bias" in c.inputs })),
    batchnorm1d: norm(runtime),
    batchnorm2d: norm(runtime),
    batchnorm2d_sequence: normSequence(runtime),
    relu: simple(relu),
    leaky_relu: pass(runtime, (c) => leakyRelu(attributes(c, slope).negative_slope)),
    sigmoid: simple(sigmoid),
    tanh: simple(tanh),
    softplus: simple(softplus),
    softplus_exact: simple(softplus),
    softmax: alongChannels(softmax),
    log_softmax: alongChannels(logSoftmax),
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
