import { kernel } from "./signature.js";

const rows = ["n", "from", "to"] as const;
const between = kernel("values", "dx", "x", "t", "scale", ...rows);
const labelled = kernel("values", "dx", "x", "labels", "scale", ...rows);
const gaussianNll = kernel("values", "dx", "dvariance", "x", "t", "variance", "least", "scale", ...rows);
const gaussianNllLogvar = kernel("values", "dx", "dlogvar", "x", "t", "logvar", "scale", ...rows);

/** assembly/loss: the value of each row in float64, its gradient times `scale`; each for float32 and float64 blocks. */
export const loss = {
  bceWithLogits32: between,
  bceWithLogits64: between,
  bce32: between,
  bce64: between,
  squaredError32: between,
  squaredError64: between,
  absoluteError32: between,
  absoluteError64: between,
  gaussianNll32: gaussianNll,
  gaussianNll64: gaussianNll,
  gaussianNllLogvar32: gaussianNllLogvar,
  gaussianNllLogvar64: gaussianNllLogvar,
  crossEntropy32: labelled,
  crossEntropy64: labelled,
  crossEntropySoft32: between,
  crossEntropySoft64: between,
};
