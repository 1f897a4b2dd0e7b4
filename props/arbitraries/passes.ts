import fc from "fast-check";
import { either as E } from "fp-ts";
import { key } from "../../src/core/key.js";
import { size } from "../../src/core/shape.js";
import { tensor } from "../../src/core/tensor.js";
import { floatsOf } from "../../src/core/tree.js";
import { compile, type Network } from "../../src/nn/compile.js";
import type { Definition } from "../../src/nn/definition.js";
import type { LayerContext, Signal } from "../../src/nn/layer.js";
import { between, drawn, seeds } from "./data.js";
import type { Drawn } from "./networks.js";

/** A network, and all that a pass through it hangs on. */
export interface Scene {
  readonly definition: Definition;
  readonly network: Network;
  readonly batch: number;
  readonly params: Float32Array;
  readonly state: Float32Array;
  readonly x: Signal;
  readonly context: LayerContext;
  readonly seed: number;
}

/** Float32 of a seed, within [low, high). */
export const floats = (seed: number, n: number, low = -1, high = 1) =>
  Float32Array.from(drawn(seed, n, between(low, high)));

/** Tensors of a batch, within [-2, 2). */
export const signal = (seed: number, batch: number, shapes: Network["inShapes"]): Signal =>
  shapes.map((shape, k) => tensor([batch, ...shape], floats(seed + k, batch * size(shape), -2, 2)));

/** Networks with weights, inputs and a context. */
export const scenes = (networks: fc.Arbitrary<Drawn>): fc.Arbitrary<Scene> =>
  fc
    .record({
      drawn: networks,
      batch: fc.integer({ min: 2, max: 5 }),
      mode: fc.constantFrom("train" as const, "eval" as const),
      seed: seeds,
    })
    .map(({ drawn: { definition, shapes }, batch, mode, seed }) => {
      const network = compile(definition, shapes);
      if (E.isLeft(network)) throw new Error("an arbitrary that does not compile");
      return {
        definition,
        network: network.right,
        batch,
        params: floats(seed, floatsOf(network.right.params)),
        state: floats(seed + 1, floatsOf(network.right.state), 0.25, 2),
        x: signal(seed + 2, batch, shapes),
        context: { mode, key: key(seed) },
        seed,
      };
    });
