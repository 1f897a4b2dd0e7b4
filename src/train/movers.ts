/** Players with their optimisers: who moves what in a step, and where the moments of each lie. */
import * as t from "io-ts";
import { type Player, playersOf, type Trainable } from "../models/game.js";
import { Definition } from "../optim/definition.js";
import { resident } from "../optim/resident.js";

/** One optimiser for all players, each with moments of its own, or one for each player by name. */
export type Optimizers = Definition | { readonly [player: string]: Definition };

/** Reads optimisers from a config or a checkpoint. */
export const Optimizers: t.Type<Optimizers, unknown> = t.union([Definition, t.record(t.string, Definition)]);

/** A player, how it moves, and the floats of moments that lie before its own in the block of them all. */
export interface Mover<Part extends string = string> {
  readonly player: Player<Part>;
  readonly optimizer: Definition;
  readonly moments: number;
}

const isDefinition = (optimizers: Optimizers): optimizers is Definition => typeof optimizers["kind"] === "string";

/** The optimiser of a player, if there is one. */
export const optimizerOf = (optimizers: Optimizers, player: string): Definition | undefined =>
  isDefinition(optimizers) ? optimizers : optimizers[player];

/** The first player that has no optimiser, if there is one. */
export const withoutOptimizer = (trainable: Trainable, optimizers: Optimizers): string | undefined =>
  playersOf(trainable).find(({ name }) => optimizerOf(optimizers, name) === undefined)?.name;

/** Floats of moments that a player's optimiser keeps. */
const momentsOf = ({ player: { from, to }, optimizer }: Mover): number =>
  resident(optimizer).slots.length * (to - from);

/**
 * All movers in the order in which they move, and the floats of all their moments.
 *
 * Throws a RangeError where a player has no optimiser.
 */
export const moversOf = <Part extends string>(
  trainable: Trainable<Part>,
  optimizers: Optimizers,
): { readonly movers: readonly Mover<Part>[]; readonly moments: number } => {
  const movers: Mover<Part>[] = [];
  let moments = 0;
  for (const player of playersOf(trainable)) {
    const optimizer = optimizerOf(optimizers, player.name);
    if (optimizer === undefined) throw new RangeError(`no optimiser for the player ${player.name}`);
    const mover = { player, optimizer, moments };
    movers.push(mover);
    moments += momentsOf(mover);
  }
  return { movers, moments };
};
