import type { PenPoint, Stroke } from "./glyphs.js";
import { type Polyline, spline } from "./spline.js";

/** What differs from one written digit to the next, beside the trembling of the hand. */
export interface Hand {
  /** Shear to the right, dx / dy. */
  readonly slant: number;
  /** The tangent of half the angle by which the page is turned. */
  readonly turn: number;
  /** Width of the letter over that of its box. */
  readonly width: number;
  /** How much wider the upper half is than the lower one. */
  readonly balance: number;
  /** Sideways bend of the whole letter, in hundredths of the box. */
  readonly bend: number;
  /** Standard deviation of every place, in hundredths of the box. */
  readonly tremble: number;
  /** Rounding of corners, 0 to 1. */
  readonly haste: number;
  /** The pen's radius in pixels. */
  readonly radius: number;
  /** Relative change of the radius from the beginning of a stroke to its end. */
  readonly pressure: number;
  /** Width in pixels of the edge between ink and paper. */
  readonly softness: number;
}

/** The `index`-th of a row of independent numbers of mean 0 and variance 1. */
export type Scores = (index: number) => number;

const within = (low: number, high: number, x: number): number => Math.min(Math.max(x, low), high);

/** How many scores `hand` reads. */
export const handScores = 10;

/**
 * A hand, from ten standard scores. The numbers are chosen so that slant, width, darkness and the share of inked pixels
 * vary as they do among MNIST's training digits.
 */
export const hand = (score: Scores): Hand => ({
  slant: 0.12 + 0.24 * score(0),
  turn: 0.05 * score(1),
  width: 1.02 + 0.2 * score(2),
  balance: 0.14 * score(3),
  bend: 9 * score(4),
  tremble: within(1, 8, 4.2 + score(5)),
  haste: within(0, 1, 0.4 + 0.3 * score(6)),
  radius: within(0.45, 2.4, 1.27 + 0.36 * score(7)),
  pressure: 0.15 * score(8),
  softness: within(0.8, 1.8, 1.15 + 0.15 * score(9)),
});

/**
 * The lines that a hand writes for a glyph: every place trembles, then the letter is widened, bent, slanted and
 * turned about its middle, then the pen runs smoothly through the places. `score` must give two numbers a place.
 */
export const write = (
  { slant, turn, width, balance, bend, tremble, haste }: Hand,
  strokes: readonly Stroke[],
  score: Scores,
): readonly Polyline[] => {
  const [cosine, sine] = [(1 - turn * turn) / (1 + turn * turn), (2 * turn) / (1 + turn * turn)];
  let read = 0;
  const moved = ({ x, y, corner }: PenPoint): PenPoint => {
    const u = x - 45 + tremble * score(read++);
    const v = y - 50 + tremble * score(read++);
    const across = width * u * (1 - (balance * v) / 50) + bend * ((v * v) / 2500 - 0.5) - slant * v;
    return { x: cosine * across - sine * v, y: sine * across + cosine * v, corner };
  };
  return strokes.map((stroke) => spline(stroke.map(moved), haste));
};
