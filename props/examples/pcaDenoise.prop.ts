import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { pcaDenoise } from "../../examples/pca-denoise.js";
import { decodeRecord, main, type RunRecord } from "../../src/cli/index.js";
import { orThrow } from "../../src/failure.js";
import * as codec from "../../src/formats/idx.js";

import { ndarray } from "../../src/formats/ndarray.js";
import { stream } from "../arbitraries/data.js";
import { fakeIo } from "../fixtures/io.js";

const folder = mkdtempSync(join(tmpdir(), "pca-denoise-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [height, width] = [8, 6];

/** Pictures that are a mixture of three: a picture needs three numbers, and its mean and the noise of rounding. */
const pictures = (count: number, seed: number): Uint8Array => {
  const noise = stream(seed);
  const bases = [0, 1, 2].map((k) => Array.from({ length: height * width }, (_, i) => ((i * (k + 3)) % 7) / 7));
  return Uint8Array.from(
    Array.from({ length: count }, () => [noise(), noise(), noise()]).flatMap((shares) =>
      bases[0]!.map((_, i) => 80 * bases.reduce((sum, base, k) => sum + Math.abs(shares[k]!) * base[i]!, 0)),
    ),
  );
};

const idx = (name: string, shape: readonly number[], data: Uint8Array): void =>
  writeFileSync(join(folder, name), orThrow(codec.encode(ndarray("uint8", shape, data))));
mkdirSync(folder, { recursive: true });
idx("train-images-idx3-ubyte", [60, height, width], pictures(60, 1));
idx(
  "train-labels-idx1-ubyte",
  [60],
  Uint8Array.from({ length: 60 }, (_, i) => i % 3),
);
idx("t10k-images-idx3-ubyte", [20, height, width], pictures(20, 2));
idx(
  "t10k-labels-idx1-ubyte",
  [20],
  Uint8Array.from({ length: 20 }, (_, i) => i % 3),
);

const run = async (name: string, argv: readonly string[]): Promise<RunRecord> => {
  const [out, json] = [join(folder, "runs", name), join(folder, "runs", name, "run.json")];
  const fake = fakeIo();
  const code = await main(pcaDenoise, ["--quiet", "--data", folder, "--out", out, "--json", json, ...argv], fake.io)();
  if (code !== 0) throw new Error(fake.err());
  return orThrow(decodeRecord(readFileSync(json, "utf8")));
};

describe("pictures of three numbers each", () => {
  test("three components have 99 % of their variance, and filter all noise but what lies in their plane", async () => {
    const { figures, metrics, files } = await run("full", ["--variance", "0.99", "--noise", "0.2"]);
    const of = (name: string): number => Number(figures[name]);
    expect(of("components")).toBe(3);
    expect(metrics.length).toBe(height * width);
    expect(Number(metrics.at(-1)!["cumulated"])).toBeCloseTo(1, 9);
    // Of noise that is spread evenly over 48 directions 3 stay; 20 pictures leave 60 squares of them, whose mean has a
    // deviation of sqrt(2 / 60) = 0.18: five of them.
    expect(of("MSE filtered") - of("MSE decoded")).toBeLessThan(((1 + 5 * 0.18) * 0.04 * 3) / (height * width));
    expect(of("MSE filtered, clipped")).toBeLessThanOrEqual(of("MSE filtered"));
    expect(files.map((path) => basename(path)).sort()).toEqual(
      ["components.png", "decoded.png", "denoised.png", "map.png", "variance.png"].sort(),
    );
  });

  test("the randomised method finds the same shares, to six digits", async () => {
    const [full, randomised] = [
      await run("first", ["--components", "3"]),
      await run("drawn", ["--method", "randomised", "--components", "3"]),
    ];
    for (const [i, { share }] of randomised.metrics.entries())
      expect(Number(share)).toBeCloseTo(Number(full.metrics[i]!["share"]), 6);
    expect(randomised.metrics.length).toBe(3);
  });

  test("one component has no map, and without noise nothing is lost to it", async () => {
    const { figures, files } = await run("one", ["--components", "1", "--noise", "0"]);
    expect(files.map((path) => basename(path))).not.toContain("map.png");
    expect([figures["MSE noisy"], figures["MSE filtered"]]).toEqual([0, figures["MSE decoded"]]);
  });
});

test.each<[string, readonly string[], 1 | 2, RegExp]>([
  ["no such folder", ["--data", join(folder, "none")], 1, /none: /],
  ["more components than pixels", ["--data", folder, "--components", "49"], 2, /1 to 48 components.*got 49/],
  ["all of the variance", ["--data", folder, "--variance", "1"], 2, /--variance: .*below 1, got 1/],
  ["a share above all", ["--data", folder, "--variance", "1.5"], 2, /--variance: .*from 0 to 1/],
  ["negative noise", ["--data", folder, "--noise=-1"], 2, /--noise: .*from 0 up/],
  ["the randomised method without a number", ["--method", "randomised"], 2, /--method: .*--components/],
  ["an unknown method", ["--method", "lanczos"], 2, /--method: /],
])("pca-denoise, given %s: one line, the right exit code, nothing written", async (_, argv, code, said) => {
  const out = join(folder, "out");
  const fake = fakeIo();
  expect(await main(pcaDenoise, ["--quick", "--quiet", "--out", out, ...argv], fake.io)()).toBe(code);
  expect(fake.err()).toMatch(/^pca-denoise: [^\n]*\n$/);
  expect(fake.err()).toMatch(said);
  expect(existsSync(out)).toBe(false);
});
