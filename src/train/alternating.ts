/**
 * Several players on one block of parameters, each of whom lowers a loss of its own: what adversarial training plays.
 * They move in turn within a step, so that a later one meets what the earlier ones have become.
 */
import { floatsOf, type Layout } from "../core/tree.js";
import type { Pointers } from "../nn/compiledLayer.js";
import type { ParameterLayout } from "../nn/weights.js";
import type { Evaluation, Losses, Objective } from "./objective.js";

/** What a player finds when it moves. */
export interface StepResult<Term extends string = string> {
  /** Its loss and what is reported beside it, under names that no other player uses. */
  readonly losses: { readonly loss: number } & Readonly<Partial<Record<Term, number>>>;
  /** Tensors that the later players of the step read behind the columns: nothing of how they came about. */
  readonly outputs: Pointers;
}

/** One who moves the floats [from, to) of the block of parameters, and no other. */
export interface SubObjective<Term extends string = string> {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /**
   * Its loss at the parameters as they stand, and the gradient in its own range alone. `data` are the columns, and
   * behind them what the players before it have shown in this step.
   */
  readonly evaluate: (evaluation: Evaluation, data: Pointers) => StepResult<Term>;
}

/** A model that several players train. The loss of a step is the sum of theirs: finite where all of them are. */
export interface AlternatingObjective<Term extends string = string> extends ParameterLayout {
  readonly columns: Objective["columns"];
  readonly terms: readonly Term[];
  /** In the order in which they move. */
  readonly subObjectives: readonly SubObjective<Term>[];
}

/** An objective, or a game. */
export type Trainable<Term extends string = string> = Objective<Term> | AlternatingObjective<Term>;

/** The floats that networks own which were placed one behind the other. */
export const parameterRange = (
  networks: readonly Pick<ParameterLayout, "params">[],
): Pick<SubObjective, "from" | "to"> => {
  const params: Layout = networks.flatMap((network) => network.params);
  const from = params[0]?.offset ?? 0;
  return { from, to: from + floatsOf(params) };
};

/** Who moves in a step: of an objective, one player who has all the parameters. */
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

/** The losses of a step: those of all players, and the sum of what they descend. */
export const combineLosses = <Term extends string>(turns: readonly StepResult<Term>[]): Losses<Term> => {
  const parts = Object.assign({}, ...turns.map(({ losses }) => losses)) as Losses<Term>;
  return { ...parts, loss: turns.reduce<number>((sum, { losses }) => sum + losses.loss, 0) };
};
