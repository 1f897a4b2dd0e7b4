import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { size } from "../../core/shape.js";
import { type LayerKind, plain, single } from "../layerKind.js";

/** How active a unit is, as data. */
export const Activity = t.readonly(t.strict({ kind: t.literal("activity") }));
export type Activity = t.TypeOf<typeof Activity>;

/**
 * 2 (sigmoid|x| - 1/2) = tanh(|x| / 2): how active a unit is, from 0 at 0 towards 1 far from it on both sides; with the
 * gradient 0 at 0. What a sparse autoencoder's penalty is taken of.
 */
export const activity: Activity = { kind: "activity" };

/** dx over dy; x is kept, whose sign the output has lost. */
export const activityLayer: LayerKind<Activity> = {
  kind: "activity",
  codec: Activity,
  build: (_, context) =>
    F.pipe(
      single(context),
      E.map((shape) =>
        plain(shape, true, ({ workspace: { kernels, arena }, batch }, x) => {
          const n = batch * size(shape);
          const y = arena.alloc32(n);
          kernels.mapActivity32(y, x, n);
          return {
            y: [y],
            pullback: ([dy], { input }) => {
              if (!input) return [];
              kernels.gradActivity32(dy!, dy!, x, n);
              return [dy!];
            },
          };
        }),
      ),
    ),
};
