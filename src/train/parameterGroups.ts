/** Sub-objectives with their optimisers: which update what in a step, and where the moments of each lie. */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { expectOptions } from "../core/checks.js";
import { quote, report } from "../core/report.js";
import { type Failure, usage } from "../failure.js";
import { Definition } from "../optim/definition.js";
import { kernelStep } from "../optim/kernelStep.js";
import { type SubObjective, subObjectivesOf, type Trainable } from "./alternating.js";

/** One optimiser for all sub-objectives, each with moments of its own, or one for each by name. */
export type Optimizers = Definition | { readonly [subObjective: string]: Definition };

/** What the parts of a training read of its options. */
export interface OptimizerOptions {
  /** Of all sub-objectives, or of each by name; an objective is one sub-objective, "model". */
  readonly optimizer: Optimizers;
}

/** Options of a training, and no others; not all need be there. Errors: `BadOption`. */
export const expectTrainingOptions = (options: unknown, more: readonly string[] = []): E.Either<Failure, unknown> =>
  expectOptions(options, ["optimizer", "batch", "epochs", "start", ...more]);

/** Reads optimisers from a config or a checkpoint. */
export const Optimizers: t.Type<Optimizers, unknown> = t.union([Definition, t.record(t.string, Definition)]);

/** A sub-objective, its optimiser, and the floats of moments that lie before its own in the block of them all. */
export interface ParameterGroup<Term extends string = string> {
  readonly subObjective: SubObjective<Term>;
  readonly optimizer: Definition;
  readonly moments: number;
}

const isDefinition = (optimizers: Optimizers): optimizers is Definition => typeof optimizers["kind"] === "string";

/** The optimiser of a sub-objective, if there is one. */
export const optimizerOf = (optimizers: Optimizers, name: string): Definition | undefined =>
  isDefinition(optimizers) ? optimizers : optimizers[name];

/** The first sub-objective that has no optimiser, if there is one. */
export const withoutOptimizer = (trainable: Trainable, optimizers: Optimizers): string | undefined =>
  subObjectivesOf(trainable).find(({ name }) => optimizerOf(optimizers, name) === undefined)?.name;

/**
 * Optimisers for all sub-objectives of a model, their settings in range.
 *
 * Errors: `BadOptimizer` with the setting; `NoOptimizer` with the sub-objective that has none, or the name that is none.
 */
export const expectOptimizers = (
  trainable: Trainable,
  optimizer: Optimizers,
): E.Either<Failure<"NoOptimizer" | "BadOptimizer">, Optimizers> =>
  F.pipe(
    Optimizers.decode(optimizer),
    E.mapLeft((errors) => {
      const { path, expected, got } = report(errors)[0]!;
      // Arms of unions are numbered in the path as if they were fields.
      const where = ["optimizer", ...path.filter((name) => !/^\d+$/.test(name))].join(".");
      return usage("BadOptimizer", "a setting of an optimiser", { where, expected, got: quote(got) });
    }),
    E.chainW((optimizers) => {
      const names = subObjectivesOf(trainable).map(({ name }) => name);
      const without = withoutOptimizer(trainable, optimizers);
      const other = isDefinition(optimizers) ? undefined : Object.keys(optimizers).find((it) => !names.includes(it));
      const got = without === undefined ? other && `one for ${other}` : `none for ${without}`;
      return got === undefined
        ? E.right(optimizers)
        : E.left(usage("NoOptimizer", "each sub-objective has an optimiser", { expected: names.join(", "), got }));
    }),
  );

/** Floats of moments that the optimiser of a group keeps. */
const momentsOf = ({ subObjective: { from, to }, optimizer }: ParameterGroup): number =>
  kernelStep(optimizer).slots.length * (to - from);

/**
 * All groups in the order of their updates, and the floats of all their moments.
 *
 * Throws a RangeError where a sub-objective has no optimiser: `expectOptimizers` comes before.
 */
export const parameterGroupsOf = <Term extends string>(
  trainable: Trainable<Term>,
  optimizers: Optimizers,
): { readonly groups: readonly ParameterGroup<Term>[]; readonly moments: number } => {
  const groups: ParameterGroup<Term>[] = [];
  let moments = 0;
  for (const subObjective of subObjectivesOf(trainable)) {
    const optimizer = optimizerOf(optimizers, subObjective.name);
    if (optimizer === undefined) throw new RangeError(`no optimiser for ${subObjective.name}`);
    const group = { subObjective, optimizer, moments };
    groups.push(group);
    moments += momentsOf(group);
  }
  return { groups, moments };
};
