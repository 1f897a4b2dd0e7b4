import * as t from "io-ts";
import { BelowOne, Natural, NonNegative, Positive } from "../core/ranges.js";

/** How to lower a rate when a value stops improving, as data; the defaults of `plateau` are PyTorch's. */
export const Plateau = t.readonly(
  t.strict({
    rate: Positive,
    /** Whether small values are good (a loss) or large ones (a score). */
    mode: t.keyof({ min: null, max: null }),
    factor: BelowOne,
    /** Bad values in a row that are borne. */
    patience: Natural,
    /** What an improvement must exceed, as a part of the best value or as it is. */
    threshold: NonNegative,
    thresholdMode: t.keyof({ relative: null, absolute: null }),
    /** Values after a reduction in which nothing counts as bad. */
    cooldown: Natural,
    floor: NonNegative,
    /** The rate stays where it would fall by no more than this. */
    epsilon: NonNegative,
  }),
);
export type Plateau = t.TypeOf<typeof Plateau>;

/** Where the fold stands; `best` is null before the first number. */
export const PlateauState = t.readonly(
  t.strict({ rate: NonNegative, best: t.union([t.number, t.null]), bad: Natural, cooldown: Natural }),
);
export type PlateauState = t.TypeOf<typeof PlateauState>;

/** The state before any value was seen, and the state one value further. */
export interface PlateauFold {
  readonly init: PlateauState;
  readonly observe: (state: PlateauState, value: number) => PlateauState;
}

const defaults = {
  mode: "min",
  factor: 0.1,
  patience: 10,
  threshold: 1e-4,
  thresholdMode: "relative",
  cooldown: 0,
  floor: 0,
  epsilon: 1e-8,
} as const;

/** A definition with PyTorch's defaults. */
export const plateau = (settings: Pick<Plateau, "rate"> & Partial<Plateau>): Plateau => ({ ...defaults, ...settings });

/** Past the best value by the threshold; NaN never is. */
const isBetter = ({ mode, threshold, thresholdMode }: Plateau, value: number, best: number | null): boolean => {
  const sign = mode === "min" ? -1 : 1;
  const known = best ?? -sign * Infinity;
  const bar = thresholdMode === "relative" ? known * (1 + sign * threshold) : known + sign * threshold;
  return mode === "min" ? value < bar : value > bar;
};

/** One value further, with PyTorch's rule: the rate falls at the bad value number `patience + 1` in a row. */
const observe = (config: Plateau, { rate, best, bad, cooldown }: PlateauState, value: number): PlateauState => {
  const better = isBetter(config, value, best);
  const waiting = Math.max(cooldown - 1, 0);
  const count = better || cooldown > 0 ? 0 : bad + 1;
  const state = { rate, best: better ? value : best, bad: count, cooldown: waiting };
  if (count <= config.patience) return state;
  const lowered = Math.max(rate * config.factor, config.floor);
  return { ...state, rate: rate - lowered > config.epsilon ? lowered : rate, bad: 0, cooldown: config.cooldown };
};

/**
 * Lowers a rate when a value stops improving: a fold whose state carries the rate.
 *
 * @example
 * const { init, observe } = reduceOnPlateau(plateau({ rate: 1, patience: 1, factor: 0.5 }));
 * [3, 2, 2, 2].reduce(observe, init).rate // => 0.5
 */
export const reduceOnPlateau = (config: Plateau): PlateauFold => ({
  init: { rate: config.rate, best: null, bad: 0, cooldown: 0 },
  observe: (state, value) => observe(config, state, value),
});
