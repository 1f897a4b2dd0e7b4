import * as t from "io-ts";
import { Count, Natural, NonNegative } from "../core/ranges.js";
import { cosPi } from "./cosine.js";
import { power } from "./power.js";

const StepDecay = t.readonly(
  t.strict({ kind: t.literal("stepDecay"), rate: NonNegative, every: Count, factor: NonNegative }),
);
const Exponential = t.readonly(t.strict({ kind: t.literal("exponential"), rate: NonNegative, factor: NonNegative }));
const Linear = t.readonly(t.strict({ kind: t.literal("linear"), from: NonNegative, to: NonNegative, steps: Count }));
const Cosine = t.readonly(t.strict({ kind: t.literal("cosine"), rate: NonNegative, floor: NonNegative, steps: Count }));

/** One schedule for so many steps, then another, which counts from 0 again. */
interface Join {
  readonly kind: "join";
  readonly first: Schedule;
  readonly steps: number;
  readonly rest: Schedule;
}

/** A learning rate as a function of the number of steps taken, as data. A number is the constant schedule. */
export type Schedule =
  | number
  | t.TypeOf<typeof StepDecay>
  | t.TypeOf<typeof Exponential>
  | t.TypeOf<typeof Linear>
  | t.TypeOf<typeof Cosine>
  | Join;

/** Reads a schedule from a config or a checkpoint; rates are finite and not negative. */
export const Schedule: t.Type<Schedule> = t.recursion("Schedule", () =>
  t.union([
    NonNegative,
    StepDecay,
    Exponential,
    Linear,
    Cosine,
    t.readonly(t.strict({ kind: t.literal("join"), first: Schedule, steps: Natural, rest: Schedule })),
  ]),
);

type Settings<Kind> = Omit<Extract<Schedule, { readonly kind: Kind }>, "kind">;

/** rate * factor^floor(step / every) */
export const stepDecay = (settings: Settings<"stepDecay">): Schedule => ({ kind: "stepDecay", ...settings });

/** rate * factor^step */
export const exponential = (settings: Settings<"exponential">): Schedule => ({ kind: "exponential", ...settings });

/** From `from` to `to` in so many equal steps, and `to` from there on. */
export const linear = (settings: Settings<"linear">): Schedule => ({ kind: "linear", ...settings });

/**
 * floor + (rate - floor) (1 + cos(pi step / steps)) / 2, which rises again past `steps`.
 *
 * Loshchilov and Hutter, "SGDR", 2017, eq. 5; `join` a constant behind it to stay at the floor.
 */
export const cosine = ({
  floor = 0,
  ...settings
}: Omit<Settings<"cosine">, "floor"> & { floor?: number }): Schedule => ({
  kind: "cosine",
  floor,
  ...settings,
});

/** `first` for `steps` steps, then `rest` from its own step 0 on. */
export const join = (first: Schedule, steps: number, rest: Schedule): Schedule => ({
  kind: "join",
  first,
  steps,
  rest,
});

/**
 * Rises in `steps` equal steps to where `rest` begins. The first step has 1 / (steps + 1) of that rate: none is lost.
 *
 * Goyal et al., "Accurate, large minibatch SGD", 2017, section 2.2.
 *
 * @example
 * [0, 1, 2, 3].map((step) => rateAt(warmUp(3, 0.5), step)) // => [0.125, 0.25, 0.375, 0.5]
 */
export const warmUp = (steps: number, rest: Schedule): Schedule => {
  const to = rateAt(rest, 0);
  return steps === 0 ? rest : join(linear({ from: to / (steps + 1), to, steps }), steps, rest);
};

/**
 * The rate of the step that follows `step` others.
 *
 * @example
 * rateAt(stepDecay({ rate: 1, every: 10, factor: 0.5 }), 25) // => 0.25
 */
export const rateAt = (schedule: Schedule, step: number): number => {
  if (typeof schedule === "number") return schedule;
  switch (schedule.kind) {
    case "stepDecay":
      return schedule.rate * power(schedule.factor, Math.floor(step / schedule.every));
    case "exponential":
      return schedule.rate * power(schedule.factor, step);
    case "linear": {
      const done = Math.min(step / schedule.steps, 1);
      return (1 - done) * schedule.from + done * schedule.to;
    }
    case "cosine": {
      const { rate, floor, steps } = schedule;
      return floor + ((rate - floor) * (1 + cosPi(step / steps))) / 2;
    }
    case "join":
      return step < schedule.steps ? rateAt(schedule.first, step) : rateAt(schedule.rest, step - schedule.steps);
  }
};
