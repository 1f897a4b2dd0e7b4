/**
 * Several sub-objectives on one block of parameters, each with a loss of its own: what adversarial training descends.
 * They are updated in turn within a step, so that a later one meets what the earlier ones have become.
 */
import { either as E, function as F } from "fp-ts";
import { checked, expectModel, expectRuntime } from "../core/checks.js";
import { type BlockLayout, floatsOf } from "../core/tree.js";
import type { Failure } from "../failure.js";
import type { Pointers } from "../nn/compiledLayer.js";
import type { ParameterLayout } from "../nn/weights.js";
import type { Runtime } from "../wasm/runtime.js";
import type { Evaluation, Losses, Objective } from "./objective.js";

/** What a sub-objective finds in its turn. */
export interface StepResult<Term extends string = string> {
  /** Its loss and what is reported beside it, under names that no other sub-objective uses. */
  readonly losses: { readonly loss: number } & Readonly<Partial<Record<Term, number>>>;
  /** Tensors that the later ones of the step read behind the columns: constants to them, without a gradient. */
  readonly outputs: Pointers;
}

/** The floats [from, to) of the block of parameters. */
export interface ParameterRange {
  readonly from: number;
  readonly to: number;
}

/** A loss of a range of the parameters, which its updates change, and no others. */
export interface SubObjective<Term extends string = string> extends ParameterRange {
  readonly name: string;
  /**
   * Its loss at the parameters as they stand, and the gradient in its own range alone. `data` are the columns, and
   * behind them the outputs of those before it in this step.
   */
  readonly evaluate: (evaluation: Evaluation, data: Pointers) => StepResult<Term>;
}

/**
 * A model that several sub-objectives train. The loss of a step is the sum of theirs: finite where all of them are.
 *
 * One of a user's own, an encoder and a decoder that lower one loss in turn:
 *
 * @example
 * const encoder = orThrow(nn.compileAt("encoder", nn.linear(1), [[2]]));
 * const decoder = orThrow(nn.compileAt("decoder", nn.linear(2), [[1]], { before: [encoder] }));
 * const lowering = (name: "encoder" | "decoder"): train.SubObjective => ({
 *   name,
 *   ...train.parameterRange([name === "encoder" ? encoder : decoder]),
 *   evaluate: (evaluation, [x]) => {
 *     const run = train.passContext(evaluation);
 *     const code = encoder.forward(run, [x!]);
 *     const again = decoder.forward(run, code.y);
 *     const { value, dy } = nn.loss("squaredError", decoder)(run, again.y, x!, 1 / run.batch);
 *     const params = evaluation.gradients; // null where only the loss is wanted
 *     if (params !== null && name === "decoder") again.pullback(dy, { params, input: false });
 *     if (params !== null && name === "encoder")
 *       code.pullback(again.pullback(dy, { params: null, input: true }), { params, input: false });
 *     return { losses: { loss: value / run.batch, [name]: value / run.batch }, outputs: [] };
 *   },
 * });
 * const objective: train.AlternatingObjective = {
 *   ...nn.layoutOf([encoder, decoder]),
 *   columns: [[2]],
 *   terms: ["encoder", "decoder"],
 *   subObjectives: [lowering("encoder"), lowering("decoder")],
 * };
 * const optimizer = { encoder: optim.adam({ rate: 0.05 }), decoder: optim.sgd({ rate: 0.1 }) };
 * const data = { train: train.examples(tensor32([3, 2], [-1, -1, 0, 0, 1, 1])) };
 * const { history } = orThrow(train.fit(runtime, key(1), objective, data, { optimizer, batch: 3, epochs: 100 }));
 * history[99]!.train.decoder < 0.1 * history[0]!.train.decoder // => true
 */
export interface AlternatingObjective<Term extends string = string> extends ParameterLayout {
  readonly columns: Objective["columns"];
  readonly terms: readonly Term[];
  /** In the order of their updates. */
  readonly subObjectives: readonly SubObjective<Term>[];
}

/** What `fit` trains: one objective, or several that alternate. */
export type Trainable<Term extends string = string> = Objective<Term> | AlternatingObjective<Term>;

/**
 * The floats that networks own which were compiled one behind the other.
 *
 * @example
 * const first = orThrow(nn.compileAt("first", nn.linear(2), [[3]]));
 * const second = orThrow(nn.compileAt("second", nn.linear(1), [[2]], { before: [first] }));
 * train.parameterRange([second]) // => { from: 8, to: 11 }
 */
export const parameterRange = (networks: readonly Pick<ParameterLayout, "params">[]): ParameterRange => {
  const params: BlockLayout = networks.flatMap((network) => network.params);
  const from = params[0]?.offset ?? 0;
  return { from, to: from + floatsOf(params) };
};

/** The sub-objectives of a step: of an objective one, which has all the parameters. */
export const subObjectivesOf = <Term extends string>(trainable: Trainable<Term>): readonly SubObjective<Term>[] =>
  "subObjectives" in trainable
    ? trainable.subObjectives
    : [
        {
          name: "model",
          ...parameterRange([trainable]),
          evaluate: (evaluation, data) => ({ losses: trainable.evaluate(evaluation, data), outputs: [] }),
        },
      ];

/** The losses of a step: those of all sub-objectives, and the sum of what they descend. */
export const combineLosses = <Term extends string>(results: readonly StepResult<Term>[]): Losses<Term> => {
  const terms = Object.assign({}, ...results.map(({ losses }) => losses)) as Losses<Term>;
  return { ...terms, loss: results.reduce<number>((sum, { losses }) => sum + losses.loss, 0) };
};

/** A runtime and what a model is compiled to. Errors: `BadArgument`. */
export const expectObjective = (runtime: Runtime, objective: Trainable): E.Either<Failure, Trainable> =>
  F.pipe(
    checked(
      objective,
      expectRuntime(runtime),
      expectModel("the objective", objective, ["params", "state", "init", "columns", "terms"], "the model's compile"),
    ),
    E.chainFirst(() =>
      "subObjectives" in objective
        ? E.right(objective)
        : expectModel("the objective", objective, ["evaluate"], "the model's compile"),
    ),
  );
