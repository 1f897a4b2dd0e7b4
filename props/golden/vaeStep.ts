import { either as E } from "fp-ts";
import * as t from "io-ts";
import { key } from "../../src/core/key.js";
import { type Tensor, tensor } from "../../src/core/tensor.js";
import { blockOf, type Layout, leavesOf } from "../../src/core/tree.js";
import { describe, type Failure } from "../../src/failure.js";
import { decode, posterior } from "../../src/models/codes.js";
import { negativeElbo } from "../../src/models/elbo.js";
import { heads } from "../../src/models/presets.js";
import { type VaeModel, vae } from "../../src/models/vae.js";
import { relu, tanh } from "../../src/nn/activation.js";
import { sequence } from "../../src/nn/definition.js";
import { linear } from "../../src/nn/linear.js";
import { adam } from "../../src/optim/definition.js";
import { resident } from "../../src/optim/resident.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { runtimes } from "../arbitraries/runtimes.js";
import type { Outputs } from "./compare.js";
import type { Case } from "./read.js";
import { attributes, input, type Op, type Topic } from "./topic.js";

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(describe(result.left));
  return result.right;
};

const Mlp = t.type({
  sizes: t.tuple([t.number, t.number, t.number]),
  activation: t.keyof({ relu: null, tanh: null }),
  likelihood: t.keyof({ bernoulli_prob: null, bernoulli_logits: null, gaussian: null }),
  beta: t.number,
  lr: t.number,
});

/** Layers here under the reference's names. */
const reference: Readonly<Record<string, string>> = {
  "encoder.hidden": "enc1",
  "encoder.heads.mu": "mu",
  "encoder.heads.logvar": "logvar",
  "decoder.hidden": "dec1",
  "decoder.out": "dec2",
};

const named = (path: string): string => {
  const end = path.lastIndexOf(".");
  return `${reference[path.slice(0, end)]}.${path.slice(end + 1)}`;
};

/** The reference's gaussian is (x - y)^2 / 2: half of mse. */
const reconstructionWeight = ({ likelihood }: t.TypeOf<typeof Mlp>): number => (likelihood === "gaussian" ? 0.5 : 1);

const modelOf = (attrs: t.TypeOf<typeof Mlp>): VaeModel => {
  const { sizes, activation, likelihood, beta } = attrs;
  const [numbers, hidden, latent] = sizes;
  const act = { relu, tanh }[activation];
  return right(
    vae({
      kind: "vae",
      shape: [numbers],
      encoder: sequence(["hidden", linear(hidden)], ["act", act], ["heads", heads(latent)]),
      decoder: sequence(["hidden", linear(hidden)], ["act", act], ["out", linear(numbers)]),
      likelihood: likelihood === "gaussian" ? "mse" : "bce",
      weights: { reconstruction: reconstructionWeight(attrs), kl: beta },
    }),
  );
};

const plain = ({ shape, data }: Tensor) => ({ shape, data: Array.from(data) });

const under = (prefix: string, layout: Layout, block: Float32Array): Outputs =>
  Object.fromEntries(
    Object.entries(leavesOf(layout, block)).map(([path, leaf]) => [`${prefix}.${named(path)}`, plain(leaf)]),
  );

/** Three steps on one batch with the reference's noise. */
const step =
  (runtime: Runtime): Op =>
  (c) => {
    const attrs = attributes(c, Mlp);
    const model = modelOf(attrs);
    const { params: layout, latent } = model;
    const x = tensor(input(c, "x").shape, input(c, "x").data);
    const [batch] = x.shape as readonly [number];
    const eps = input(c, "eps").data;
    const leaf = (path: string) => input(c, `param.${named(path)}`);
    const begin = right(
      blockOf(layout, Object.fromEntries(layout.map(({ path, shape }) => [path, tensor(shape, leaf(path).data)]))),
    );

    const workspace = runtime.workspace();
    const { arena, kernels } = workspace;
    const n = begin.length;
    const { apply, slots } = resident(adam({ rate: attrs.lr }));
    const at = { p: arena.put32(begin), g: arena.alloc32(n), slots: arena.put32(new Float32Array(slots.length * n)) };
    const images = arena.put32(x.data);
    const rest = { workspace, mode: "train", key: key(0), batch, params: at.p, state: 0, gradients: at.g } as const;

    const losses: (readonly [number, number, number])[] = [];
    const blocks: Float32Array[] = [];
    const gradients: Float32Array[] = [];
    for (let k = 0; k < 3; k++) {
      const noise = arena.put32(eps.slice(k * batch * latent, (k + 1) * batch * latent));
      const { loss, reconstruction, kl } = negativeElbo(model, rest, images, noise);
      losses.push([loss, reconstructionWeight(attrs) * reconstruction, kl]);
      gradients.push(arena.f32(at.g, n).slice());
      apply(workspace, { ...at, out: at.p }, n, k);
      blocks.push(arena.f32(at.p, n).slice());
    }

    const weights = { params: begin, state: new Float32Array(0) };
    const { mu, logvar } = posterior(runtime, model, weights, x);
    const z = arena.put32(eps.slice(0, batch * latent));
    const sigma = arena.alloc32(batch * latent);
    kernels.reparameterise32(z, sigma, arena.put32(mu.data), arena.put32(logvar.data), z, latent, latent, 0, batch);
    const code = tensor([batch, latent], arena.f32(z, batch * latent).slice());
    return {
      loss: losses.map(([loss]) => loss),
      recon: losses.map(([, reconstruction]) => reconstruction),
      kl: losses.map(([, , kl]) => kl),
      mu: plain(mu),
      logvar: plain(logvar),
      z: plain(code),
      xhat: plain(decode(runtime, model, weights, code)),
      ...under("grad", layout, gradients[0]!),
      ...under("step1", layout, blocks[0]!),
      ...under("step3", layout, blocks[2]!),
    };
  };

/** Three steps of a dense VAE in both builds; gradients and parameters by name. */
export const vaeStep: readonly Topic[] = runtimes.map((runtime) => ({
  name: `VAE steps, ${runtime.simd}`,
  precision: "float32",
  ops: { vae_step: step(runtime) },
  only: ({ attrs }: Case) => attrs["model"] === "mlp",
}));
