import { divided, kernel } from "./signature.js";

const byRows = (cost: number) => ({ over: ["from", "to"], grain: 1, cost: [cost, "d"] }) as const;

/** assembly/posterior.ts: rows [from, to) of d numbers; mu and logvar are `stride` floats from row to row. */
export const posterior = {
  reparameterise32: divided(kernel("z", "sigma", "mu", "logvar", "eps", "d", "stride", "from", "to"), byRows(1.5)),
  reparameteriseGrad32: divided(
    kernel("dmu", "dlogvar", "dz", "eps", "sigma", "d", "stride", "from", "to"),
    byRows(0.5),
  ),
  klStandardNormal32: divided(
    kernel(
      ...(["values", "dmu", "dlogvar", "mu", "logvar", "weight"] as const),
      ...(["d", "stride", "from", "to"] as const),
    ),
    byRows(6),
  ),
};
