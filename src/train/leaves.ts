/** The tensors of a state by their names: PyTorch's for what is learnt and measured, "optimizer.exp_avg." before the moments'. */
import { either as E, function as F, readonlyRecord as R } from "fp-ts";
import type { ReadonlyFloats, Tensor } from "../core/tensor.js";
import { blockOf, floatsOf, type Layout, leavesOf, type NotThisTree } from "../core/tree.js";
import type { Learnt } from "../models/objective.js";
import type { Weights } from "../nn/weights.js";
import type { Definition } from "../optim/definition.js";
import { slotNames } from "../optim/slots.js";
import type { TrainState } from "./state.js";

/** Tensors by name. */
export type Leaves = Readonly<Record<string, Tensor>>;

/** Moments, block behind block. */
const slotsLayout = ({ params }: Learnt, optimizer: Definition): Layout => {
  const n = floatsOf(params);
  return slotNames(optimizer).flatMap((name, k) =>
    params.map(({ path, shape, offset }) => ({ path: `optimizer.${name}.${path}`, shape, offset: k * n + offset })),
  );
};

/** The tensors of weights. */
export const weightLeaves = (model: Learnt, { params, state }: Weights): Leaves => ({
  ...leavesOf(model.params, params),
  ...leavesOf(model.state, state),
});

/** The tensors of a state. */
export const stateLeaves = (
  model: Learnt,
  definition: Definition,
  { weights, optimizer }: Pick<TrainState, "weights" | "optimizer">,
): Leaves => ({ ...weightLeaves(model, weights), ...leavesOf(slotsLayout(model, definition), optimizer.slots) });

/** Those of a layout, and all others. */
const taken = (layout: Layout, leaves: Leaves): { readonly own: Leaves; readonly rest: Leaves } => {
  const paths = new Set(layout.map(({ path }) => path));
  const { left: rest, right: own } = R.partitionWithIndex((path: string) => paths.has(path))(leaves);
  return { own, rest };
};

/**
 * The weights of just these tensors.
 *
 * Errors: `MissingLeaf`, `UnknownLeaf`, `ShapeMismatch`, each with the name of the tensor.
 */
export const weightsOf = ({ params, state }: Learnt, leaves: Leaves): E.Either<NotThisTree, Weights> => {
  const { own, rest } = taken(state, leaves);
  return F.pipe(
    E.Do,
    E.bind("params", () => blockOf(params, rest)),
    E.bind("state", () => blockOf(state, own)),
  );
};

/**
 * The weights and the moments of just these tensors.
 *
 * Errors: as `weightsOf`.
 */
export const stateOf = (
  model: Learnt,
  definition: Definition,
  leaves: Leaves,
): E.Either<NotThisTree, { readonly weights: Weights; readonly slots: ReadonlyFloats }> => {
  const layout = slotsLayout(model, definition);
  const { own, rest } = taken(layout, leaves);
  return F.pipe(
    E.Do,
    E.bind("weights", () => weightsOf(model, rest)),
    E.bind("slots", () => blockOf(layout, own)),
  );
};
