/** What a trained adversarial autoencoder is for: codes of examples, and examples of codes. All in evaluation, all pure. */
import { either as E, function as F } from "fp-ts";
import {
  badOption,
  checked,
  expectCount,
  expectKey,
  expectModel,
  expectOptions,
  expectRuntime,
} from "../../core/checks.js";
import { type Key, named } from "../../core/key.js";
import type { Tensor } from "../../core/tensor.js";
import type { Failure } from "../../failure.js";
import type { Weights } from "../../nn/weights.js";
import type { Runtime } from "../../wasm/runtime.js";
import { evaluated, type NamedRows } from "../evaluation.js";
import { meanOver } from "../likelihood.js";
import type { AaeModel } from "./aae.js";
import { samplePrior } from "./prior.js";
import type { StyleModel } from "./styleAndLabel.js";
import { withSoftmax } from "./subObjectives.js";

/** A model of any of the three kinds. */
export type AnyAaeModel = AaeModel | StyleModel;

const madeBy = { fields: ["encoder", "decoder", "latent"], from: "aae.compile" };

const hasLabel = (model: AnyAaeModel): model is StyleModel => "condition" in model;

/** How codes are decoded. */
export interface AaeDecodeOptions {
  /** Labels [N, classes] beside styles: probabilities or one-hot rows. Of a model of style and label, and of no other. */
  readonly labels?: Tensor | undefined;
}

/** What is sampled. */
export interface AaeSampleOptions extends AaeDecodeOptions {
  readonly count: number;
}

/** The two parts of codes: styles [N, latent], and the probabilities of the labels [N, classes]. */
export interface StylesAndLabels {
  readonly styles: Tensor;
  readonly labels: Tensor;
}

const examples =
  (x: Tensor) =>
  (model: AnyAaeModel): readonly [NamedRows] => [{ what: "the examples", x, shape: model.shape }];

/**
 * The codes [N, latent] of examples x [N, ...shape]: of a model of style and label the styles.
 *
 * Errors: `BadArgument`; `ShapeMismatch` for examples or weights that are not the model's.
 */
export const encode = (runtime: Runtime, model: AnyAaeModel, weights: Weights, x: Tensor): E.Either<Failure, Tensor> =>
  E.map(([codes]: readonly Tensor[]) => codes!)(
    evaluated(
      runtime,
      model,
      weights,
      madeBy,
      examples(x),
      ({ latent }) => [[latent]],
      ({ encoder }, run, at) => encoder.forward(run, at).y.slice(0, 1),
    ),
  );

const expectStyleModel = (model: StyleModel): E.Either<Failure, unknown> =>
  expectModel("the model", model, ["condition", "labelPrior"], "aae.semiSupervised or aae.disentangled");

/**
 * Style and label of examples x [N, ...shape], by one pass of a model that has both.
 *
 * Errors: as `encode`; `BadArgument` where the model has codes of one part.
 */
export const styles = (
  runtime: Runtime,
  model: StyleModel,
  weights: Weights,
  x: Tensor,
): E.Either<Failure, StylesAndLabels> =>
  F.pipe(
    expectStyleModel(model),
    E.chain(() =>
      evaluated(
        runtime,
        model,
        weights,
        madeBy,
        examples(x),
        ({ latent, condition }) => [[latent], [condition]],
        ({ encoder }, run, at) => withSoftmax(encoder).forward(run, at).y,
      ),
    ),
    E.map(([styles, labels]) => ({ styles: styles!, labels: labels! })),
  );

/**
 * The probabilities of the labels [N, classes] of examples x [N, ...shape].
 *
 * Errors: as `styles`.
 */
export const classify = (runtime: Runtime, model: StyleModel, weights: Weights, x: Tensor): E.Either<Failure, Tensor> =>
  E.map(({ labels }: StylesAndLabels) => labels)(styles(runtime, model, weights, x));

const expectLabels = (model: AnyAaeModel, { labels }: AaeDecodeOptions): E.Either<Failure, unknown> => {
  if (hasLabel(model) === (labels !== undefined)) return E.right(labels);
  return hasLabel(model)
    ? badOption("labels", `rows [N, ${model.condition}] beside the styles`, labels)
    : badOption("labels", "none: the codes of this model have one part", labels);
};

/**
 * The mean of p(x | z), [N, ...shape], of codes z [N, latent]: of styles together with `labels`.
 *
 * Errors: as `encode`; `BadOption` for labels that are missing, or that the model does not read.
 */
export const decode = (
  runtime: Runtime,
  model: AnyAaeModel,
  weights: Weights,
  z: Tensor,
  options: AaeDecodeOptions = {},
): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(
      options,
      expectModel("the model", model, ["decoder", "latent"], "aae.compile"),
      expectOptions(options, ["labels"]),
    ),
    E.chain(() => expectLabels(model, options)),
    E.chain(() =>
      evaluated(
        runtime,
        model,
        weights,
        madeBy,
        ({ latent }) => [
          { what: "the codes", x: z, shape: [latent] },
          ...(options.labels && hasLabel(model)
            ? [{ what: "labels", x: options.labels, shape: [model.condition] }]
            : []),
        ],
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

/**
 * Examples coded and decoded, of a model of style and label with the labels that it finds: what it keeps of them.
 *
 * Errors: as `encode`.
 */
export const reconstruct = (
  runtime: Runtime,
  model: AnyAaeModel,
  weights: Weights,
  x: Tensor,
): E.Either<Failure, Tensor> =>
  hasLabel(model ?? {})
    ? F.pipe(
        styles(runtime, model as StyleModel, weights, x),
        E.chain(({ styles, labels }) => decode(runtime, model, weights, styles, { labels })),
      )
    : F.pipe(
        encode(runtime, model, weights, x),
        E.chain((z) => decode(runtime, model, weights, z)),
      );

/**
 * Examples [count, ...shape] of codes that are drawn from the prior, of a model of style and label also of labels drawn
 * from theirs where none are given.
 *
 * Errors: as `decode`; `BadOption`.
 */
export const sample = (
  runtime: Runtime,
  key: Key,
  model: AnyAaeModel,
  weights: Weights,
  options: AaeSampleOptions,
): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(
      options,
      expectRuntime(runtime),
      expectKey(key),
      expectModel("the model", model, ["decoder", "latent", "prior"], "aae.compile"),
      expectOptions(options, ["count", "labels"]),
    ),
    E.chainFirst(({ count }) => expectCount("count", count)),
    E.bindTo("given"),
    E.bind(
      "labels",
      ({ given: { count, labels } }): E.Either<Failure, Tensor | undefined> =>
        labels === undefined && hasLabel(model)
          ? samplePrior(runtime, named(key, "label"), model.labelPrior, { count, width: model.condition })
          : E.right(labels),
    ),
    E.bind("z", ({ given: { count } }) =>
      samplePrior(runtime, hasLabel(model) ? named(key, "style") : key, model.prior, { count, width: model.latent }),
    ),
    E.chain(({ z, labels }) => decode(runtime, model, weights, z, { labels })),
  );
