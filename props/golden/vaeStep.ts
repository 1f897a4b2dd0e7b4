import { either as E } from "fp-ts";
import * as t from "io-ts";
import { meanOver } from "../../src/autoencoder/likelihood.js";
import { gaussianHeads } from "../../src/autoencoder/presets/presets.js";
import { negativeElbo } from "../../src/autoencoder/variational/elbo.js";
import { type VaeModel, compile as vae } from "../../src/autoencoder/variational/vae.js";
import { key } from "../../src/core/key.js";
import { type Shape, size } from "../../src/core/shape.js";
import { type ReadonlyFloats, type Tensor, tensor } from "../../src/core/tensor.js";
import { type BlockLayout, blockOf, leavesOf, type Slot } from "../../src/core/tree.js";
import { describe, type Failure } from "../../src/failure.js";
import { type Definition, sequence } from "../../src/nn/definition.js";
import { leakyRelu, relu, tanh } from "../../src/nn/layers/activation.js";
import { batchNorm } from "../../src/nn/layers/batchNorm.js";
import { conv2d } from "../../src/nn/layers/conv2d.js";
import { convTranspose2d } from "../../src/nn/layers/convTranspose2d.js";
import { linear } from "../../src/nn/layers/linear.js";
import { flatten, reshape } from "../../src/nn/layers/reshape.js";
import { adam } from "../../src/optim/definition.js";
import { kernelStep } from "../../src/optim/kernelStep.js";
import type { Pointer } from "../../src/wasm/arena.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { runtimes } from "../arbitraries/runtimes.js";
import type { Outputs } from "./compare.js";
import { attributes, input, type Op, type Topic } from "./topic.js";

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(describe(result.left));
  return result.right;
};

/** What both forms have. */
const Common = t.type({
  likelihood: t.keyof({ bernoulli_prob: null, bernoulli_logits: null, gaussian: null }),
  beta: t.number,
  lr: t.number,
});

const Mlp = t.intersection([
  Common,
  t.type({
    model: t.literal("mlp"),
    sizes: t.tuple([t.number, t.number, t.number]),
    activation: t.keyof({ relu: null, tanh: null }),
  }),
]);

const Conv = t.intersection([
  Common,
  t.type({
    model: t.literal("conv"),
    channels: t.tuple([t.number, t.number, t.number]),
    side: t.number,
    latent: t.number,
    batchnorm: t.boolean,
    negative_slope: t.number,
    output_padding: t.number,
  }),
]);

/** Layers here under the reference's names. */
const reference: Readonly<Record<string, string>> = {
  "encoder.hidden": "enc1",
  "encoder.conv1.conv": "enc1",
  "encoder.conv1.norm": "enc1_bn",
  "encoder.conv2.conv": "enc2",
  "encoder.conv2.norm": "enc2_bn",
  "encoder.heads.mu": "mu",
  "encoder.heads.logvar": "logvar",
  "decoder.hidden": "dec1",
  "decoder.conv.conv": "dec2",
  "decoder.conv.norm": "dec2_bn",
  "decoder.out": "dec2",
  "decoder.outConv": "dec3",
};

const named = (path: string): string => {
  const end = path.lastIndexOf(".");
  return `${reference[path.slice(0, end)]}.${path.slice(end + 1)}`;
};

/** The reference's gaussian is (x - y)^2 / 2: half of mse. */
const reconstructionWeight = ({ likelihood }: t.TypeOf<typeof Common>): number => (likelihood === "gaussian" ? 0.5 : 1);

const perceptron = ({ sizes: [numbers, hidden, latent], activation }: t.TypeOf<typeof Mlp>) => {
  const act = { relu, tanh }[activation];
  return {
    shape: [numbers],
    encoder: sequence(["hidden", linear(hidden)], ["act", act], ["heads", gaussianHeads(latent)]),
    decoder: sequence(["hidden", linear(hidden)], ["act", act], ["out", linear(numbers)]),
  };
};

const convolutional = (attrs: t.TypeOf<typeof Conv>) => {
  const { channels, side, latent, batchnorm, negative_slope: slope, output_padding: outputPadding } = attrs;
  const [from, middle, last] = channels;
  const act = slope === 0 ? relu : leakyRelu(slope);
  const halving = { kernel: 3, stride: 2, padding: 1, bias: !batchnorm };
  const block = (conv: Definition): Definition =>
    sequence(["conv", conv], ...(batchnorm ? ([["norm", batchNorm()]] as const) : []), ["act", act]);
  return {
    shape: [from, side, side],
    encoder: sequence(
      ["conv1", block(conv2d(middle, halving))],
      ["conv2", block(conv2d(last, halving))],
      ["flatten", flatten],
      ["heads", gaussianHeads(latent)],
    ),
    decoder: sequence(
      ["hidden", linear((last * side * side) / 16)],
      ["act", act],
      ["picture", reshape([last, side / 4, side / 4])],
      ["conv", block(convTranspose2d(middle, { ...halving, outputPadding }))],
      ["outConv", convTranspose2d(from, { ...halving, bias: true, outputPadding })],
    ),
  };
};

const modelOf = (attrs: t.TypeOf<typeof Mlp> | t.TypeOf<typeof Conv>): VaeModel =>
  right(
    vae({
      kind: "vae",
      ...(attrs.model === "mlp" ? perceptron(attrs) : convolutional(attrs)),
      likelihood: attrs.likelihood === "gaussian" ? "mse" : "bce",
      weights: { reconstruction: reconstructionWeight(attrs), kl: attrs.beta },
    }),
  );

const flat = ({ shape, data }: Tensor) => ({ shape, data: Array.from(data) });

const under = (prefix: string, layout: BlockLayout, block: Float32Array): Outputs =>
  Object.fromEntries(
    Object.entries(leavesOf(layout, block)).map(([path, leaf]) => [`${prefix}.${named(path)}`, flat(leaf)]),
  );

/** Three steps on one batch with the reference's noise. */
const step =
  (runtime: Runtime): Op =>
  (c) => {
    const attrs = attributes(c, t.union([Mlp, Conv]));
    const model = modelOf(attrs);
    const { encoder, decoder, latent, shape, likelihood } = model;
    const x = input(c, "x");
    const [batch] = x.shape as readonly [number];
    const eps = input(c, "eps").data;
    const blockFrom = (layout: BlockLayout, kind: "param" | "buffer"): ReadonlyFloats => {
      const leaf = ({ path, shape: of }: Slot) => [path, tensor(of, input(c, `${kind}.${named(path)}`).data)] as const;
      return right(blockOf(layout, Object.fromEntries(layout.map(leaf))));
    };
    const [begin, tracked] = [blockFrom(model.params, "param"), blockFrom(model.state, "buffer")];

    const workspace = runtime.workspace();
    const { arena, kernels } = workspace;
    const n = begin.length;
    const { apply, slots } = kernelStep(adam({ rate: attrs.lr }));
    const at = { p: arena.put32(begin), g: arena.alloc32(n), slots: arena.put32(new Float32Array(slots.length * n)) };
    const images = arena.put32(x.data);
    const pass = { workspace, mode: "train", key: key(0), batch, params: at.p } as const;
    const noiseOf = (k: number) => arena.put32(eps.slice(k * batch * latent, (k + 1) * batch * latent));

    // what lies between the networks, with running statistics of its own: a pass moves them
    const run = { ...pass, state: arena.put32(tracked), scratch: arena.alloc(kernels.gemmScratch()) };
    const [mu, logvar] = encoder.forward(run, [images]).y as readonly [Pointer, Pointer];
    const [z, sigma] = [arena.alloc32(batch * latent), arena.alloc32(batch * latent)];
    kernels.reparameterise32(z, sigma, mu, logvar, noiseOf(0), latent, latent, 0, batch);
    const [xhat] = decoder.forward(run, [z]).y as readonly [Pointer];
    meanOver(likelihood, kernels, xhat, batch * size(shape));
    const between = (from: Pointer, of: Shape) => {
      const whole = [batch, ...of];
      return { shape: whole, data: Array.from(arena.f32(from, size(whole))) };
    };
    const codes = {
      mu: between(mu, [latent]),
      logvar: between(logvar, [latent]),
      z: between(z, [latent]),
      xhat: between(xhat, shape),
    };

    const state = arena.put32(tracked);
    const losses: (readonly [number, number, number])[] = [];
    const blocks: Float32Array[] = [];
    const gradients: Float32Array[] = [];
    for (let k = 0; k < 3; k++) {
      const evaluation = { ...pass, state, gradients: at.g };
      const { loss, reconstruction, kl } = negativeElbo(model, evaluation, images, noiseOf(k));
      losses.push([loss, reconstructionWeight(attrs) * reconstruction, kl]);
      gradients.push(arena.f32(at.g, n).slice());
      apply(workspace, { ...at, out: at.p }, n, k);
      blocks.push(arena.f32(at.p, n).slice());
    }

    return {
      loss: losses.map(([loss]) => loss),
      recon: losses.map(([, reconstruction]) => reconstruction),
      kl: losses.map(([, , kl]) => kl),
      ...codes,
      ...under("grad", model.params, gradients[0]!),
      ...under("step1", model.params, blocks[0]!),
      ...under("step3", model.params, blocks[2]!),
      ...under("step3", model.state, arena.f32(state, tracked.length).slice()),
    };
  };

/** Three steps of a dense VAE and of a convolutional one in both builds; gradients and parameters by name. */
export const vaeStep: readonly Topic[] = runtimes.map((runtime) => ({
  name: `VAE steps, ${runtime.simd}`,
  precision: "float32",
  ops: { vae_step: step(runtime) },
}));
