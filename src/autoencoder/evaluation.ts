/** Passes of a trained model's networks over rows of tensors, with checks of what they are given. */
import { either as E, function as F } from "fp-ts";
import { checked, expectModel, expectRuntime, expectTensor } from "../core/checks.js";
import { type Shape, shapeMismatch, size } from "../core/shape.js";
import type { Tensor } from "../core/tensor.js";
import { floatsOf } from "../core/tree.js";
import type { Failure } from "../failure.js";
import type { PassContext, Pointers } from "../nn/compiledLayer.js";
import type { ParameterLayout, Weights } from "../nn/weights.js";
import type { Runtime } from "../wasm/runtime.js";
import { mapSignals, type Rows, withWeights } from "./rows.js";

/** How a model is known: the fields that it must have, and the function that gives one. */
export interface MadeBy {
  readonly fields: readonly string[];
  readonly from: string;
}

/** Rows that a network reads, and what to call them. */
export interface NamedRows extends Rows {
  readonly what: string;
}

/**
 * A model and weights of its sizes.
 *
 * Errors: `BadArgument`, `ShapeMismatch`.
 */
export const expectTrained = <Model extends ParameterLayout>(
  model: Model,
  weights: Weights,
  { fields, from }: MadeBy,
): E.Either<Failure, Model> =>
  F.pipe(
    checked(model, expectModel("the model", model, ["params", ...fields], from)),
    E.chainFirst(() => expectWeights(model, weights)),
  );

const expectWeights = ({ params, state }: ParameterLayout, weights: Weights): E.Either<Failure, Weights> => {
  const wanted = [floatsOf(params), floatsOf(state)];
  const got = [weights?.params?.length ?? 0, weights?.state?.length ?? 0];
  return wanted.every((n, i) => n === got[i])
    ? E.right(weights)
    : E.left(shapeMismatch("floats of parameters and running state", wanted, got, "weights"));
};

/**
 * The first input has as many rows as it has, at least one; the others as many as it.
 *
 * Errors: `BadArgument`, `ShapeMismatch`.
 */
export const expectInputs = (inputs: readonly NamedRows[]): E.Either<Failure, readonly NamedRows[]> => {
  const count = Math.max(1, inputs[0]?.x?.shape?.[0] ?? 1);
  const each = inputs.map(({ what, x, shape }) =>
    F.pipe(
      expectTensor(what, x),
      E.chain(({ shape: [rows, ...rest] }) =>
        rows === count && rest.length > 0 && size(rest) === size(shape)
          ? E.right(x)
          : E.left(shapeMismatch("rows of a tensor", [count, ...shape], x.shape, what)),
      ),
    ),
  );
  return checked(inputs, ...each);
};

/**
 * The outputs [N, ...shape] of a pass in evaluation over all rows of the inputs.
 *
 * Errors: `BadArgument`; `ShapeMismatch` for rows or weights that are not the model's.
 */
export const evaluated = <Model extends ParameterLayout>(
  runtime: Runtime,
  model: Model,
  weights: Weights,
  madeBy: MadeBy,
  inputs: (model: Model) => readonly [NamedRows, ...NamedRows[]],
  outShapes: (model: Model) => readonly Shape[],
  pass: (model: Model, run: PassContext, x: Pointers) => Pointers,
): E.Either<Failure, readonly Tensor[]> =>
  F.pipe(
    expectRuntime(runtime),
    E.chain(() => expectTrained(model, weights, madeBy)),
    E.chainFirst(() => expectInputs(inputs(model))),
    E.map(() =>
      withWeights(runtime, model, weights, (evaluate) =>
        mapSignals(evaluate, inputs(model), outShapes(model), (run, x) => pass(model, run, x)),
      ),
    ),
  );
