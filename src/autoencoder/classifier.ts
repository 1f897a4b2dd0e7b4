/** The classifier: a network whose outputs are the logits of a label. */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { expectOption, expectTensor } from "../core/checks.js";
import { Count } from "../core/ranges.js";
import { type Shape, shapeMismatch, showShape, size } from "../core/shape.js";
import type { Tensor } from "../core/tensor.js";
import type { Failure } from "../failure.js";
import { compileAt } from "../nn/compile.js";
import type { CompiledLayer, NetworkError } from "../nn/compiledLayer.js";
import { Definition } from "../nn/definition.js";
import { loss } from "../nn/losses/loss.js";
import type { Weights } from "../nn/weights.js";
import { layoutOf } from "../nn/weights.js";
import type { Objective } from "../train/objective.js";
import type { Pointer } from "../wasm/arena.js";
import type { Runtime } from "../wasm/runtime.js";
import { evaluated } from "./evaluation.js";

/** Reads a definition from a config or a checkpoint. */
export const Classifier = t.readonly(
  t.strict({
    kind: t.literal("classifier"),
    /** Of an example. */
    shape: t.readonlyArray(Count),
    classes: Count,
    /** From an example to one logit a class. */
    network: Definition,
  }),
);
export type Classifier = t.TypeOf<typeof Classifier>;
export { Classifier as codec };

/** A definition made ready: what `fit` descends, and what `classify` reads. Its columns are examples and labels. */
export interface ClassifierModel extends Objective<"accuracy"> {
  readonly definition: Classifier;
  readonly network: CompiledLayer;
  readonly shape: Shape;
  readonly classes: number;
}

/** The share of the rows whose largest number stands where that of the target does; m x n of both. */
const agreement = (
  { kernels, arena }: Parameters<ClassifierModel["evaluate"]>[0]["workspace"],
  x: Pointer,
  target: Pointer,
  m: number,
  n: number,
): number => {
  const [a, b] = [arena.alloc(4 * m), arena.alloc(4 * m)];
  kernels.argmaxRows32(a, x, m, n);
  kernels.argmaxRows32(b, target, m, n);
  const [guess, truth] = [arena.i32(a, m), arena.i32(b, m)];
  return guess.reduce((sum, c, i) => sum + Number(c === truth[i]), 0) / m;
};

/**
 * The model of a definition: its loss is the mean over the batch of -log softmax(network(x))_label, and beside it stands
 * the share that it has right.
 *
 * Errors: as the `compile` of networks; `ShapeMismatch` where the network does not give one number a class.
 */
export const compile = (definition: Classifier): E.Either<NetworkError, ClassifierModel> => {
  const { shape, classes } = definition;
  return F.pipe(
    compileAt("network", definition.network, [shape]),
    E.filterOrElse(
      ({ shapes }) => shapes.length === 1 && size(shapes[0]!) === classes,
      ({ shapes }): NetworkError =>
        shapeMismatch("a classifier gives one number a class", [classes], shapes[0] ?? [], "network"),
    ),
    E.map((network) => ({
      ...layoutOf([network]),
      definition,
      network,
      shape,
      classes,
      columns: [shape, [classes]],
      terms: ["accuracy"],
      evaluate: ({ workspace, gradients, ...rest }, [x, label]) => {
        const { kernels, arena } = workspace;
        const { batch } = rest;
        const run = { ...rest, workspace, scratch: arena.alloc(kernels.gemmScratch()) };
        const pass = network.forward(run, [x!]);
        const accuracy = agreement(workspace, pass.y[0]!, label!, batch, classes);
        const { value, dy } = loss("crossEntropySoft", network)(run, pass.y, label!, 1 / batch);
        if (gradients !== null) pass.pullback(dy, { params: gradients, input: false });
        return { loss: value / batch, accuracy };
      },
    })),
  );
};

const madeBy = { fields: ["network", "classes", "shape"], from: "classifier.compile" };

/**
 * The probabilities [N, classes] that a classifier gives to examples x [N, ...shape].
 *
 * Errors: `BadArgument`; `ShapeMismatch` for examples or weights that are not the model's.
 */
export const classify = (
  runtime: Runtime,
  model: ClassifierModel,
  weights: Weights,
  x: Tensor,
): E.Either<Failure, Tensor> =>
  F.pipe(
    evaluated(
      runtime,
      model,
      weights,
      madeBy,
      ({ shape }) => [{ what: "the examples", x, shape }],
      ({ classes }) => [[classes]],
      ({ network, classes }, run, at) => {
        const [logits] = network.forward(run, at).y as readonly [Pointer];
        const out = run.workspace.arena.alloc32(run.batch * classes);
        run.workspace.kernels.softmaxRows32(out, logits, run.batch, classes);
        return [out];
      },
    ),
    E.map(([p]) => p!),
  );

/**
 * The likeliest class of each row of probabilities [N, classes]; of equals the first.
 *
 * Errors: `BadArgument`; `BadOption` for a tensor of another rank.
 *
 * @example
 * likeliestClass(tensor32([2, 3], [0.1, 0.6, 0.3, 0.8, 0.1, 0.1])) // => E.right(Uint8Array.of(1, 0))
 */
export const likeliestClass = (probabilities: Tensor): E.Either<Failure, Uint8Array> =>
  F.pipe(
    expectTensor("probabilities", probabilities),
    E.chainFirst(({ shape }) =>
      expectOption("probabilities", shape.length === 2, "rows [N, classes]", showShape(shape)),
    ),
    E.map(({ shape, data }) => {
      const [count, classes] = shape as readonly [number, number];
      return Uint8Array.from({ length: count }, (_, i) => {
        let best = 0;
        for (let c = 1; c < classes; c++) if (data[i * classes + c]! > data[i * classes + best]!) best = c;
        return best;
      });
    }),
  );
