/** What a trained model is for: codes of examples, and examples of codes. All in evaluation, all pure. */
import { either as E, function as F } from "fp-ts";
import { badOption, checked, expectCount, expectKey, expectOptions, expectRuntime } from "../core/checks.js";
import type { Key } from "../core/key.js";
import { normal } from "../core/random.js";
import type { Shape } from "../core/shape.js";
import { type Tensor, tensor } from "../core/tensor.js";
import type { Failure } from "../failure.js";
import type { CompiledLayer } from "../nn/compiledLayer.js";
import type { ParameterLayout, Weights } from "../nn/weights.js";
import type { Runtime } from "../wasm/runtime.js";
import { linspaceCodes } from "./codes.js";
import { evaluated, expectTrained, type NamedRows } from "./evaluation.js";
import { type Likelihood, meanOver } from "./likelihood.js";

/** A model that codes: its encoder's first output is the code, or the mean of the code. */
export interface Coder extends ParameterLayout {
  readonly encoder: CompiledLayer;
  readonly decoder: CompiledLayer;
  readonly likelihood: Likelihood;
  /** Numbers of a code and of an example. */
  readonly latent: number;
  readonly numbers: number;
  /** Of an example. */
  readonly shape: Shape;
}

/** A model whose decoder reads a condition beside the code, and its encoder too where that is said. */
export interface ConditionalCoder extends Coder {
  /** Numbers of a condition. */
  readonly condition: number;
  readonly encoderReadsCondition: boolean;
}

/** What is known of each row beside it. */
export interface ConditionOptions {
  /** Conditions [N, condition], `oneHot` rows for one: of a conditional model, and of no other. */
  readonly condition?: Tensor | undefined;
}

/** What is sampled. */
export interface SampleCodesOptions extends ConditionOptions {
  readonly count: number;
}

/** How fine a path is. */
export interface InterpolateOptions extends ConditionOptions {
  /** Pictures on the way, both ends among them; 10 if absent. */
  readonly steps?: number;
}

const madeBy = {
  fields: ["encoder", "decoder", "latent", "shape"],
  from: "autoencoder.compile, vae.compile or cvae.compile",
};

const isConditional = (model: Coder): model is ConditionalCoder => "condition" in model;

/** The condition as rows of the input of a network that reads it; none of one that doesn't. */
const conditionRows = (model: Coder, { condition }: ConditionOptions): readonly NamedRows[] =>
  isConditional(model) && condition !== undefined
    ? [{ what: "condition", x: condition, shape: [model.condition] }]
    : [];

const expectCondition = (
  model: Coder,
  reads: boolean,
  options: ConditionOptions,
  others: readonly string[] = [],
): E.Either<Failure, unknown> =>
  F.pipe(
    expectOptions(options, ["condition", ...others]),
    E.chain(() => {
      if (reads === (options.condition !== undefined)) return E.right(options);
      const expected = reads
        ? `rows [N, ${(model as ConditionalCoder).condition}] beside the others`
        : "none: this network reads no condition";
      return badOption("condition", expected, options.condition);
    }),
  );

/**
 * The outputs of the encoder, as many as there are.
 *
 * Errors: as `encode`.
 */
export const encoderOutputs = (
  runtime: Runtime,
  model: Coder,
  weights: Weights,
  x: Tensor,
  options: ConditionOptions,
): E.Either<Failure, readonly Tensor[]> =>
  F.pipe(
    expectTrained(model, weights, madeBy),
    E.chain(() => expectCondition(model, isConditional(model) && model.encoderReadsCondition, options)),
    E.chain(() =>
      evaluated(
        runtime,
        model,
        weights,
        madeBy,
        ({ shape }) => [{ what: "the examples", x, shape }, ...conditionRows(model, options)],
        ({ encoder, latent }) => encoder.shapes.map(() => [latent]),
        ({ encoder }, run, at) => encoder.forward(run, at).y,
      ),
    ),
  );

/**
 * The codes [N, latent] of examples x [N, ...shape], the mean of q(z | x) for a VAE; with their `condition` where the
 * encoder reads one.
 *
 * Errors: `BadArgument`; `BadOption`; `ShapeMismatch` for examples, conditions or weights that are not the model's.
 */
export const encode = (
  runtime: Runtime,
  model: Coder,
  weights: Weights,
  x: Tensor,
  options: ConditionOptions = {},
): E.Either<Failure, Tensor> =>
  E.map(([z]: readonly Tensor[]) => z!)(encoderOutputs(runtime, model, weights, x, options));

/**
 * The mean of p(x | z), [N, ...shape], of codes z [N, latent]; of p(x | z, c) under the `condition` of a conditional
 * model.
 *
 * Errors: as `encode`.
 */
export const decode = (
  runtime: Runtime,
  model: Coder,
  weights: Weights,
  z: Tensor,
  options: ConditionOptions = {},
): E.Either<Failure, Tensor> =>
  F.pipe(
    expectTrained(model, weights, madeBy),
    E.chain(() => expectCondition(model, isConditional(model), options)),
    E.chain(() =>
      evaluated(
        runtime,
        model,
        weights,
        madeBy,
        ({ latent }) => [{ what: "the codes", x: z, shape: [latent] }, ...conditionRows(model, options)],
        ({ shape }) => [shape],
        ({ decoder, numbers, likelihood }, run, at) => {
          const { y } = decoder.forward(run, at);
          meanOver(likelihood, run.workspace.kernels, y[0]!, run.batch * numbers);
          return y;
        },
      ),
    ),
    E.map(([x]) => x!),
  );

/** The condition as the encoder takes it. */
const ofEncoder = (model: Coder, options: ConditionOptions): ConditionOptions =>
  isConditional(model) && !model.encoderReadsCondition ? {} : options;

/**
 * Examples coded and decoded, [N, ...shape]: what a model keeps of them.
 *
 * Errors: as `encode`.
 */
export const reconstruct = (
  runtime: Runtime,
  model: Coder,
  weights: Weights,
  x: Tensor,
  options: ConditionOptions = {},
): E.Either<Failure, Tensor> =>
  F.pipe(
    expectTrained(model, weights, madeBy),
    E.chain(() => encode(runtime, model, weights, x, ofEncoder(model, options))),
    E.chain((z) => decode(runtime, model, weights, z, options)),
  );

/**
 * Pictures [count, ...shape] of codes z ~ N(0, I): samples of a VAE, of a conditional one under the `condition`
 * [count, condition].
 *
 * Errors: as `encode`.
 */
export const sample = (
  runtime: Runtime,
  key: Key,
  model: Coder,
  weights: Weights,
  options: SampleCodesOptions,
): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(
      options,
      expectRuntime(runtime),
      expectKey(key),
      expectTrained(model, weights, madeBy),
      expectOptions(options, ["count", "condition"]),
    ),
    E.chainFirst(({ count }) => expectCount("count", count)),
    E.chain(({ count, condition }) =>
      decode(runtime, model, weights, normal(runtime, key, [count, model.latent]), { condition }),
    ),
  );

/**
 * Pictures [steps, ...shape] on the straight way from the code of one example [...shape] to that of another; of a
 * conditional model under the `condition` of each, [steps, condition].
 *
 * Errors: as `encode`.
 */
export const interpolate = (
  runtime: Runtime,
  model: Coder,
  weights: Weights,
  [a, b]: readonly [Tensor, Tensor],
  options: InterpolateOptions = {},
): E.Either<Failure, Tensor> => {
  const { steps = 10, condition } = options;
  const code = ({ data }: Tensor) => encode(runtime, model, weights, tensor([1, ...model.shape], data));
  return F.pipe(
    expectTrained(model, weights, madeBy),
    E.chain(() => checked(options, expectOptions(options, ["steps", "condition"]), expectCount("steps", steps))),
    E.map(() => ({})),
    E.bind("from", () => code(a)),
    E.bind("to", () => code(b)),
    E.chain(({ from, to }) => linspaceCodes(from, to, { steps })),
    E.chain((z) => decode(runtime, model, weights, z, { condition })),
  );
};
