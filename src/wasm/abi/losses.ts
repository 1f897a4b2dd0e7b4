/** Kernels of losses, and of the posterior of a variational autoencoder: values and gradients by rows. */
import { divided, kernel } from "./signature.js";

const rows = ["n", "from", "to"] as const;

/** Rows, of so many nanoseconds a feature. */
const byRows = (cost: number) => ({ over: ["from", "to"], grain: 1, cost: [cost, "n"] }) as const;

const between = kernel("values", "dx", "x", "t", "scale", ...rows);
const labelled = kernel("values", "dx", "x", "labels", "scale", ...rows);
const likelihood = divided(between, byRows(3));
const difference = divided(between, byRows(0.5));
const gaussianNll = divided(
  kernel("values", "dx", "dvariance", "x", "t", "variance", "least", "scale", ...rows),
  byRows(3),
);
const gaussianNllLogvar = divided(kernel("values", "dx", "dlogvar", "x", "t", "logvar", "scale", ...rows), byRows(3));
const crossEntropy = divided(labelled, byRows(2));
const crossEntropySoft = divided(between, byRows(2));

/** assembly/loss: the value of each row in float64, its gradient times `scale`; each for float32 and float64 blocks. */
export const loss = {
  bceWithLogits32: likelihood,
  bceWithLogits64: likelihood,
  bce32: likelihood,
  bce64: likelihood,
  squaredError32: difference,
  squaredError64: difference,
  absoluteError32: difference,
  absoluteError64: difference,
  gaussianNll32: gaussianNll,
  gaussianNll64: gaussianNll,
  gaussianNllLogvar32: gaussianNllLogvar,
  gaussianNllLogvar64: gaussianNllLogvar,
  crossEntropy32: crossEntropy,
  crossEntropy64: crossEntropy,
  crossEntropySoft32: crossEntropySoft,
  crossEntropySoft64: crossEntropySoft,
};

const byCodes = (cost: number) => ({ over: ["from", "to"], grain: 1, cost: [cost, "d"] }) as const;

/** assembly/posterior.ts: rows [from, to) of d numbers; mu and logvar are `stride` floats from row to row. */
export const posterior = {
  reparameterise32: divided(kernel("z", "sigma", "mu", "logvar", "eps", "d", "stride", "from", "to"), byCodes(1.5)),
  reparameteriseGrad32: divided(
    kernel("dmu", "dlogvar", "dz", "eps", "sigma", "d", "stride", "from", "to"),
    byCodes(0.5),
  ),
  klStandardNormal32: divided(
    kernel(
      ...(["values", "dmu", "dlogvar", "mu", "logvar", "weight"] as const),
      ...(["d", "stride", "from", "to"] as const),
    ),
    byCodes(6),
  ),
};
