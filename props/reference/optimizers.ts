import type { Definition } from "../../src/optim/definition.js";
import { rateAt } from "../../src/optim/schedules.js";

/** The updates of step t (from 1) at gradients g and parameters p. Remembers the steps before it. */
type Follow = (g: readonly number[], p: readonly number[], t: number) => readonly number[];

const zip = (g: readonly number[], p: readonly number[], f: (g: number, p: number, i: number) => number) =>
  g.map((value, i) => f(value, p[i]!, i));

/** A moment: one number an element, 0 at first. */
const moment = () => {
  const values: number[] = [];
  return (i: number, next: (old: number) => number): number => (values[i] = next(values[i] ?? 0));
};

/**
 * A definition element by element, as the papers write it and without any rearrangement: bias corrections divide the
 * moments. The plain float64 that the kernels and their folding are held against.
 */
export const follow = (definition: Definition): Follow => {
  switch (definition.kind) {
    case "sgd": {
      const { rate, momentum, dampening, nesterov, weightDecay } = definition;
      const buffer = moment();
      return (g, p, t) =>
        zip(g, p, (slope, x, i) => {
          const d = slope + weightDecay * x;
          if (momentum === 0) return -rateAt(rate, t - 1) * d;
          const m = buffer(i, (old) => (t === 1 ? d : momentum * old + (1 - dampening) * d));
          return -rateAt(rate, t - 1) * (nesterov ? d + momentum * m : m);
        });
    }
    case "rmsprop": {
      const { rate, beta, epsilon, centered, momentum, weightDecay } = definition;
      const [square, mean, buffer] = [moment(), moment(), moment()];
      return (g, p, t) =>
        zip(g, p, (slope, x, i) => {
          const d = slope + weightDecay * x;
          const v = square(i, (old) => beta * old + (1 - beta) * d * d);
          const centre = mean(i, (old) => beta * old + (1 - beta) * d);
          const scaled = d / (Math.sqrt(centered ? v - centre * centre : v) + epsilon);
          return -rateAt(rate, t - 1) * buffer(i, (old) => momentum * old + scaled);
        });
    }
    case "adam":
    case "adamw": {
      const { kind, rate, beta1, beta2, epsilon, weightDecay, amsgrad } = definition;
      const [mean, square, largest] = [moment(), moment(), moment()];
      return (g, p, t) =>
        zip(g, p, (slope, x, i) => {
          const d = kind === "adam" ? slope + weightDecay * x : slope;
          const m = mean(i, (old) => beta1 * old + (1 - beta1) * d) / (1 - beta1 ** t);
          const v = square(i, (old) => beta2 * old + (1 - beta2) * d * d);
          const top = largest(i, (old) => Math.max(old, v));
          const step = m / (Math.sqrt((amsgrad ? top : v) / (1 - beta2 ** t)) + epsilon);
          return -rateAt(rate, t - 1) * (step + (kind === "adamw" ? weightDecay * x : 0));
        });
    }
    case "scale":
      return (g) => g.map((slope) => definition.factor * slope);
    case "addDecayedWeights":
      return (g, p) => zip(g, p, (slope, x) => slope + definition.weightDecay * x);
    case "clipByNorm":
      return (g) => {
        const norm = Math.hypot(...g);
        return norm > definition.limit ? g.map((slope) => (slope / norm) * definition.limit) : g;
      };
    case "clipByValue":
      return (g) => g.map((slope) => Math.min(Math.max(slope, -definition.limit), definition.limit));
    case "chain": {
      const parts = definition.parts.map(follow);
      return (g, p, t) => parts.reduce((updates, part) => part(updates, p, t), g);
    }
  }
};
