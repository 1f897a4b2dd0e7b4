/** What training descends, whatever the model: a loss of a batch and its gradient, in linear memory. */
import type { Key } from "../core/key.js";
import type { Shape } from "../core/shape.js";
import type { Mode, PassContext, Pointers } from "../nn/compiledLayer.js";
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
 *
 * One of a user's own is a record like any other, here a line through points with a penalty of its squared parameters:
 *
 * @example
 * const line = orThrow(nn.compileAt("line", nn.linear(1), [[2]]));
 * const ridge: train.Objective<"penalty"> = {
 *   ...nn.layoutOf([line]),
 *   columns: [[2], [1]],
 *   terms: ["penalty"],
 *   evaluate: (evaluation, [x, y]) => {
 *     const run = train.passContext(evaluation);
 *     const { arena } = run.workspace;
 *     const pass = line.forward(run, [x!]);
 *     const { value, dy } = nn.loss("squaredError", line)(run, pass.y, y!, 1 / run.batch);
 *     const parameters = arena.f32(evaluation.params, 3);
 *     const penalty = parameters.reduce((sum, p) => sum + p * p, 0);
 *     if (evaluation.gradients !== null) {
 *       pass.pullback(dy, { params: evaluation.gradients, input: false });
 *       const gradient = arena.f32(evaluation.gradients, 3);
 *       parameters.forEach((p, i) => { gradient[i]! += 0.01 * 2 * p; });
 *     }
 *     return { loss: value / run.batch + 0.01 * penalty, penalty };
 *   },
 * };
 * const data = { train: train.examples(tensor32([4, 2], [0, 0, 1, 0, 0, 1, 1, 1]), tensor32([4, 1], [0, 2, -1, 1])) };
 * const options = { optimizer: optim.adam({ rate: 0.1 }), batch: 4, epochs: 200 };
 * const { history } = orThrow(train.fit(runtime, key(1), ridge, data, options));
 * const [first, last] = [history[0]!.train, history[199]!.train];
 * last.loss < 0.1 * first.loss && last.penalty < 5 // => true
 */
export interface Objective<Term extends string = string> extends ParameterLayout {
  /** Shapes of the columns of an example. */
  readonly columns: readonly Shape[];
  /** What the loss is made of. */
  readonly terms: readonly Term[];
  /** The means over the batch; `data` has `batch` rows of float32 a column. */
  readonly evaluate: (evaluation: Evaluation, data: Pointers) => Losses<Term>;
}

/** What an evaluation hands to the networks of its model: all but where the gradient is to be written. */
export const passContext = ({ gradients: _, ...rest }: Evaluation): PassContext => {
  const { kernels, arena } = rest.workspace;
  return { ...rest, scratch: arena.alloc(kernels.gemmScratch()) };
};
