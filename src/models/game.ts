/**
 * Several players on one block of parameters, each of whom lowers a loss of its own: what adversarial training plays.
 * They move in turn within a step, so that a later one meets what the earlier ones have become.
 */
import { floatsOf, type Layout } from "../core/tree.js";
import type { Pointers } from "../nn/resident.js";
import type { Evaluation, Learnt, Losses, Objective } from "./objective.js";

/** What a player finds when it moves. */
export interface Turn<Part extends string = string> {
  /** Its loss and what is reported beside it, under names that no other player uses. */
  readonly losses: { readonly loss: number } & Readonly<Partial<Record<Part, number>>>;
  /** Tensors that the later players of the step read behind the columns: nothing of how they came about. */
  readonly shown: Pointers;
}

/** One who moves the floats [from, to) of the block of parameters, and no other. */
export interface Player<Part extends string = string> {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /**
   * Its loss at the parameters as they stand, and the gradient in its own range alone. `data` are the columns, and
   * behind them what the players before it have shown in this step.
   */
  readonly evaluate: (evaluation: Evaluation, data: Pointers) => Turn<Part>;
}

/** A model that several players train. The loss of a step is the sum of theirs: finite where all of them are. */
export interface Game<Part extends string = string> extends Learnt {
  readonly columns: Objective["columns"];
  readonly parts: readonly Part[];
  /** In the order in which they move. */
  readonly players: readonly Player<Part>[];
}

/** An objective, or a game. */
export type Trainable<Part extends string = string> = Objective<Part> | Game<Part>;

/** The floats that networks own which were placed one behind the other. */
export const rangeOf = (networks: readonly Pick<Learnt, "params">[]): Pick<Player, "from" | "to"> => {
  const params: Layout = networks.flatMap((network) => network.params);
  const from = params[0]?.offset ?? 0;
  return { from, to: from + floatsOf(params) };
};

/** Who moves in a step: of an objective, one player who has all the parameters. */
export const playersOf = <Part extends string>(trainable: Trainable<Part>): readonly Player<Part>[] =>
  "players" in trainable
    ? trainable.players
    : [
        {
          name: "model",
          ...rangeOf([trainable]),
          evaluate: (evaluation, data) => ({ losses: trainable.evaluate(evaluation, data), shown: [] }),
        },
      ];

/** The losses of a step: those of all players, and the sum of what they descend. */
export const together = <Part extends string>(turns: readonly Turn<Part>[]): Losses<Part> => {
  const parts = Object.assign({}, ...turns.map(({ losses }) => losses)) as Losses<Part>;
  return { ...parts, loss: turns.reduce<number>((sum, { losses }) => sum + losses.loss, 0) };
};
