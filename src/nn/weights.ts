import { type Key, named } from "../core/key.js";
import { uniform } from "../core/random.js";
import { size } from "../core/shape.js";
import type { ReadonlyFloats } from "../core/tensor.js";
import { type BlockLayout, floatsOf } from "../core/tree.js";
import type { Runtime } from "../wasm/runtime.js";
import type { CompiledLayer, Leaf } from "./compiledLayer.js";

/** What is learnt and what is measured, each in one block of float32. */
export interface Weights {
  readonly params: ReadonlyFloats;
  readonly state: ReadonlyFloats;
}

/** A block of leaves as they begin: values depend on the key and on the path, not on the layers beside it. */
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

/** What is learnt and what is measured: where each tensor lies, and how it begins. */
export interface ParameterLayout {
  /** Where each parameter lies in the block of parameters, and its gradient in the block of gradients. */
  readonly params: BlockLayout;
  /** Where each running value lies in the block of state. */
  readonly state: BlockLayout;
  /** The weights as they begin: each tensor is drawn from the child of `key` named by its path. */
  readonly init: (runtime: Runtime, key: Key) => Weights;
}

const slotsOf = (leaves: readonly Leaf[]): BlockLayout => leaves.map(({ initial: _, ...slot }) => slot);

/** What networks that were compiled one behind the other own together. */
export const layoutOf = (networks: readonly Pick<CompiledLayer, "params" | "state">[]): ParameterLayout => {
  const params = networks.flatMap((network) => network.params);
  const state = networks.flatMap((network) => network.state);
  return {
    params: slotsOf(params),
    state: slotsOf(state),
    init: (runtime, key) => ({ params: begin(runtime, key, params), state: begin(runtime, key, state) }),
  };
};
