import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { Computation } from "../../src/core/computation.js";

/** A computation that goes on from any of its positions: what the law needs of an instance. */
export interface ResumeInstance<Problem, Step, Position, Result> {
  readonly name: string;
  readonly problems: fc.Arbitrary<Problem>;
  /** From the start, or from a position. */
  readonly steps: (problem: Problem, from?: Position) => Computation<Step, Result>;
  readonly position: (step: Step) => Position;
  /** What becomes of a position that is kept: itself, or what a file gives back. */
  readonly kept: (position: Position) => Position;
}

const fail = (law: string, at: number, of: number): never => {
  throw new Error(`${law}: taken up after step ${at} of ${of}`);
};

/** The laws, by name; each throws with a counterexample. */
export const resumeLaws = <Problem, Step, Position, Result>({
  problems,
  steps,
  position,
  kept,
}: ResumeInstance<Problem, Step, Position, Result>): Readonly<Record<string, () => void>> => {
  const run = (problem: Problem, from?: Position) => {
    const computation = steps(problem, from);
    const positions: Position[] = [];
    let next = computation.next();
    while (!next.done) {
      positions.push(position(next.value));
      next = computation.next();
    }
    return { positions, result: next.value };
  };

  const law = (body: (problem: Problem, whole: ReturnType<typeof run>, at: number) => void) => (): void =>
    fc.assert(
      fc.property(problems, fc.nat(), (problem, n) => {
        const whole = run(problem);
        if (whole.positions.length > 0) body(problem, whole, n % whole.positions.length);
      }),
    );

  return {
    "taken up anywhere it ends as if it had never stopped, bit for bit": law((problem, { positions, result }, at) => {
      const rest = run(problem, kept(positions[at]!));
      if (!isDeepStrictEqual(rest.result, result)) fail("another result", at, positions.length);
    }),

    "and by the same positions": law((problem, { positions }, at) => {
      const rest = run(problem, kept(positions[at]!));
      if (!isDeepStrictEqual(rest.positions, positions.slice(at + 1))) fail("other positions", at, positions.length);
    }),

    "a position stays what it was when it was told": law((problem, _, at) => {
      const computation = steps(problem);
      let next = computation.next();
      for (let i = 0; i < at; i++) next = computation.next();
      const told = position((next as IteratorYieldResult<Step>).value);
      const then = structuredClone(told);
      while (!next.done) next = computation.next();
      if (!isDeepStrictEqual(told, then)) fail("it changed", at, at);
    }),
  };
};
