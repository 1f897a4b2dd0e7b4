import { foldIn, type Key, named } from "../core/key.js";
import { floatsOf } from "../core/tree.js";
import { type Trainable, type Turn, together } from "../models/game.js";
import type { Evaluation, Losses } from "../models/objective.js";
import type { Pointers } from "../nn/resident.js";
import { withRate } from "../optim/rate.js";
import { resident } from "../optim/resident.js";
import type { Workspace } from "../wasm/runtime.js";
import { type Mover, moversOf, type Optimizers } from "./movers.js";
import type { TrainState } from "./state.js";

/** What of a state the caller keeps account of. */
export type Progress<Part extends string> = Pick<TrainState<Part>, "history" | "underWay">;

/** A training in linear memory: parameters, gradients and moments stay where they are from step to step. */
export interface ResidentTraining<Part extends string> {
  /** Steps taken, over all epochs. */
  readonly taken: () => number;
  /**
   * The losses of a batch, each before its player moves, and the moves. A player whose loss is no finite number does not
   * move, nor do those behind it, and that is not counted as a step.
   */
  readonly step: (batch: number, data: Pointers) => Losses<Part>;
  /** Another rate for the steps that follow. */
  readonly pace: (rate: number) => void;
  /** The losses of a batch in evaluation: nothing moves. */
  readonly evaluate: (key: Key, batch: number, data: Pointers) => Losses<Part>;
  /** The state as a value. */
  readonly copyOut: (progress: Progress<Part>) => TrainState<Part>;
  /** The end: the memory is given up, and `copyOut` goes on as of now. */
  readonly leave: () => void;
}

/** Lets players move in turn, each after its evaluation: the losses of all, up to the first that is no finite number. */
const play = <Part extends string>(
  movers: readonly Mover<Part>[],
  evaluation: Evaluation,
  columns: Pointers,
  move: (mover: Mover<Part>, k: number) => void,
): Losses<Part> => {
  const turns: Turn<Part>[] = [];
  let data = columns;
  for (const [k, mover] of movers.entries()) {
    const turn = mover.player.evaluate(evaluation, data);
    turns.push(turn);
    if (!Number.isFinite(turn.losses.loss)) break;
    move(mover, k);
    data = [...data, ...turn.shown];
  }
  return together(turns);
};

/** Copies a state in. What `step` and `evaluate` allocate is gone at their end. */
export const holdTraining = <Part extends string>(
  workspace: Workspace,
  trainable: Trainable<Part>,
  optimizers: Optimizers,
  { weights, optimizer, key, ...start }: TrainState<Part>,
): ResidentTraining<Part> => {
  const { arena } = workspace;
  const n = floatsOf(trainable.params);
  const { movers } = moversOf(trainable, optimizers);
  const [params, state, slots] = [
    arena.put32(weights.params),
    arena.put32(weights.state),
    arena.put32(optimizer.slots),
  ];
  const gradients = arena.alloc32(n);
  let { rate } = start;
  const paced = () =>
    movers.map(({ optimizer }) => resident(rate === null ? optimizer : withRate(rate, optimizer)).apply);
  let applied = paced();
  const move = ({ player: { from, to }, moments }: Mover<Part>, k: number): void => {
    const p = params + 4 * from;
    const blocks = { out: p, p, g: gradients + 4 * from, slots: slots + 4 * moments };
    applied[k]!(workspace, blocks, to - from, taken);
  };
  const noise = named(key, "noise");
  const at = { workspace, params, state };
  let taken = optimizer.step;

  const copies = () => ({
    params: arena.f32(params, n).slice(),
    state: arena.f32(state, floatsOf(trainable.state)).slice(),
    slots: arena.f32(slots, optimizer.slots.length).slice(),
  });
  let left: ReturnType<typeof copies> | undefined;

  return {
    taken: () => taken,
    step: (batch, data) =>
      arena.scope(() => {
        const evaluation = { ...at, mode: "train", key: foldIn(noise, taken), batch, gradients } as const;
        const losses = play(movers, evaluation, data, move);
        if (Number.isFinite(losses.loss)) taken += 1;
        return losses;
      }),
    pace: (of) => {
      rate = of;
      applied = paced();
    },
    evaluate: (of, batch, data) =>
      arena.scope(() => play(movers, { ...at, mode: "eval", key: of, batch, gradients: null }, data, () => undefined)),
    copyOut: ({ history, underWay }) => {
      const { slots, ...weights } = left ?? copies();
      return { weights, optimizer: { step: taken, slots }, key, rate, history, underWay };
    },
    leave: () => {
      left = copies();
    },
  };
};
