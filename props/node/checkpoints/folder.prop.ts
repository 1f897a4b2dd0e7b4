import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { orThrow } from "../../../src/failure.js";
import * as checkpoints from "../../../src/node/checkpoints/index.js";

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
    const found = orThrow(await checkpoints.list(here)());
    expect(found.map(({ series, step }) => [series, step])).toEqual([
      ["best", 9],
      ["step", 12],
      ["step", 123_456_789],
    ]);
    expect(orThrow(await checkpoints.list(join(here, "none"))())).toEqual([]);
  });

  test("keeps what is asked for of its series, and never fewer good ones", async () => {
    const here = fresh();
    const of = (step: number) => Uint8Array.of(step);
    orThrow(await checkpoints.keep(here, of(2), { series: "best", step: 2, among: [2] })());
    for (const step of [1, 2, 3, 4])
      orThrow(await checkpoints.keep(here, of(step), { step, among: [step - 1, step] })());
    expect(readdirSync(here).sort()).toEqual([
      checkpoints.fileName("best", 2),
      checkpoints.fileName("step", 3),
      checkpoints.fileName("step", 4),
    ]);
    orThrow(await checkpoints.keep(here, of(5), { step: 5 })());
    expect(readdirSync(here)).toHaveLength(4);
  });

  test("is rid of what a killed write left, and of nothing else", async () => {
    const here = fresh();
    writeFileSync(join(here, ".0a1b2c3d-1111-4222-8333-0123456789ab.tmp"), "half");
    for (const name of ["notes.tmp", ".mine.tmp", checkpoints.fileName("step", 1)]) writeFileSync(join(here, name), "");
    orThrow(await checkpoints.prepare(here)());
    expect(readdirSync(here).sort()).toEqual([".mine.tmp", "notes.tmp", checkpoints.fileName("step", 1)]);
  });
});
