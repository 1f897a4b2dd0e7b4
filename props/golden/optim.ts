import * as t from "io-ts";
import type { ReadonlyFloats } from "../../src/core/tensor.js";
import { adam, adamw, type Definition, rmsprop, sgd } from "../../src/optim/definition.js";
import { applyUpdates, optimizer } from "../../src/optim/optimizer.js";
import { plateau, reduceOnPlateau } from "../../src/optim/plateau.js";
import { cosine, exponential, rateAt, type Schedule, stepDecay } from "../../src/optim/schedules.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { runtimes } from "../arbitraries/runtimes.js";
import type { Precision } from "./compare.js";
import type { Case } from "./read.js";
import { asked, attributes, input, type Op, type Topic } from "./topic.js";

/** A loss and its gradient at x, at a given step; in float64, as nothing but the optimiser is compared. */
type Objective = (x: ReadonlyFloats, step: number) => { readonly loss: number; readonly gradient: Float64Array };

const dot = (a: ReadonlyFloats, b: ReadonlyFloats): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

const rowsOf = (c: Case, name: string): readonly Float64Array[] => {
  const { shape, data } = input(c, name);
  const [rows, columns] = [shape[0]!, shape[1]!];
  return Array.from({ length: rows }, (_, i) => data.slice(i * columns, (i + 1) * columns));
};

/** x^T A x / 2 - b^T x */
const quadratic = (c: Case): Objective => {
  const [a, b] = [rowsOf(c, "A"), input(c, "b").data];
  return (x) => {
    const ax = Float64Array.from(a, (row) => dot(row, x));
    return { loss: dot(x, ax) / 2 - dot(b, x), gradient: ax.map((value, i) => value - b[i]!) };
  };
};

/** mean over n of log(1 + exp(z_n)) - y_n z_n, z = X x */
const logistic = (c: Case): Objective => {
  const [rows, y] = [rowsOf(c, "X"), input(c, "y").data];
  return (x) => {
    const gradient = new Float64Array(x.length);
    let loss = 0;
    rows.forEach((row, n) => {
      const z = dot(row, x);
      loss += (Math.log1p(Math.exp(z)) - y[n]! * z) / rows.length;
      const residual = (1 / (1 + Math.exp(-z)) - y[n]!) / rows.length;
      row.forEach((value, i) => {
        gradient[i]! += residual * value;
      });
    });
    return { loss, gradient };
  };
};

const scripted = (c: Case): Objective => {
  const grads = rowsOf(c, "grads");
  return (_x, step) => ({ loss: Number.NaN, gradient: grads[step]! });
};

const objectives = { quadratic, logistic, scripted };

const Problem = t.type({
  problem: t.keyof({ quadratic: null, logistic: null, scripted: null }),
  steps: t.number,
});

/** The trajectory of an optimiser, in the topic's precision and build. */
const descend =
  (runtime: Runtime, precision: Precision, definitionOf: (c: Case) => Definition): Op =>
  (c) => {
    const { problem, steps } = attributes(c, Problem);
    const objective = objectives[problem](c);
    const { init, update } = optimizer(runtime, definitionOf(c));
    const floats = precision === "float32" ? Float32Array : Float64Array;

    let x: ReadonlyFloats = floats.from(input(c, "x0").data);
    let state = init(x);
    const params: number[] = [];
    const losses: number[] = [];
    for (let step = 0; step < steps; step++) {
      const { loss, gradient } = objective(x, step);
      const next = update(floats.from(gradient), state, x);
      x = applyUpdates(x, next.updates);
      state = next.state;
      losses.push(loss);
      params.push(...x);
    }
    return asked(c, { params, losses });
  };

const Sgd = t.intersection([
  t.type({ lr: t.number }),
  t.partial({ momentum: t.number, dampening: t.number, nesterov: t.boolean, weight_decay: t.number }),
]);
const Rmsprop = t.intersection([
  t.type({ lr: t.number, alpha: t.number, eps: t.number }),
  t.partial({ momentum: t.number, centered: t.boolean }),
]);
const Adam = t.intersection([
  t.type({ lr: t.number, betas: t.tuple([t.number, t.number]), eps: t.number }),
  t.partial({ weight_decay: t.number, amsgrad: t.boolean }),
]);

const sgdOf = (c: Case): Definition => {
  const { lr, weight_decay = 0, momentum = 0, dampening = 0, nesterov = false } = attributes(c, Sgd);
  return sgd({ rate: lr, momentum, dampening, nesterov, weightDecay: weight_decay });
};

const rmspropOf = (c: Case): Definition => {
  const { lr, alpha, eps, momentum = 0, centered = false } = attributes(c, Rmsprop);
  return rmsprop({ rate: lr, beta: alpha, epsilon: eps, momentum, centered });
};

const adamSettings = (c: Case) => {
  const { lr, betas, eps, weight_decay = 0, amsgrad = false } = attributes(c, Adam);
  return { rate: lr, beta1: betas[0], beta2: betas[1], epsilon: eps, weightDecay: weight_decay, amsgrad };
};

const optimisers = (runtime: Runtime, precision: Precision): Topic => ({
  name: `optimisers, ${runtime.simd} ${precision}`,
  precision,
  ops: {
    sgd: descend(runtime, precision, sgdOf),
    rmsprop: descend(runtime, precision, rmspropOf),
    adam: descend(runtime, precision, (c) => adam(adamSettings(c))),
    adamw: descend(runtime, precision, (c) => adamw(adamSettings(c))),
  },
});

/** The first rates of a schedule, as many as the reference has. */
const rates = (c: Case, schedule: Schedule) => ({
  lrs: Float64Array.from(c.outputs["lrs"]!.data, (_, step) => rateAt(schedule, step)),
});

const StepLr = t.type({ lr: t.number, step_size: t.number, gamma: t.number });
const ExponentialLr = t.type({ lr: t.number, gamma: t.number });
const CosineLr = t.type({ lr: t.number, T_max: t.number, eta_min: t.number });
const PlateauLr = t.type({
  lr: t.number,
  mode: t.keyof({ min: null, max: null }),
  factor: t.number,
  patience: t.number,
  threshold: t.number,
  threshold_mode: t.keyof({ rel: null, abs: null }),
  cooldown: t.number,
  min_lr: t.number,
  eps: t.number,
});

const schedules: Topic = {
  name: "schedules",
  precision: "float64",
  ops: {
    step_lr: (c) => {
      const { lr, step_size, gamma } = attributes(c, StepLr);
      return rates(c, stepDecay({ rate: lr, every: step_size, factor: gamma }));
    },
    exponential_lr: (c) => {
      const { lr, gamma } = attributes(c, ExponentialLr);
      return rates(c, exponential({ rate: lr, factor: gamma }));
    },
    cosine_annealing_lr: (c) => {
      const { lr, T_max, eta_min } = attributes(c, CosineLr);
      return rates(c, cosine({ rate: lr, floor: eta_min, steps: T_max }));
    },
    reduce_lr_on_plateau: (c) => {
      const { lr, threshold_mode, min_lr, eps, ...same } = attributes(c, PlateauLr);
      const thresholdMode = threshold_mode === "rel" ? "relative" : "absolute";
      const { init, observe } = reduceOnPlateau(
        plateau({ ...same, rate: lr, thresholdMode, floor: min_lr, epsilon: eps }),
      );
      const lrs = [init.rate];
      let state = init;
      for (const loss of input(c, "losses").data) {
        state = observe(state, loss);
        lrs.push(state.rate);
      }
      return { lrs };
    },
  },
};

/** Ten steps of every optimiser in both builds and both widths, and every schedule. */
export const optim: readonly Topic[] = [
  ...runtimes.flatMap((runtime) => [optimisers(runtime, "float64"), optimisers(runtime, "float32")]),
  schedules,
];
