/** Players with their optimisers: who moves what in a step, and where the moments of each lie. */
import * as t from "io-ts";
import { Definition } from "../optim/definition.js";
import { kernelStep } from "../optim/kernelStep.js";
import { type SubObjective, subObjectivesOf, type Trainable } from "./alternating.js";

/** One optimiser for all players, each with moments of its own, or one for each player by name. */
export type Optimizers = Definition | { readonly [player: string]: Definition };

/** Reads optimisers from a config or a checkpoint. */
export const Optimizers: t.Type<Optimizers, unknown> = t.union([Definition, t.record(t.string, Definition)]);

/** A player, how it moves, and the floats of moments that lie before its own in the block of them all. */
export interface ParameterGroup<Term extends string = string> {
  readonly subObjective: SubObjective<Term>;
  readonly optimizer: Definition;
  readonly moments: number;
}

const isDefinition = (optimizers: Optimizers): optimizers is Definition => typeof optimizers["kind"] === "string";

/** The optimiser of a player, if there is one. */
export const optimizerOf = (optimizers: Optimizers, player: string): Definition | undefined =>
  isDefinition(optimizers) ? optimizers : optimizers[player];

/** The first player that has no optimiser, if there is one. */
export const withoutOptimizer = (trainable: Trainable, optimizers: Optimizers): string | undefined =>
  subObjectivesOf(trainable).find(({ name }) => optimizerOf(optimizers, name) === undefined)?.name;

/** Floats of moments that a player's optimiser keeps. */
const momentsOf = ({ subObjective: { from, to }, optimizer }: ParameterGroup): number =>
  kernelStep(optimizer).slots.length * (to - from);

/**
 * All movers in the order in which they move, and the floats of all their moments.
 *
 * Throws a RangeError where a player has no optimiser.
 */
export const parameterGroupsOf = <Term extends string>(
  trainable: Trainable<Term>,
  optimizers: Optimizers,
): { readonly movers: readonly ParameterGroup<Term>[]; readonly moments: number } => {
  const movers: ParameterGroup<Term>[] = [];
  let moments = 0;
  for (const player of subObjectivesOf(trainable)) {
    const optimizer = optimizerOf(optimizers, player.name);
    if (optimizer === undefined) throw new RangeError(`no optimiser for the player ${player.name}`);
    const mover = { subObjective: player, optimizer, moments };
    movers.push(mover);
    moments += momentsOf(mover);
  }
  return { movers, moments };
};
