/**
 * The tensors of a state by their names: PyTorch's for what is learnt and measured; before the moments'
 * "optimizer.exp_avg.", with the name of the sub-objective, "optimizer.encoder.exp_avg.", where there are several.
 */
import { either as E, function as F, readonlyRecord as R } from "fp-ts";
import type { ReadonlyFloats, Tensor } from "../core/tensor.js";
import { type BlockLayout, blockOf, leavesOf, type NotThisTree } from "../core/tree.js";
import type { ParameterLayout, Weights } from "../nn/weights.js";
import { slotNames } from "../optim/slots.js";
import type { Trainable } from "./alternating.js";
import { type Optimizers, parameterGroupsOf } from "./parameterGroups.js";
import type { TrainState } from "./state.js";

/** Tensors by name. */
export type Leaves = Readonly<Record<string, Tensor>>;

/** Moments, block behind block, those of a sub-objective behind those of the ones before it. */
const slotsLayout = (trainable: Trainable, optimizers: Optimizers): BlockLayout => {
  const { groups } = parameterGroupsOf(trainable, optimizers);
  return groups.flatMap(({ subObjective: { name, from, to }, optimizer, moments }) => {
    const own = trainable.params.filter(({ offset }) => offset >= from && offset < to);
    const top = groups.length > 1 ? `optimizer.${name}` : "optimizer";
    return slotNames(optimizer).flatMap((slot, k) =>
      own.map(({ path, shape, offset }) => ({
        path: `${top}.${slot}.${path}`,
        shape,
        offset: moments + k * (to - from) + offset - from,
      })),
    );
  });
};

/** The tensors of weights. */
export const weightLeaves = (model: ParameterLayout, { params, state }: Weights): Leaves => ({
  ...leavesOf(model.params, params),
  ...leavesOf(model.state, state),
});

/** The tensors of a state. */
export const stateLeaves = (
  model: Trainable,
  optimizers: Optimizers,
  { weights, optimizer }: Pick<TrainState, "weights" | "optimizer">,
): Leaves => ({ ...weightLeaves(model, weights), ...leavesOf(slotsLayout(model, optimizers), optimizer.slots) });

/** Those of a layout, and all others. */
const taken = (layout: BlockLayout, leaves: Leaves): { readonly own: Leaves; readonly rest: Leaves } => {
  const paths = new Set(layout.map(({ path }) => path));
  const { left: rest, right: own } = R.partitionWithIndex((path: string) => paths.has(path))(leaves);
  return { own, rest };
};

/**
 * The weights of just these tensors.
 *
 * Errors: `MissingLeaf`, `UnknownLeaf`, `ShapeMismatch`, each with the name of the tensor.
 */
export const weightsOf = ({ params, state }: ParameterLayout, leaves: Leaves): E.Either<NotThisTree, Weights> => {
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
  model: Trainable,
  optimizers: Optimizers,
  leaves: Leaves,
): E.Either<NotThisTree, { readonly weights: Weights; readonly slots: ReadonlyFloats }> => {
  const layout = slotsLayout(model, optimizers);
  const { own, rest } = taken(layout, leaves);
  return F.pipe(
    E.Do,
    E.bind("weights", () => weightsOf(model, rest)),
    E.bind("slots", () => blockOf(layout, own)),
  );
};
