/** A conditional VAE whose label is always the same is a VAE: the label's column of weights is part of the bias. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { tensor32 } from "../../../src/core/tensor.js";
import { blockOf, floatsOf, leavesOf } from "../../../src/core/tree.js";
import type { Weights } from "../../../src/nn/weights.js";
import type { Losses, Objective } from "../../../src/train/objective.js";
import { between, drawn, seeds } from "../../arbitraries/data.js";
import { objectives, type Plan, plans, right } from "../../arbitraries/models.js";
import { plain } from "../../arbitraries/runtimes.js";

const classes = 3;
const first = "decoder.hidden.linear";

/** Losses, and the gradient by path. */
const evaluate = (objective: Objective, { params, state }: Weights, columns: readonly Float32Array[], batch: number) =>
  plain.using((workspace) => {
    const { arena } = workspace;
    const gradients = arena.alloc32(params.length);
    const at = { params: arena.put32(params), state: arena.put32(state), gradients };
    const losses: Losses = objective.evaluate(
      { workspace, mode: "train", key: key(7), batch, ...at },
      columns.map(arena.put32),
    );
    return { losses, gradient: leavesOf(objective.params, arena.f32(gradients, floatsOf(objective.params))) };
  });

/** The weights of the VAE that a CVAE is when it is always told `label`. */
const withoutLabel = (vae: Objective, cvae: Objective, weights: Weights, latent: number, label: number): Weights => {
  const leaves = leavesOf(cvae.params, weights.params);
  const { shape, data: w } = leaves[`${first}.weight`]!;
  const [hidden, width] = shape as [number, number];
  const z = Float32Array.from({ length: hidden * latent }, (_, i) => w[Math.floor(i / latent) * width + (i % latent)]!);
  const bias = Float32Array.from(leaves[`${first}.bias`]!.data, (b, i) => b + w[i * width + latent + label]!);
  const changed = {
    ...leaves,
    [`${first}.weight`]: tensor32([hidden, latent], z),
    [`${first}.bias`]: tensor32([hidden], bias),
  };
  return { ...weights, params: right(blockOf(vae.params, changed)) };
};

const draws = fc.tuple(plans, seeds, fc.nat({ max: classes - 1 }), fc.integer({ min: 1, max: 6 }));

const given = (plan: Plan, seed: number, label: number, batch: number) => {
  const [vae, cvae] = [objectives["vae"]!(plan), objectives["cvae"]!(plan)];
  const weights = cvae.init(plain, key(seed));
  const x = Float32Array.from(drawn(seed, batch * plan.height * plan.width, between(0, 1)));
  const labels = Float32Array.from({ length: batch * classes }, (_, i) => Number(i % classes === label));
  return {
    told: evaluate(cvae, weights, [x, labels], batch),
    bare: evaluate(vae, withoutLabel(vae, cvae, weights, plan.latent, label), [x], batch),
  };
};

// A bias is rounded once more: 2^-24 of at most 2 in each of at most 9 hidden numbers, which reach at most 20 outputs
// through weights of at most 1.
const bound = 20 * 9 * 2 * 2 ** -24;

test(`a CVAE with a constant label has the losses of a VAE, within ${bound.toExponential(1)} and 1e-5 of itself`, () =>
  fc.assert(
    fc.property(draws, (draw) => {
      const { told, bare } = given(...draw);
      for (const part of ["loss", "reconstruction", "kl"]) {
        const allowed = bound + 1e-5 * Math.abs(bare.losses[part]!);
        expect(Math.abs(told.losses[part]! - bare.losses[part]!)).toBeLessThanOrEqual(allowed);
      }
    }),
  ));

test("the weights of its label have the gradient of the bias, within 2^-20 of its sums, those of other labels exactly 0", () =>
  fc.assert(
    fc.property(draws, ([plan, seed, label, batch]) => {
      const { told } = given(plan, seed, label, batch);
      const { shape, data } = told.gradient[`${first}.weight`]!;
      const bias = told.gradient[`${first}.bias`]!.data;
      const width = shape[1]!;
      for (let i = 0; i < shape[0]!; i++)
        for (let c = 0; c < classes; c++) {
          const found = data[i * width + plan.latent + c]!;
          if (c === label) expect(Math.abs(found - bias[i]!)).toBeLessThanOrEqual(2 ** -20 * (1 + Math.abs(bias[i]!)));
          else expect(found === 0).toBe(true);
        }
    }),
  ));
