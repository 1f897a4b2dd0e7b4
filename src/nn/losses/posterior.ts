/**
 * An encoder's Gaussian posterior in linear memory, float32: z = mu + sigma eps, and its divergence from the prior
 * N(0, I). src/prob/kl.ts has the same divergence for evaluation, in float64.
 */
import { size } from "../../core/shape.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Pointers } from "../compiledLayer.js";
import { gradientsOf, type KernelLossValue, type LossContext, type LossOutputs } from "./loss.js";

/** A draw of each row of a posterior, and the pullback through it. */
export interface PosteriorDraw {
  readonly z: Pointer;
  /** Adds to the gradients by mu and logvar: d.mu += dz, d.logvar += dz eps sigma / 2. */
  readonly pullback: (dq: Pointers, dz: Pointer) => void;
}

/**
 * z = mu + sigma eps, sigma = exp(logvar / 2), of rows of `latent` numbers; eps are standard normal numbers.
 *
 * With `shared` the batch has one row of mu and logvar.
 */
export const reparameterise =
  (latent: number, { shared = false }: { readonly shared?: boolean } = {}) =>
  ({ workspace: { kernels, arena }, batch }: LossContext, [mu, logvar]: Pointers, eps: Pointer): PosteriorDraw => {
    const [z, sigma] = [arena.alloc32(batch * latent), arena.alloc32(batch * latent)];
    const stride = shared ? 0 : latent;
    kernels.reparameterise32(z, sigma, mu!, logvar!, eps, latent, stride, 0, batch);
    return {
      z,
      pullback: ([dmu, dlogvar], dz) =>
        kernels.reparameteriseGrad32(dmu!, dlogvar!, dz, eps, sigma, latent, latent, 0, batch),
    };
  };

/** KL(N(mu, diag exp(logvar)) || N(0, I)) of an encoder's mu and logvar: a loss without a target. */
export const klLoss =
  (outputs: LossOutputs) =>
  (run: LossContext, q: Pointers, weight: number): KernelLossValue => {
    const { workspace, batch } = run;
    const [mu, logvar] = q as readonly [Pointer, Pointer];
    const rows = workspace.arena.alloc64(batch);
    const dy = gradientsOf(run, outputs, q);
    const [dmu, dlogvar] = dy as readonly [Pointer, Pointer];
    const latent = size(outputs.shapes[0]!);
    workspace.kernels.klStandardNormal32(rows, dmu, dlogvar, mu, logvar, weight, latent, latent, 0, batch);
    return { value: workspace.kernels.sum64(rows, batch), rows, dy };
  };
