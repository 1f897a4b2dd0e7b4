import { relative } from "node:path";
import { columns, type Entry, paint, wrap } from "./layout.js";

/** What the closing lines of a run tell. */
export interface Closing {
  readonly figures: KeyFigures;
  readonly out: string;
  readonly files: readonly string[];
  /** Where the run record went. */
  readonly record: string | undefined;
  readonly timings: Readonly<Record<string, number>>;
}

const mostNames = 12;

const filesOf = ({ out, files, record }: Closing): readonly Entry[] => {
  const names = files.map((file) => relative(out, file));
  const shown = names.slice(0, mostNames).join(", ");
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
  return [
    ...(names.length > 0 ? [[out, shown + more] as const] : []),
    ...(record === undefined ? [] : [["record", record] as const]),
  ];
};

const timeOf = ({ timings: { total = 0, ...phases } }: Closing): string => {
  const parts = Object.entries(phases).map(([name, seconds]) => `${name} ${showSeconds(seconds)}`);
  return showSeconds(total) + (parts.length > 0 ? ` (${parts.join(", ")})` : "");
};

/** The closing lines: key figures, files, time by phase. */
export const summary = (closing: Closing, width: number, colours: boolean): readonly string[] => {
  const { bold, dim } = paint(colours);
  const figures = Object.entries(closing.figures).map(([name, value]): Entry => [name, showFigure(value)]);
  const entries = [...figures, ...filesOf(closing)];
  const isFigure = new Set(figures.map(([name]) => name));
  return [
    ...columns(entries, width, (term) => (isFigure.has(term) ? bold(term) : dim(term))),
    ...wrap(timeOf(closing), width - 2).map((line) => `  ${dim(line)}`),
  ];
};

/** Named results of a run or of a step: a loss, a bound, a count. */
export type KeyFigures = Readonly<Record<string, number | string>>;

/**
 * A number to six digits, as people write it.
 *
 * @example
 * showNumber(110.8234567) // => "110.823"
 * showNumber(60000) // => "60000"
 */
export const showNumber = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : String(Number(value.toPrecision(6)));

/** One figure as text. */
export const showFigure = (value: number | string): string => (typeof value === "number" ? showNumber(value) : value);

/**
 * A time with as much of it as matters.
 *
 * @example
 * showSeconds(0.0421) // => "0.04 s"
 * showSeconds(12.34) // => "12.3 s"
 * showSeconds(125) // => "2:05"
 * showSeconds(3725) // => "1:02:05"
 */
export const showSeconds = (seconds: number): string => {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  return showClock(seconds);
};

/**
 * Minutes and seconds, hours before them where there are any.
 *
 * @example
 * showClock(7) // => "0:07"
 */
export const showClock = (seconds: number): string => {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number): string => String(n).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
};
