/** The laws of a fit by EM, whatever its model: what the driver promises, and what a model needs for it to be so. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { either as E } from "fp-ts";
import { type Computation, run } from "../../src/core/computation.js";
import { type Key, key } from "../../src/core/key.js";
import type { EmData } from "../../src/em/chunks.js";
import type { BestStart } from "../../src/em/driver.js";
import type { Fit, Position } from "../../src/em/fold.js";
import type { EmPosition } from "../../src/em/starts.js";
import { type ResumeInstance, resumeLaws } from "./resume.js";

/** What the laws ask of every kind of fit. */
export interface AskedOfFit<Theta, At> {
  readonly iterations?: number;
  readonly tolerance?: number | null;
  readonly restarts?: number;
  readonly hard?: boolean;
  readonly start?: Theta;
  readonly from?: At | undefined;
}

/** A kind of fit on data that a problem describes. */
export interface FitInstance<Problem, Theta, Data, At extends EmPosition<Theta>> {
  readonly name: string;
  readonly problems: fc.Arbitrary<Problem>;
  /** The same data once whole and once in pieces. */
  readonly whole: (problem: Problem) => Data;
  readonly pieces: (problem: Problem) => readonly Data[];
  readonly steps: (
    problem: Problem,
    key: Key,
    data: EmData<Data>,
    asked: AskedOfFit<Theta, At>,
  ) => Computation<{ readonly restart: number; readonly position: At }, Fit<Theta> & BestStart>;
  /** Every number of theta, to compare them by. */
  readonly numbers: (theta: Theta) => readonly number[];
  /** Rounding to expect, relative to the largest number, of a bound and of theta after one iteration. */
  readonly rounding: (problem: Problem) => number;
  /** What becomes of a position that is kept: itself, or what a file gives back. */
  readonly kept: (position: At) => At;
}

const fail = (law: string, ...got: readonly unknown[]): never => {
  throw new Error(`${law}: ${got.map(String).join(", ")}`);
};

const close = (law: string, a: readonly number[], b: readonly number[], relative: number): void => {
  if (a.length !== b.length) fail(law, a.length, b.length);
  const allowed = relative * a.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  a.forEach((value, i) => {
    if (!(Math.abs(value - b[i]!) <= allowed)) fail(law, i, value, b[i]);
  });
};

/** The laws, by name; each throws with a counterexample. */
export const fitLaws = <Problem, Theta, Data, At extends EmPosition<Theta>>({
  problems,
  whole,
  pieces,
  steps,
  numbers,
  rounding,
  kept,
  name,
}: FitInstance<Problem, Theta, Data, At>): Readonly<Record<string, () => void>> => {
  type Asked = AskedOfFit<Theta, At>;
  const fit = (problem: Problem, seed: number, data: EmData<Data>, asked: Asked) =>
    run(steps(problem, key(seed), data, asked));
  const law =
    (body: (problem: Problem, seed: number) => void): (() => void) =>
    () =>
      fc.assert(fc.property(problems, fc.nat(), body), { numRuns: 40 });

  /** One iteration from a start: chunks and orders differ by rounding there, and by more later. */
  const once: Asked = { iterations: 1, tolerance: null };
  const alike = (what: string, problem: Problem, seed: number, others: EmData<Data>): void => {
    const [a, b] = [whole(problem), others].map((data) => fit(problem, seed, data, once)) as [Found, Found];
    if (E.isLeft(a) !== E.isLeft(b)) fail(what, "one of them failed");
    if (E.isLeft(a) || E.isLeft(b)) return;
    close(`${what}, bounds`, a.right.trace.slice(0, 2), b.right.trace.slice(0, 2), rounding(problem));
    close(`${what}, theta`, numbers(a.right.theta), numbers(b.right.theta), rounding(problem));
  };
  type Found = ReturnType<typeof fit>;

  const resume: ResumeInstance<{ problem: Problem; seed: number; asked: Asked }, { position: At }, At, unknown> = {
    name,
    problems: fc.record({
      problem: problems,
      seed: fc.nat(),
      asked: fc.record({
        iterations: fc.integer({ min: 0, max: 4 }),
        tolerance: fc.constantFrom(null, 1e-3, 5),
        restarts: fc.integer({ min: 1, max: 3 }),
        hard: fc.boolean(),
      }),
    }),
    steps: ({ problem, seed, asked }, from) => steps(problem, key(seed), whole(problem), { ...asked, from }),
    position: ({ position }) => position,
    kept,
  };

  return {
    ...resumeLaws(resume),

    "the bound never falls": law((problem, seed) => {
      for (const hard of [false, true]) {
        const found = fit(problem, seed, whole(problem), { iterations: 6, tolerance: null, hard });
        if (E.isLeft(found)) continue;
        const { trace } = found.right;
        const allowed = rounding(problem) * Math.max(...trace.map(Math.abs), 1);
        for (let i = 1; i < trace.length; i++)
          if (!(trace[i]! >= trace[i - 1]! - allowed)) fail("it fell", i, trace[i - 1], trace[i]);
      }
    }),

    "the trace is as long as it is, and the outcome says why it ended": law((problem, seed) => {
      for (const tolerance of [null, 1e9]) {
        const found = fit(problem, seed, whole(problem), { iterations: 4, tolerance });
        if (E.isLeft(found)) continue;
        const { trace, iterations, outcome } = found.right;
        if (trace.length !== iterations + 2) fail("the trace", trace.length, iterations);
        if (iterations !== (tolerance === null ? 4 : 2)) fail("iterations", iterations, tolerance);
        if (outcome !== (tolerance === null ? "exhausted" : "converged")) fail("outcome", outcome);
      }
    }),

    "chunks are the whole, in any order": law((problem, seed) => {
      alike("in one chunk", problem, seed, [whole(problem)]);
      // the first chunk decides what is the same for all: it stays the first
      const [first, ...rest] = pieces(problem) as [Data, ...Data[]];
      const from = run(steps(problem, key(seed), whole(problem), { iterations: 0 }));
      if (E.isLeft(from)) return;
      const started = { ...once, start: from.right.theta };
      const found = [[first, ...rest], [first, ...rest.reverse()], () => [first, ...rest]].map((data) =>
        fit(problem, seed, data, started),
      );
      const all = fit(problem, seed, whole(problem), started);
      for (const one of found) {
        if (E.isLeft(one) || E.isLeft(all)) {
          if (E.isLeft(one) !== E.isLeft(all)) fail("chunks", "one of them failed");
          continue;
        }
        close("chunks, bounds", all.right.trace.slice(0, 2), one.right.trace.slice(0, 2), rounding(problem));
        close("chunks, theta", numbers(all.right.theta), numbers(one.right.theta), rounding(problem));
      }
    }),

    "of several starts the best is found, each the same alone": law((problem, seed) => {
      const asked = { iterations: 2, tolerance: null };
      const [few, many] = [2, 4].map((restarts) => fit(problem, seed, whole(problem), { ...asked, restarts }));
      if (E.isLeft(many!)) {
        if (E.isRight(few!)) fail("more starts failed", "fewer did not");
        return;
      }
      const { bounds, restart, trace } = many!.right;
      const best = bounds.filter((bound): bound is number => typeof bound === "number");
      if (bounds.length !== 4) fail("a bound a start", bounds.length);
      if (trace.at(-1) !== Math.max(...best)) fail("the best of them", trace.at(-1), Math.max(...best));
      if (bounds[restart] !== trace.at(-1)) fail("the number of the best", restart, ...bounds);
      if (E.isRight(few!) && !isDeepStrictEqual(few.right.bounds, bounds.slice(0, 2)))
        fail("the first starts", ...few.right.bounds, ...bounds);
    }),

    "the same key gives the same bits": law((problem, seed) => {
      const once = () => fit(problem, seed, whole(problem), { iterations: 3, restarts: 2 });
      if (!isDeepStrictEqual(once(), once())) fail("other bits", seed);
    }),

    "from what a fit found, EM does no worse": law((problem, seed) => {
      const found = fit(problem, seed, whole(problem), { iterations: 2, tolerance: null });
      if (E.isLeft(found)) return;
      const { theta, trace } = found.right;
      const more: Position<Theta>["trace"] = E.match(
        () => trace,
        (next: Fit<Theta>) => next.trace,
      )(fit(problem, seed, whole(problem), { start: theta, iterations: 1, tolerance: null }));
      const last = trace.at(-1)!;
      if (!(more.at(-1)! >= last - rounding(problem) * Math.max(Math.abs(last), 1))) fail("worse", last, more.at(-1));
    }),

    "what is asked wrongly is a Left": law((problem, seed) => {
      const wrong = [
        { iterations: -1 },
        { tolerance: -1 },
        { restarts: 0 },
        { hard: 1 },
        { iteration: 3 },
        { from: 3 },
      ];
      for (const asked of wrong) {
        const found = fit(problem, seed, whole(problem), asked as unknown as Asked);
        if (E.isRight(found) || found.left.fault !== "usage") fail("taken", JSON.stringify(asked));
      }
      for (const data of [[], [whole(problem)].values()]) {
        const found = fit(problem, seed, data, {});
        if (E.isRight(found)) fail("taken", "no chunks, or chunks that can be gone through once");
      }
    }),
  };
};
