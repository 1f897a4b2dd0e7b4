import { either as E } from "fp-ts";
import { expect, describe as suite, test } from "vitest";
import { type Computation, mapSteps, run, runAsync, runWith } from "../../src/core/computation.js";
import { badData } from "../../src/failure.js";

function* counting(to: number): Computation<number, string> {
  for (let i = 0; i < to; i++) yield i;
  return E.right("the end");
}

suite("a computation", () => {
  test("tells every step in order, at once or as they are awaited", async () => {
    const [told, awaited]: number[][] = [[], []];
    expect(run(counting(3), { observe: (step) => told!.push(step) })).toEqual(E.right("the end"));
    const last = await runAsync(counting(3), async (step) => void awaited!.push(step));
    expect([last, told, awaited]).toEqual([E.right("the end"), [0, 1, 2], [0, 1, 2]]);
  });

  test("under another name of its steps has the same end", () => {
    const told: string[] = [];
    expect(run(mapSteps(counting(2), String), { observe: (step) => told.push(step) })).toEqual(E.right("the end"));
    expect(told).toEqual(["0", "1"]);
  });
});

suite("a computation with work that may fail", () => {
  test("ends at the first failure, is closed, and makes no step more", async () => {
    const told: number[] = [];
    let closed = false;
    const steps = (function* (): Computation<number, string> {
      try {
        for (let i = 0; i < 5; i++) yield i;
        return E.right("the end");
      } finally {
        closed = true;
      }
    })();
    const full = badData("DiskFull", "the disk is full");
    const work = (step: number) => async () => {
      told.push(step);
      return step === 2 ? E.left(full) : E.right(undefined);
    };
    expect(await runWith(steps, work)()).toEqual(E.left(full));
    expect([told, closed]).toEqual([[0, 1, 2], true]);
  });
});
