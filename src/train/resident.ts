import { foldIn, type Key, named } from "../core/key.js";
import { floatsOf } from "../core/tree.js";
import type { Losses, Objective } from "../models/objective.js";
import type { Pointers } from "../nn/resident.js";
import type { Definition } from "../optim/definition.js";
import { withRate } from "../optim/rate.js";
import { resident } from "../optim/resident.js";
import type { Workspace } from "../wasm/runtime.js";
import type { TrainState } from "./state.js";

/** What of a state the caller keeps account of. */
export type Progress<Part extends string> = Pick<TrainState<Part>, "history" | "underWay">;

/** A training in linear memory: parameters, gradients and moments stay where they are from step to step. */
export interface ResidentTraining<Part extends string> {
  /** Steps taken, over all epochs. */
  readonly taken: () => number;
  /**
   * The losses of a batch before the update, and the update. A loss that is no finite number changes no parameter, and
   * is not counted as a step.
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

/** Copies a state in. What `step` and `evaluate` allocate is gone at their end. */
export const holdTraining = <Part extends string>(
  workspace: Workspace,
  objective: Objective<Part>,
  definition: Definition,
  { weights, optimizer, key, ...start }: TrainState<Part>,
): ResidentTraining<Part> => {
  const { arena } = workspace;
  const n = floatsOf(objective.params);
  const [params, state, slots] = [
    arena.put32(weights.params),
    arena.put32(weights.state),
    arena.put32(optimizer.slots),
  ];
  const gradients = arena.alloc32(n);
  let { rate } = start;
  const paced = () => resident(rate === null ? definition : withRate(rate, definition)).apply;
  let apply = paced();
  const noise = named(key, "noise");
  const at = { workspace, params, state };
  let taken = optimizer.step;

  const copies = () => ({
    params: arena.f32(params, n).slice(),
    state: arena.f32(state, floatsOf(objective.state)).slice(),
    slots: arena.f32(slots, optimizer.slots.length).slice(),
  });
  let left: ReturnType<typeof copies> | undefined;

  return {
    taken: () => taken,
    step: (batch, data) =>
      arena.scope(() => {
        const losses = objective.evaluate({ ...at, mode: "train", key: foldIn(noise, taken), batch, gradients }, data);
        if (Number.isFinite(losses.loss)) {
          apply(workspace, { out: params, p: params, g: gradients, slots }, n, taken);
          taken += 1;
        }
        return losses;
      }),
    pace: (of) => {
      rate = of;
      apply = paced();
    },
    evaluate: (of, batch, data) =>
      arena.scope(() => objective.evaluate({ ...at, mode: "eval", key: of, batch, gradients: null }, data)),
    copyOut: ({ history, underWay }) => {
      const { slots, ...weights } = left ?? copies();
      return { weights, optimizer: { step: taken, slots }, key, rate, history, underWay };
    },
    leave: () => {
      left = copies();
    },
  };
};
