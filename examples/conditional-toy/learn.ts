/** The autoencoder 2-32-64-1-64-32-2, plain and told the label, trained on all points at once. */
import { either as E, function as F } from "fp-ts";
import type { Failure } from "../../src/failure.js";
import {
  all,
  autoencoder,
  begin,
  conditionalAutoencoder,
  type Examples,
  fitSteps,
  key,
  labels,
  named,
  type Objective,
  on,
  oneHot,
  type Runtime,
  reconstruct,
  reconstructGiven,
  reducePlateau,
  type Tensor,
  type Training,
  type TrainState,
} from "../../src/flat.js";
import { concat, type Definition, leakyRelu, linear, sequence, type Weights } from "../../src/nn/index.js";
import { adam, plateau } from "../../src/optim/index.js";
import type { Curves, Points } from "./curves.js";

/** An autoencoder ready to be trained and to be asked. */
export interface Toy {
  readonly name: "plain" | "conditional";
  readonly objective: Objective & { readonly definition: unknown };
  readonly examples: (points: Points) => Examples;
  /** What is left of points [N, 2] behind the code of one number. */
  readonly restore: (weights: Weights, points: Points) => Tensor;
}

const act = leakyRelu(0.2);

const layers = (...widths: readonly [number, number, number]): Definition =>
  sequence(
    ["first", linear(widths[0])],
    ["firstAct", act],
    ["second", linear(widths[1])],
    ["secondAct", act],
    ["out", linear(widths[2])],
  );

const [encoder, decoder] = [layers(32, 64, 1), layers(64, 32, 2)];

/** The mean over both coordinates of squared errors. */
const loss = { shape: [2], likelihood: "mse", weight: 1 / 2 } as const;

const column = ({ x }: Points) => ({ shape: [2], floats: x.data });

/** Knows the points alone. */
export const plain = (runtime: Runtime): E.Either<Failure, Toy> =>
  F.pipe(
    autoencoder({ kind: "autoencoder", ...loss, encoder, decoder, denoising: false }),
    E.map((model) => ({
      name: "plain",
      objective: model,
      examples: (points) => ({ count: points.labels.length, columns: [column(points)] }),
      restore: (weights, { x }) => reconstruct(runtime, model, weights, x),
    })),
  );

/** The label is one-hot, as elsewhere in the house; the source feeds it as one number. */
const curves = 2;

/** Knows of each point the curve that it belongs to. */
export const conditional = (runtime: Runtime): E.Either<Failure, Toy> => {
  const told = (network: Definition): Definition => sequence(["join", concat], ["layers", network]);
  return F.pipe(
    conditionalAutoencoder({
      kind: "conditionalAutoencoder",
      ...loss,
      condition: curves,
      encoder: told(encoder),
      decoder: told(decoder),
    }),
    E.map((model) => ({
      name: "conditional",
      objective: model,
      examples: (points) => ({
        count: points.labels.length,
        columns: [column(points), labels(points.labels, curves)],
      }),
      restore: (weights, points) => reconstructGiven(runtime, model, weights, points.x, oneHot(points.labels, curves)),
    })),
  );
};

const rate = 1e-3;

/** How both are trained. */
export const optimizer = adam({ rate });

/** Before the first step. */
export const startOfToy = (runtime: Runtime, { objective, name }: Toy, seed: number): TrainState<string> =>
  begin(runtime, objective, optimizer, named(key(seed), name));

/** The rate falls tenfold where the held-out error has not for 50 steps, and below 1e-6 there is nothing to gain. */
export const schedule = all(
  reducePlateau(plateau({ rate, patience: 50, factor: 0.1 })),
  on("EpochEnded", ({ state }) => (state.rate !== null && state.rate < 1e-6 ? { answer: "stop" as const } : {})),
);

/** The training of a toy, of which an epoch is one step. */
export const training = (
  runtime: Runtime,
  { objective, examples }: Toy,
  { train, test }: Curves,
  start: TrainState<string>,
  epochs: number,
): Training<string> => {
  const settings = { optimizer, batch: train.labels.length, epochs };
  return fitSteps(runtime, objective, settings, { train: examples(train), test: examples(test) }, start);
};
