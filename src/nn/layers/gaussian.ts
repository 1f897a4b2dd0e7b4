import { either as E } from "fp-ts";
import * as t from "io-ts";
import { named } from "../../core/key.js";
import { sameShape, size } from "../../core/shape.js";
import { type LayerKind, wrongInput } from "../layerKind.js";
import { reparameterise } from "../losses/posterior.js";

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

/** dz is added to dmu, and dz eps sigma / 2 to dlogvar, which are those of the divergence till then. */
export const gaussianLayer: LayerKind<Gaussian> = {
  kind: "gaussian",
  codec: Gaussian,
  build: (_, context) => {
    const [shape, other] = context.shapes;
    if (context.shapes.length !== 2 || shape === undefined || other === undefined || !sameShape(shape, other))
      return E.left(
        wrongInput(context, "a gaussian layer", "mu and logvar of one shape", { hint: "split(2) halves one tensor" }),
      );

    const n = size(shape);
    return E.right({
      shapes: [shape, shape, shape],
      params: [],
      state: [],
      outputReusable: context.overwrite,
      forward: (run, q) => {
        const { kernels, arena } = run.workspace;
        const eps = arena.alloc32(run.batch * n);
        const { k0, k1 } = named(run.key, ...context.path);
        kernels.normal32(eps, run.batch * n, k0, k1, 0);
        const draw = reparameterise(n)(run, q, eps);
        return {
          y: [draw.z, ...q],
          pullback: ([dz, ...dq], { input }) => {
            if (!input) return [];
            draw.pullback(dq, dz!);
            return dq;
          },
        };
      },
    });
  },
};
