import fc from "fast-check";
import { either as E } from "fp-ts";
import { expectAll, type Latent } from "../../src/em/latent.js";

/** A model on data that a problem describes: what the laws of EM need of an instance. */
export interface EmInstance<Problem, Theta, Chunk, Stats> {
  readonly name: string;
  readonly problems: fc.Arbitrary<Problem>;
  readonly open: (problem: Problem) => Opened<Theta, Chunk, Stats>;
}

export interface Opened<Theta, Chunk, Stats> {
  readonly model: Latent<Theta, Chunk, Stats>;
  readonly start: Theta;
  /** The same data once whole and once in pieces. */
  readonly whole: Chunk;
  readonly pieces: readonly Chunk[];
  /** log p(x | theta) by another way. */
  readonly logLikelihood: (theta: Theta) => number;
  /** Every number of the statistics, to compare them by. */
  readonly numbers: (stats: Stats) => readonly number[];
  /** Rounding to expect of a bound, absolute. */
  readonly boundError: (theta: Theta, stats: Stats) => number;
  /** Rounding to expect of statistics, relative to `scale`. */
  readonly statsError: number;
  readonly scale: (stats: Stats) => number;
  /** Templates near theta, none of which may do better than the M-step. */
  readonly nearby: (theta: Theta, seed: number) => Theta;
}

const fail = (law: string, got: number, allowed: number): never => {
  throw new Error(`${law}: off by ${got}, allowed ${allowed}`);
};

const close = <Theta, Chunk, Stats>(opened: Opened<Theta, Chunk, Stats>, law: string, a: Stats, b: Stats): void => {
  const allowed = opened.statsError * Math.max(opened.scale(a), opened.scale(b));
  const [x, y] = [opened.numbers(a), opened.numbers(b)];
  for (let i = 0; i < x.length; i++) {
    const difference = Math.abs(x[i]! - y[i]!);
    if (!(difference <= allowed)) fail(`${law}, statistic ${i}`, difference, allowed);
  }
};

/** The laws, by name; each throws with a counterexample. */
export const emLaws = <Problem, Theta, Chunk, Stats>({
  problems,
  open,
}: EmInstance<Problem, Theta, Chunk, Stats>): Readonly<Record<string, () => void>> => {
  const law = (body: (opened: Opened<Theta, Chunk, Stats>, seed: number) => void) => (): void =>
    fc.assert(fc.property(problems, fc.nat(), (problem, seed) => body(open(problem), seed)));

  return {
    "right after the E-step the bound is log p(x | theta)": law(
      ({ model, start, whole, logLikelihood, boundError }) => {
        const stats = model.expect(start, whole);
        const gap = Math.abs(model.bound(start, stats) - logLikelihood(start));
        const allowed = boundError(start, stats);
        if (!(gap <= allowed)) fail("bound of the old theta", gap, allowed);
      },
    ),

    "the bound never falls: not in an M-step, not in an E-step": law(({ model, start, whole, boundError }) => {
      let theta = start;
      let bound = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < 6; i++) {
        const stats = model.expect(theta, whole);
        const allowed = boundError(theta, stats);
        const before = model.bound(theta, stats);
        if (!(before >= bound - allowed)) fail(`E-step ${i}`, bound - before, allowed);
        const next = model.maximise(stats);
        if (E.isLeft(next)) return;
        bound = model.bound(next.right, stats);
        const margin = Math.max(allowed, boundError(next.right, stats));
        if (!(bound >= before - margin)) fail(`M-step ${i}`, before - bound, margin);
        theta = next.right;
      }
    }),

    "the M-step is a maximum: nearby thetas are no better": law(({ model, start, whole, nearby, boundError }, seed) => {
      const stats = model.expect(start, whole);
      const next = model.maximise(stats);
      if (E.isLeft(next)) return;
      const best = model.bound(next.right, stats);
      for (let i = 0; i < 4; i++) {
        const other = nearby(next.right, seed + i);
        const allowed = Math.max(boundError(next.right, stats), boundError(other, stats));
        const excess = model.bound(other, stats) - best;
        if (excess > allowed) fail("nearby theta", excess, allowed);
      }
    }),

    "expect is a homomorphism: pieces add up to the whole, in any order": law((opened) => {
      const { model, start, whole, pieces } = opened;
      const all = model.expect(start, whole);
      close(opened, "in order", expectAll(model, start, pieces), all);
      close(opened, "in reverse", expectAll(model, start, [...pieces].reverse()), all);
    }),

    "statistics are a commutative monoid": law((opened) => {
      const { model, start, whole, pieces } = opened;
      const { concat, empty } = model.stats;
      const a = model.expect(start, whole);
      const b = model.expect(start, pieces[0] ?? whole);
      const c = model.expect(start, pieces.at(-1) ?? whole);
      close({ ...opened, statsError: 0 }, "left unit", concat(empty, a), a);
      close({ ...opened, statsError: 0 }, "right unit", concat(a, empty), a);
      close({ ...opened, statsError: 0 }, "commutative", concat(a, b), concat(b, a));
      close(opened, "associative", concat(concat(a, b), c), concat(a, concat(b, c)));
    }),
  };
};
