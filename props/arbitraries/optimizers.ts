import fc from "fast-check";
import {
  adam,
  adamw,
  addDecayedWeights,
  chain,
  clipByNorm,
  clipByValue,
  type Definition,
  rmsprop,
  scale,
  sgd,
} from "../../src/optim/definition.js";
import { cosine, exponential, join, linear, type Schedule, stepDecay, warmUp } from "../../src/optim/schedules.js";

const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const steps = fc.integer({ min: 1, max: 12 });
const rates = number(1e-3, 0.1);

/** Every kind of schedule, joined and warmed up. */
export const schedules: fc.Arbitrary<Schedule> = fc.letrec<{ schedule: Schedule }>((tie) => ({
  schedule: fc.oneof(
    { maxDepth: 2 },
    rates,
    fc.record({ rate: rates, every: steps, factor: number(0.1, 1) }).map(stepDecay),
    fc.record({ rate: rates, factor: number(0.5, 1) }).map(exponential),
    fc.record({ from: rates, to: rates, steps }).map(linear),
    fc.record({ rate: rates, floor: number(0, 1e-3), steps }).map(cosine),
    fc.tuple(tie("schedule"), fc.nat({ max: 12 }), tie("schedule")).map((parts) => join(...parts)),
    fc.tuple(fc.nat({ max: 12 }), tie("schedule")).map((parts) => warmUp(...parts)),
  ),
})).schedule;

/** Memories of a half and more: shorter ones make a centred variance of almost 0, on which a step hangs. */
const memory = number(0.5, 0.99);
const weightDecay = fc.oneof(fc.constant(0), number(0, 0.02));
const epsilon = number(1e-8, 1e-3);
const rate = schedules;

const adamSettings = fc.record({ rate, beta1: memory, beta2: memory, epsilon, weightDecay });

/** Each optimiser with its settings drawn, each variant by itself. */
export const optimizers = {
  sgd: fc.record({ rate, weightDecay }).map(sgd),
  momentum: fc.record({ rate, momentum: memory, dampening: number(0, 1), weightDecay }).map(sgd),
  nesterov: fc.record({ rate, momentum: memory, nesterov: fc.constant(true), weightDecay }).map(sgd),
  rmsprop: fc.record({ rate, beta: memory, epsilon, weightDecay }).map(rmsprop),
  "rmsprop, centred": fc.record({ rate, beta: memory, epsilon, centered: fc.constant(true), weightDecay }).map(rmsprop),
  "rmsprop, with momentum": fc
    .record({ rate, beta: memory, epsilon, centered: fc.boolean(), momentum: memory, weightDecay })
    .map(rmsprop),
  adam: adamSettings.map(adam),
  amsgrad: adamSettings.map((settings) => adam({ ...settings, amsgrad: true })),
  adamw: adamSettings.map(adamw),
  "adamw, amsgrad": adamSettings.map((settings) => adamw({ ...settings, amsgrad: true })),
  scale: number(-2, 2).map(scale),
  addDecayedWeights: number(0, 0.02).map(addDecayedWeights),
  clipByNorm: number(0.1, 10).map(clipByNorm),
  clipByValue: number(0.1, 10).map(clipByValue),
} satisfies Record<string, fc.Arbitrary<Definition>>;

/** Any definition: a link, or a chain of a few, or of chains. */
export const definitions: fc.Arbitrary<Definition> = fc.letrec<{ definition: Definition }>((tie) => ({
  definition: fc.oneof(
    { maxDepth: 2 },
    ...Object.values(optimizers),
    fc.array(tie("definition"), { maxLength: 3 }).map((parts) => chain(...parts)),
  ),
})).definition;
