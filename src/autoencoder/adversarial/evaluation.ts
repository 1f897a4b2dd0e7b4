/** Passes of a trained model's networks over rows of tensors, with checks of what they are given. */
import { either as E, function as F } from "fp-ts";
import { checked, expectModel, expectRuntime, expectTensor } from "../../core/checks.js";
import { type Shape, shapeMismatch, size } from "../../core/shape.js";
import type { Tensor } from "../../core/tensor.js";
import { floatsOf } from "../../core/tree.js";
import type { Failure } from "../../failure.js";
import type { PassContext, Pointers } from "../../nn/compiledLayer.js";
import type { Weights } from "../../nn/weights.js";
import type { Runtime } from "../../wasm/runtime.js";
import { mapSignals, type Rows, withWeights } from "../rows.js";
import type { AaeModel } from "./aae.js";
import type { StyleModel } from "./styleAndLabel.js";

/** A model of any of the three kinds. */
export type AnyAaeModel = AaeModel | StyleModel;

/** Rows that a network reads, and what to call them. */
export interface NamedRows extends Rows {
  readonly what: string;
}

const expectWeights = ({ params, state }: AnyAaeModel, weights: Weights): E.Either<Failure, Weights> => {
  const wanted = [floatsOf(params), floatsOf(state)];
  const got = [weights?.params?.length ?? 0, weights?.state?.length ?? 0];
  return wanted.every((n, i) => n === got[i])
    ? E.right(weights)
    : E.left(shapeMismatch("floats of parameters and running state", wanted, got, "weights"));
};

/** The first input has as many rows as it has, at least one; the others as many as it. */
const expectInputs = (inputs: readonly NamedRows[]): E.Either<Failure, readonly NamedRows[]> => {
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
export const evaluated = <Model extends AnyAaeModel>(
  runtime: Runtime,
  model: Model,
  weights: Weights,
  inputs: (model: Model) => readonly [NamedRows, ...NamedRows[]],
  outShapes: (model: Model) => readonly Shape[],
  pass: (model: Model, run: PassContext, x: Pointers) => Pointers,
): E.Either<Failure, readonly Tensor[]> =>
  F.pipe(
    checked(
      model,
      expectRuntime(runtime),
      expectModel("the model", model, ["encoder", "decoder", "latent", "params"], "aae.compile"),
    ),
    E.chainFirst(() => expectWeights(model, weights)),
    E.chainFirst(() => expectInputs(inputs(model))),
    E.map(() =>
      withWeights(runtime, model, weights, (evaluate) =>
        mapSignals(evaluate, inputs(model), outShapes(model), (run, x) => pass(model, run, x)),
      ),
    ),
  );
