import { either as E } from "fp-ts";
import * as t from "io-ts";
import { named } from "../core/key.js";
import { sameShape, size } from "../core/shape.js";
import { type Builder, misfit } from "./resident.js";

/** A draw from a diagonal normal as data. */
export const Gaussian = t.readonly(t.strict({ kind: t.literal("gaussian") }));
export type Gaussian = t.TypeOf<typeof Gaussian>;

/**
 * From mu and logvar to z, mu and logvar, with z = mu + exp(logvar / 2) eps and eps ~ N(0, I) from the pass's key.
 *
 * Draws in evaluation too, as an estimate of the evidence bound needs; where no noise is wanted, mu stands beside z.
 *
 * Source: Kingma and Welling, "Auto-encoding variational Bayes" (2014), the reparameterisation.
 */
export const gaussian: Gaussian = { kind: "gaussian" };

/** dz is added to dmu, and dz eps sigma / 2 to dlogvar. */
export const gaussianLayer: Builder<Gaussian> = (_, site) => {
  const [shape, other] = site.shapes;
  if (site.shapes.length !== 2 || shape === undefined || other === undefined || !sameShape(shape, other))
    return E.left(misfit(site, "a gaussian layer", "mu and logvar of one shape", "split(2) halves one tensor"));

  return E.right({
    shapes: [shape, shape, shape],
    params: [],
    state: [],
    fresh: false,
    forward: ({ workspace: { kernels, arena }, batch, key }, [mu, logvar]) => {
      const d = size(shape);
      const n = batch * d;
      const { k0, k1 } = named(key, ...site.path);
      const [z, sigma, eps] = [arena.alloc32(n), arena.alloc32(n), arena.alloc32(n)];
      kernels.normal32(eps, n, k0, k1, 0);
      kernels.reparameterise32(z, sigma, mu!, logvar!, eps, d, d, 0, batch);
      return {
        y: [z, mu!, logvar!],
        pullback: ([dz, dmu, dlogvar], { input }) => {
          if (!input) return [];
          kernels.reparameteriseGrad32(dmu!, dlogvar!, dz!, eps, sigma, d, d, 0, batch);
          return [dmu!, dlogvar!];
        },
      };
    },
  });
};
