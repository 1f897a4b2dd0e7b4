import type { Io } from "../program/io.js";
import { type Paint, paint } from "./layout.js";
import { type KeyFigures, showClock, showFigure } from "./summary.js";

/** Where a piece of work stands. */
export interface Standing {
  readonly label: string;
  /** Undefined where nobody knows: iterations until a tolerance is met. */
  readonly total: number | undefined;
  readonly done: number;
  readonly seconds: number;
  /** What it has reached: `{ loss: 121.04 }`. */
  readonly figures: KeyFigures;
}

/** What a loop tells of itself: `done` of the total so far, and the figures of now. */
export interface ProgressDisplay {
  readonly tick: (done: number, figures?: KeyFigures) => void;
  /** Also called at the end of the run, however it ends. */
  readonly end: () => void;
}

const barWidths = { most: 28, least: 8 };

const bar = ({ done, total }: Standing, width: number, { cyan, dim }: Paint): string => {
  const filled = Math.round(width * Math.min(1, Math.max(0, done / total!)));
  return cyan("━".repeat(filled)) + dim("┄".repeat(width - filled));
};

const rateOf = ({ done, seconds }: Standing): string => {
  const rate = done / seconds;
  if (!(rate > 0 && Number.isFinite(rate))) return "";
  return rate >= 1 ? `${rate.toFixed(rate < 100 ? 1 : 0)} it/s` : `${(1 / rate).toFixed(1)} s/it`;
};

const clockOf = ({ done, total, seconds }: Standing): string => {
  if (total === undefined || done >= total) return showClock(seconds);
  return done > 0 ? `${showClock((seconds / done) * (total - done))} left` : "";
};

/**
 * A standing as one line of at most `columns` characters: label, bar, count, rate, time left, figures. The bar is the
 * first to go where there is little room.
 *
 * rate = done / seconds; time left = (total - done) / rate
 *
 * @example
 * progressLine({ label: "epoch 3", total: 4, done: 3, seconds: 6, figures: { loss: 121.5 } }, 40) // => "epoch 3  3/4  2.0 s/it  0:02 left  loss…"
 */
export const progressLine = (standing: Standing, columns: number, colours = false): string => {
  const { label, total, done, figures } = standing;
  const painted = paint(colours);
  const count = total === undefined ? String(done) : `${String(done).padStart(String(total).length)}/${total}`;
  const known = Object.entries(figures).map(([name, value]) => `${name} ${showFigure(value)}`);
  const rest = [count, rateOf(standing), clockOf(standing), ...known].filter(Boolean).join("  ");
  const room = Math.min(barWidths.most, columns - label.length - rest.length - 4);
  if (total === undefined || total <= 0 || room < barWidths.least) return cut(`${label}  ${rest}`, columns);
  return `${label}  ${bar(standing, room, painted)}  ${rest}`;
};

const cut = (line: string, columns: number): string =>
  line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1))}…`;

/** On a terminal the eye is served ten times a second; a log wants a line now and then. */
const everyMs = { terminal: 100, log: 5000 };

/**
 * A progress display on `screen`: one rewritten line on a terminal, elsewhere a plain line at most every five seconds;
 * in both cases a last line where it ended, unless it ended before the first tick.
 */
export const progressOn = (io: Io, screen: Screen, label: string, total?: number): ProgressDisplay => {
  const start = io.now();
  const every = io.terminal ? everyMs.terminal : everyMs.log;
  let standing: Standing = { label, total, done: 0, seconds: 0, figures: {} };
  let drawn = io.terminal ? Number.NEGATIVE_INFINITY : start;
  let begun = false;
  let ended = false;

  // One column is kept free: a terminal that wraps at its last one would leave the line behind.
  const line = (): string => progressLine(standing, io.columns - 1, io.colours.err);

  return {
    tick: (done, figures = standing.figures) => {
      if (ended) return;
      begun = true;
      const now = io.now();
      standing = { ...standing, done, figures, seconds: (now - start) / 1000 };
      if (now - drawn < every) return;
      drawn = now;
      if (io.terminal) screen.live(line());
      else screen.err(line());
    },
    end: () => {
      if (ended) return;
      ended = true;
      if (!begun) return;
      if (!io.terminal) return screen.err(line());
      screen.live(line());
      screen.settle();
    },
  };
};

/** For `--quiet`. */
export const hiddenProgress: ProgressDisplay = { tick: () => {}, end: () => {} };

/** Whole lines on both streams around at most one live line, which is rewritten in place at the foot of a terminal. */
export interface Screen {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Replaces the live line. */
  readonly live: (line: string) => void;
  /** Ends the live line, if there is one: what follows begins at a line's start. */
  readonly settle: () => void;
}

const erase = "\r\x1b[2K";

/** The screen of a run. */
export const screenOn = (io: Io): Screen => {
  let shown: string | undefined;

  const around = (print: (text: string) => void) => (line: string) => {
    if (shown !== undefined) io.err(erase);
    print(`${line}\n`);
    if (shown !== undefined) io.err(shown);
  };

  return {
    out: around(io.out),
    err: around(io.err),
    live: (line) => {
      io.err(shown === undefined ? line : `${erase}${line}`);
      shown = line;
    },
    settle: () => {
      if (shown !== undefined) io.err("\n");
      shown = undefined;
    },
  };
};
