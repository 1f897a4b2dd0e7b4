import { describe, expect, test } from "vitest";
import { programs } from "../../bin/programs.js";
import { runnables } from "../fixtures/programs.js";

describe("the list of programs", () => {
  test("has every file of examples, in the order of the names", () => {
    expect(Object.keys(programs)).toEqual(runnables.map(({ program }) => program.name).sort());
  });

  test.each(runnables)("says of $file what it says of itself, and leads to it", async ({ program }) => {
    const listed = programs[program.name]!;
    expect(listed.summary).toBe(program.summary);
    expect(await listed.load()).toBe(program);
  });
});
