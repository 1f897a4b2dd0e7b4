import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { orThrow } from "../../src/failure.js";
import { checkpointName, checkpointsIn, keepCheckpoint, prepareFolder } from "../../src/node/checkpoint/folder.js";

const folder = mkdtempSync(join(tmpdir(), "checkpoints-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
const fresh = (): string => {
  const path = join(folder, String(made++));
  mkdirSync(path);
  return path;
};

describe("a folder of checkpoints", () => {
  test("tells them by their steps, and nothing else", async () => {
    const here = fresh();
    for (const name of [
      "step-00000012.safetensors",
      "best-00000009.safetensors",
      "step-123456789.safetensors",
      "notes.txt",
      "step-12.safetensors",
      ".step-00000012.safetensors",
    ])
      writeFileSync(join(here, name), "");
    const found = orThrow(await checkpointsIn(here)());
    expect(found.map(({ series, step }) => [series, step])).toEqual([
      ["best", 9],
      ["step", 12],
      ["step", 123_456_789],
    ]);
    expect(orThrow(await checkpointsIn(join(here, "none"))())).toEqual([]);
  });

  test("keeps what is asked for of its series, and never fewer good ones", async () => {
    const here = fresh();
    const of = (step: number) => Uint8Array.of(step);
    orThrow(await keepCheckpoint(here, "best", 2, of(2), [2])());
    for (const step of [1, 2, 3, 4]) orThrow(await keepCheckpoint(here, "step", step, of(step), [step - 1, step])());
    expect(readdirSync(here).sort()).toEqual([
      checkpointName("best", 2),
      checkpointName("step", 3),
      checkpointName("step", 4),
    ]);
    orThrow(await keepCheckpoint(here, "step", 5, of(5), null)());
    expect(readdirSync(here)).toHaveLength(4);
  });

  test("is rid of what a killed write left, and of nothing else", async () => {
    const here = fresh();
    writeFileSync(join(here, ".0a1b2c3d-1111-4222-8333-0123456789ab.tmp"), "half");
    for (const name of ["notes.tmp", ".mine.tmp", checkpointName("step", 1)]) writeFileSync(join(here, name), "");
    orThrow(await prepareFolder(here)());
    expect(readdirSync(here).sort()).toEqual([".mine.tmp", "notes.tmp", checkpointName("step", 1)]);
  });
});
