/** The values that a tensor begins with. */
export type Initial =
  | { readonly kind: "constant"; readonly value: number }
  /** U(-bound, bound) */
  | { readonly kind: "uniform"; readonly bound: number };

/** The same value everywhere. */
export const constant = (value: number): Initial => ({ kind: "constant", value });

/** U(-bound, bound) */
export const within = (bound: number): Initial => ({ kind: "uniform", bound });

/**
 * How a layer with weights begins. "fanIn" is PyTorch's default: weights and biases U(-b, b), b = 1 / sqrt(fanIn).
 * "glorot" is Keras's: weights U(-b, b), b = sqrt(6 / (fanIn + fanOut)), biases 0; Glorot and Bengio, 2010.
 */
export type Init = "fanIn" | "glorot";

/**
 * The initial values of weights and biases.
 *
 * @example
 * initialOf("fanIn", 16, 2).bias // => { kind: "uniform", bound: 0.25 }
 */
export const initialOf = (
  init: Init,
  fanIn: number,
  fanOut: number,
): { readonly weight: Initial; readonly bias: Initial } =>
  init === "fanIn"
    ? { weight: within(1 / Math.sqrt(fanIn)), bias: within(1 / Math.sqrt(fanIn)) }
    : { weight: within(Math.sqrt(6 / (fanIn + fanOut))), bias: constant(0) };
