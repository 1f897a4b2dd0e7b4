import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { emFace } from "../../examples/em-face.js";
import { main } from "../../src/cli/index.js";
import { orThrow } from "../../src/failure.js";
import { ndarray } from "../../src/formats/ndarray.js";
import * as npy from "../../src/formats/npy/index.js";
import { toPng } from "../../src/node/canvas.js";

import { figure, image, panel } from "../../src/plot/index.js";
import { stream } from "../arbitraries/data.js";
import { right } from "../arbitraries/models.js";
import { fakeIo } from "../fixtures/io.js";

const folder = mkdtempSync(join(tmpdir(), "em-face-"));
afterAll(() => rmSync(folder, { recursive: true }));

const kept = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const shape = [10, 20, 4] as const;
const pixels = Float64Array.from({ length: 800 }, stream(1));
const stack = (data: Float64Array, extents: readonly number[] = shape): Uint8Array =>
  orThrow(npy.encode(ndarray("float64", extents, data)));

const sound = kept("sound.npy", stack(pixels));
const holed = kept("holed.npy", stack(pixels.with(3, Number.NaN)));
const flat = kept("flat.npy", stack(pixels, [10, 80]));
const cut = kept("cut.npy", stack(pixels).subarray(0, 1000));
const picture = kept("face.npy", right(toPng(figure(panel([image({ values: [0, 1], shape: [1, 2] })])))));

test.each<[string, readonly string[], 1 | 2, RegExp]>([
  ["no such file", ["--data", join(folder, "none.npy")], 1, /none\.npy: /],
  ["a picture in place of an array", ["--data", picture], 1, /face\.npy: .*a PNG picture/],
  ["half a file", ["--data", cut], 1, /cut\.npy: /],
  ["two axes", ["--data", flat], 1, /flat\.npy: .*three axes.*got 10 x 80/],
  ["a pixel that is not a number", ["--data", holed], 1, /holed\.npy, row 0, column 0 of image 3: .*NaN/],
  ["a mask of another shape", ["--data", sound, "--mask", flat, "--width", "5"], 1, /mask/],
  ["a face wider than the pictures", ["--data", sound, "--width", "500"], 1, /500/],
  ["a face of no width", ["--data", sound, "--width", "0"], 2, /--width: .*got 0/],
  ["an unknown flag", ["--data", sound, "--wdith", "5"], 2, /--wdith: .*did you mean --width\?/],
  ["a schedule that is none", ["--schedule", "50by5"], 2, /--schedule: /],
])("em-face, given %s: one line, the right exit code, nothing written", async (_, argv, code, said) => {
  const out = join(folder, "out");
  const fake = fakeIo();
  expect(
    await main(emFace, ["--out", out, "--json", join(out, "run.json"), "--simd", "plain", ...argv], fake.io)(),
  ).toBe(code);
  expect(fake.out()).toBe("");
  expect(fake.err()).toMatch(/^em-face: [^\n]*\n$/);
  expect(fake.err()).toMatch(said);
  expect(existsSync(out)).toBe(false);
});
