import { type Key, named } from "../core/key.js";
import { uniform } from "../core/random.js";
import type { ReadonlyFloats } from "../core/tensor.js";
import { floatsOf } from "../core/tree.js";
import type { Runtime } from "../wasm/runtime.js";
import type { Leaf } from "./resident.js";

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

/** A block of leaves as they begin: each draws from the child of `key` named by its path. */
export const initialise = (runtime: Runtime, key: Key, leaves: readonly Leaf[]): ReadonlyFloats => {
  const block = new Float32Array(floatsOf(leaves));
  for (const { path, shape, offset, initial } of leaves) {
    const u = uniform(runtime, named(key, ...path.split(".")), shape).data;
    for (let i = 0; i < u.length; i++)
      block[offset + i] = initial.kind === "constant" ? initial.value : initial.bound * (2 * u[i]! - 1);
  }
  return block;
};
