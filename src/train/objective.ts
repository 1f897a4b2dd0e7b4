/** What training descends, whatever the model: a loss of a batch and its gradient, in linear memory. */
import type { Key } from "../core/key.js";
import type { Shape } from "../core/shape.js";
import type { Mode, Pointers } from "../nn/compiledLayer.js";
import type { ParameterLayout } from "../nn/weights.js";
import type { Pointer } from "../wasm/arena.js";
import type { Workspace } from "../wasm/runtime.js";

/** The loss and the parts it is made of, each in the unit of its name; means over examples. */
export type Losses<Term extends string = string> = { readonly loss: number } & Readonly<Record<Term, number>>;

/** One evaluation. What it allocates belongs to the arena's scope in which it runs. */
export interface Evaluation {
  readonly workspace: Workspace;
  readonly mode: Mode;
  /** Of all noise of this evaluation. */
  readonly key: Key;
  readonly batch: number;
  /** The blocks of parameters and of running state, which training moves where it stands. */
  readonly params: Pointer;
  readonly state: Pointer;
  /** Where the gradient of `loss` is written, all of it; null where it is not wanted. */
  readonly gradients: Pointer | null;
}

/**
 * A loss over examples, and its gradient by what is learnt.
 *
 * An example is one row in each of several columns: an image; an image and its label; an image and what is to be made
 * of it.
 */
export interface Objective<Term extends string = string> extends ParameterLayout {
  /** Shapes of the columns of an example. */
  readonly columns: readonly Shape[];
  /** What the loss is made of. */
  readonly terms: readonly Term[];
  /** The means over the batch; `data` has `batch` rows of float32 a column. */
  readonly evaluate: (evaluation: Evaluation, data: Pointers) => Losses<Term>;
}
