import { foldIn, type Key, named } from "../core/key.js";
import { floatsOf } from "../core/tree.js";
import type { Pointers } from "../nn/compiledLayer.js";
import { kernelStep } from "../optim/kernelStep.js";
import { withRate } from "../optim/rate.js";
import type { Workspace } from "../wasm/runtime.js";
import { combineLosses, type StepResult, type Trainable } from "./alternating.js";
import type { Evaluation, Losses } from "./objective.js";
import { type Optimizers, type ParameterGroup, parameterGroupsOf } from "./parameterGroups.js";
import type { TrainState } from "./state.js";

/** What of a state the caller keeps account of. */
export type TrainingProgress<Term extends string> = Pick<TrainState<Term>, "history" | "currentEpoch">;

/** A training in linear memory: parameters, gradients and moments stay where they are from step to step. */
export interface TrainingSession<Term extends string> {
  /** Steps taken, over all epochs. */
  readonly taken: () => number;
  /**
   * The losses of a batch, each before its update, and the updates. A sub-objective whose loss is no finite number is not
   * updated, nor are those behind it, and that is not counted as a step.
   */
  readonly step: (batch: number, data: Pointers) => Losses<Term>;
  /** Another rate for the steps that follow. */
  readonly setLearningRate: (rate: number) => void;
  /** The losses of a batch in evaluation: nothing is updated. */
  readonly evaluate: (key: Key, batch: number, data: Pointers) => Losses<Term>;
  /** The state as a value. */
  readonly copyOut: (progress: TrainingProgress<Term>) => TrainState<Term>;
  /** The end: the memory is given up, and `copyOut` gives the state of now from there on. */
  readonly leave: () => void;
}

/** Updates groups in turn, each after its evaluation: the losses of all, up to the first that is no finite number. */
const alternate = <Term extends string>(
  groups: readonly ParameterGroup<Term>[],
  evaluation: Evaluation,
  columns: Pointers,
  update: (group: ParameterGroup<Term>, k: number) => void,
): Losses<Term> => {
  const results: StepResult<Term>[] = [];
  let data = columns;
  for (const [k, group] of groups.entries()) {
    const result = group.subObjective.evaluate(evaluation, data);
    results.push(result);
    if (!Number.isFinite(result.losses.loss)) break;
    update(group, k);
    data = [...data, ...result.outputs];
  }
  return combineLosses(results);
};

/** Copies a state in. What `step` and `evaluate` allocate is gone at their end. */
export const openTrainingSession = <Term extends string>(
  workspace: Workspace,
  trainable: Trainable<Term>,
  optimizers: Optimizers,
  { weights, optimizer, key, ...start }: TrainState<Term>,
): TrainingSession<Term> => {
  const { arena } = workspace;
  const n = floatsOf(trainable.params);
  const { groups } = parameterGroupsOf(trainable, optimizers);
  const [params, state, slots] = [
    arena.put32(weights.params),
    arena.put32(weights.state),
    arena.put32(optimizer.slots),
  ];
  const gradients = arena.alloc32(n);
  let { rate } = start;
  const stepsAtRate = () =>
    groups.map(({ optimizer }) => kernelStep(rate === null ? optimizer : withRate(rate, optimizer)).apply);
  let applied = stepsAtRate();
  const update = ({ subObjective: { from, to }, moments }: ParameterGroup<Term>, k: number): void => {
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
        const losses = alternate(groups, evaluation, data, update);
        if (Number.isFinite(losses.loss)) taken += 1;
        return losses;
      }),
    setLearningRate: (of) => {
      rate = of;
      applied = stepsAtRate();
    },
    evaluate: (of, batch, data) =>
      arena.scope(() =>
        alternate(groups, { ...at, mode: "eval", key: of, batch, gradients: null }, data, () => undefined),
      ),
    copyOut: ({ history, currentEpoch }) => {
      const { slots, ...weights } = left ?? copies();
      return { weights, optimizer: { step: taken, slots }, key, rate, history, currentEpoch };
    },
    leave: () => {
      left = copies();
    },
  };
};
