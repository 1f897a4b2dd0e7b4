import { tickIncrement, ticks } from "d3-array";
import { numberLabels, powerLabel } from "./numberLabel.js";

/** Two ends; the second may be the smaller one. */
export type Interval = readonly [number, number];

/** A mark on an axis; a minor one has no label. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** How data become lengths: linear, logarithmic, or one band of width 1 about each index 0, 1, 2, ... */
export type ScaleKind = "linear" | "log" | "band";

/** A monotone map of a domain onto a range, with ticks inside the domain. */
export interface Scale {
  readonly kind: ScaleKind;
  readonly domain: Interval;
  readonly range: Interval;
  /** The place of a value; NaN where it has none (NaN itself, or what is not positive on a log scale). */
  readonly at: (value: number) => number;
  readonly ticks: readonly Tick[];
}

const decades = ([low, high]: Interval): number => Math.abs(Math.log10(high) - Math.log10(low));

/** A domain that rounding leaves a length to: a single value, or nearly, gets room on both sides. */
export const widened = (kind: ScaleKind, [low, high]: Interval): Interval => {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > Math.max(1e-12 * largest, 1e-300)) return [low, high];
  if (kind === "log") return [low / Math.sqrt(10), high * Math.sqrt(10)];
  const room = Math.max(0.5, largest * 0.05);
  return [low - room, high + room];
};

/** 10^e, rounded once. */
const powerOfTen = (exponent: number): number => Number(`1e${exponent}`);

/** The powers of ten at or outside the ends. */
const powersAround = ([low, high]: Interval): Interval => [
  powerOfTen(Math.floor(Math.log10(low))),
  powerOfTen(Math.ceil(Math.log10(high))),
];

/** An end moved to a multiple of the step; d3 gives a step below 1 as minus its inverse, so that 0.1 is exact. */
const rounded = (round: (x: number) => number, value: number, step: number): number =>
  step > 0 ? round(value / step) * step : round(value * -step) / -step;

/**
 * Ends that are multiples of the step between ticks, once another such widening changes the step no more; ten at most,
 * since rounding may keep two steps in turns (the `nice` of d3-array then never ends).
 */
const roundEnds = ([low, high]: Interval, count: number, before = 0, left = 10): Interval => {
  const step = tickIncrement(low, high, count);
  if (left === 0 || step === before || step === 0 || !Number.isFinite(step)) return [low, high];
  const ends: Interval = [rounded(Math.floor, low, step), rounded(Math.ceil, high, step)];
  return roundEnds(ends, count, step, left - 1);
};

/** A domain that ends on round numbers and holds the given one. */
export const niceDomain = (kind: ScaleKind, domain: Interval, count: number): Interval => {
  if (kind === "band") return domain;
  // On less than a decade the next powers of ten would leave the data in a corner.
  if (kind === "log" && decades(domain) < 1) return domain;
  const [low, high] = kind === "log" ? powersAround(domain) : roundEnds(domain, count);
  // d3 takes an end that is tiny beside the step for zero, on whichever side it lies.
  return [Math.min(low, domain[0]), Math.max(high, domain[1])];
};

const linearTicks = (domain: Interval, count: number): readonly Tick[] => {
  const values = ticks(...domain, count);
  const labels = numberLabels(values);
  return values.map((value, i) => ({ value, label: labels[i] ?? "" }));
};

/** Labelled powers of ten, at most `count` of them, and unlabelled multiples between; over few decades, numbers. */
const logTicks = (domain: Interval, count: number): readonly Tick[] => {
  const [low, high] = [Math.min(...domain), Math.max(...domain)];
  const inside = (value: number): boolean => value >= low * (1 - 1e-12) && value <= high * (1 + 1e-12);
  const from = Math.floor(Math.log10(low));
  const exponents = Array.from({ length: Math.ceil(Math.log10(high)) - from + 1 }, (_, i) => from + i);
  const powers = exponents.filter((exponent) => inside(10 ** exponent));
  if (powers.length < 2) return linearTicks(domain, count).filter(({ value }) => inside(value));
  const every = Math.ceil(powers.length / count);
  const major = powers.map((exponent, i) => ({
    value: 10 ** exponent,
    label: i % every === 0 ? powerLabel(exponent) : "",
  }));
  const minor = exponents.flatMap((exponent) => [2, 3, 4, 5, 6, 7, 8, 9].map((digit) => digit * 10 ** exponent));
  return [...major, ...(every > 1 ? [] : minor.filter(inside).map((value) => ({ value, label: "" })))];
};

/** The linear map, through fractions of the domain so that both ends land exactly. */
const between = (domain: Interval, [start, end]: Interval, of: (value: number) => number): ((v: number) => number) => {
  const [low, high] = [of(domain[0]), of(domain[1])];
  return (value) => {
    const t = (of(value) - low) / (high - low);
    return start * (1 - t) + end * t;
  };
};

/** What a scale is made of: `count` is about how many ticks; `categories` name the bands. */
export interface ScaleSpec {
  readonly kind: ScaleKind;
  readonly domain: Interval;
  readonly range: Interval;
  readonly count: number;
  readonly categories?: readonly string[];
}

/**
 * The scale of a specification.
 *
 * @example
 * scaleOf({ kind: "linear", domain: [0, 10], range: [0, 200], count: 5 }).at(5) // => 100
 * scaleOf({ kind: "log", domain: [1, 100], range: [0, 200], count: 5 }).at(10) // => 100
 */
export const scaleOf = ({ kind, domain, range, count, categories = [] }: ScaleSpec): Scale => {
  const base = { kind, domain, range };
  if (kind === "log") {
    const log = (value: number): number => (value > 0 ? Math.log10(value) : Number.NaN);
    return { ...base, at: between(domain, range, log), ticks: logTicks(domain, count) };
  }
  const ticks = kind === "band" ? categories.map((label, value) => ({ value, label })) : linearTicks(domain, count);
  return { ...base, at: between(domain, range, (value) => value), ticks };
};
