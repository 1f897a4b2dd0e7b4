import { either as E, function as F } from "fp-ts";
import type { Key } from "../core/key.js";
import type { Shape } from "../core/shape.js";
import type { Layout } from "../core/tree.js";
import type { Runtime } from "../wasm/runtime.js";
import { build } from "./build.js";
import type { NetworkError, Pass, PassContext, Pointers, Row } from "./compiledLayer.js";
import type { Definition } from "./definition.js";
import { withChannelsFirst } from "./picture.js";
import { initialWeights, type Weights } from "./weights.js";

/** A definition for inputs of given shapes, ready to run. Shapes are without the batch, which any pass may choose. */
export interface Network {
  readonly definition: Definition;
  readonly inShapes: readonly Shape[];
  readonly outShapes: readonly Shape[];
  /** Where each parameter lies in the block of parameters, and its gradient in the block of gradients. */
  readonly params: Layout;
  /** Where each running value lies in the block of state. */
  readonly state: Layout;
  readonly rows: readonly Row[];
  /** Whether the outputs may be written over before the way back, by their gradients for one. */
  readonly outputReusable: boolean;
  /** The weights as they begin: each tensor is drawn from the child of `key` named by its path. */
  readonly init: (runtime: Runtime, key: Key) => Weights;
  /** A pass in linear memory, in the caller's scope of the arena; x is read, and must stay as it is until the way back. */
  readonly forward: (run: Call, x: Pointers) => Pass;
}

/** What a caller says of a pass. */
export type Call = Omit<PassContext, "scratch">;

/**
 * The network of a definition for inputs of the given shapes.
 *
 * Errors: `ShapeMismatch` where a layer does not take what it gets, `NotALayer` where a setting is out of its range or
 * a name cannot be one; both with the layer's path.
 *
 * @example
 * E.isRight(compile(sequence(["hidden", linear(256)], ["act", relu]), [[784]])) // => true
 * E.isLeft(compile(linear(256), [[28, 28]])) // => true
 */
export const compile = (definition: Definition, inShapes: readonly Shape[]): E.Either<NetworkError, Network> =>
  F.pipe(
    build(definition, { path: [], shapes: inShapes, params: 0, state: 0, overwrite: false }),
    E.map((resident) => withChannelsFirst(inShapes, resident)),
    E.map(({ shapes, params, state, rows, outputReusable, forward }) => ({
      definition,
      inShapes,
      outShapes: shapes,
      params: params.map(({ initial: _, ...slot }) => slot),
      state: state.map(({ initial: _, ...slot }) => slot),
      rows,
      outputReusable,
      init: (runtime, key) => initialWeights(runtime, key, { params, state }),
      forward: (call, x) => {
        const { kernels, arena } = call.workspace;
        return forward({ ...call, scratch: arena.alloc(kernels.gemmScratch()) }, x);
      },
    })),
  );
