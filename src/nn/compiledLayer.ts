/**
 * A layer in linear memory: what a definition is compiled to, and what training runs. A signal is a list of tensors
 * of one batch, each `batch` rows of a fixed shape; most layers take one and give one.
 */
import type { Key } from "../core/key.js";
import type { Shape, ShapeMismatch } from "../core/shape.js";
import type { Slot } from "../core/tree.js";
import type { Failure } from "../failure.js";
import type { Pointer } from "../wasm/arena.js";
import type { Workspace } from "../wasm/runtime.js";
import type { Initial } from "./initial.js";

/** Dropout drops and batch norm measures in training alone. */
export type Mode = "train" | "eval";

/** One forward pass. What it allocates belongs to the arena's scope in which it runs. */
export interface PassContext {
  readonly workspace: Workspace;
  readonly mode: Mode;
  /** Of all noise of this pass; a layer draws from the child named by its path. */
  readonly key: Key;
  readonly batch: number;
  /** The blocks of parameters and of running state. Training moves the running state where it stands. */
  readonly params: Pointer;
  readonly state: Pointer;
  /** `gemmScratch()` bytes. */
  readonly scratch: Pointer;
}

/** Tensors in linear memory, one a shape. */
export type Pointers = readonly Pointer[];

/** What a pullback is asked for; what is not asked for is not computed. */
export interface Wanted {
  /** Where the gradient of each parameter is written, at the parameter's offset: overwritten, never added to. */
  readonly params: Pointer | null;
  /** Whether the gradient of the input is returned. */
  readonly input: boolean;
}

/** The outcome of a forward pass, and the way back through it. */
export interface Pass {
  readonly y: Pointers;
  /**
   * From the gradients of y to those of x, or to [] where they are not wanted. To be called once at most, in the same
   * scope: it may write over the tensors of `dy`, which must not overlap, and return them.
   */
  readonly pullback: (dy: Pointers, wanted: Wanted) => Pointers;
}

/** A tensor that a layer owns in a block, and the values it begins with. */
export interface Leaf extends Slot {
  readonly initial: Initial;
}

/** What a layer is told when it is compiled: its build context. */
export interface BuildContext {
  readonly path: readonly string[];
  /** Shapes of the inputs, without the batch. */
  readonly shapes: readonly Shape[];
  /** Floats of parameters and of running state that lie before this layer's. */
  readonly params: number;
  readonly state: number;
  /** Whether the inputs may be written over: nobody else reads them. */
  readonly overwrite: boolean;
}

/** A compiled layer that is not made of layers. */
export interface CompiledLeaf {
  /** Shapes of the outputs, without the batch. */
  readonly shapes: readonly Shape[];
  readonly params: readonly Leaf[];
  readonly state: readonly Leaf[];
  /** Whether the next layer may write over the outputs. */
  readonly outputReusable: boolean;
  readonly forward: (run: PassContext, x: Pointers) => Pass;
}

/** A line of a network's description. */
export interface LayerRow {
  readonly path: string;
  readonly kind: string;
  /** Of the outputs, without the batch. */
  readonly shapes: readonly Shape[];
  /** Floats that are learnt. */
  readonly parameters: number;
}

/** A compiled layer, or several. */
export interface CompiledLayer extends CompiledLeaf {
  readonly rows: readonly LayerRow[];
}

/** Why a definition has no network for these shapes, each with the layer's path. */
export type NetworkError = ShapeMismatch | Failure<"NotALayer">;
