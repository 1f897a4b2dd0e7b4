import { type Key, named } from "../core/key.js";
import { uniform } from "../core/random.js";
import { size } from "../core/shape.js";
import type { ReadonlyFloats } from "../core/tensor.js";
import { floatsOf } from "../core/tree.js";
import type { Runtime } from "../wasm/runtime.js";
import type { Leaf } from "./compiledLayer.js";

/** What is learnt and what is measured, each in one block of float32. */
export interface Weights {
  readonly params: ReadonlyFloats;
  readonly state: ReadonlyFloats;
}

/** A block of leaves as they begin: each draws from the child of `key` named by its path. */
const begin = (runtime: Runtime, key: Key, leaves: readonly Leaf[]): ReadonlyFloats => {
  const block = new Float32Array(floatsOf(leaves));
  for (const { path, shape, offset, initial } of leaves) {
    if (initial.kind === "constant") block.fill(initial.value, offset, offset + size(shape));
    else {
      const u = uniform(runtime, named(key, ...path.split(".")), shape).data;
      for (let i = 0; i < u.length; i++) block[offset + i] = initial.bound * (2 * u[i]! - 1);
    }
  }
  return block;
};

/** Weights as they begin: a tensor's values hang on the key and on its path, not on the layers beside it. */
export const initialWeights = (
  runtime: Runtime,
  key: Key,
  leaves: { readonly params: readonly Leaf[]; readonly state: readonly Leaf[] },
): Weights => ({ params: begin(runtime, key, leaves.params), state: begin(runtime, key, leaves.state) });
