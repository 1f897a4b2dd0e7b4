import { kernel } from "./signature.js";

/** assembly/posterior.ts: rows [from, to) of d numbers; mu and logvar are `stride` floats from row to row. */
export const posterior = {
  reparameterise32: kernel("z", "sigma", "mu", "logvar", "eps", "d", "stride", "from", "to"),
  reparameteriseGrad32: kernel("dmu", "dlogvar", "dz", "eps", "sigma", "d", "stride", "from", "to"),
  klStandardNormal32: kernel(
    ...(["values", "dmu", "dlogvar", "mu", "logvar", "weight"] as const),
    ...(["d", "stride", "from", "to"] as const),
  ),
};
