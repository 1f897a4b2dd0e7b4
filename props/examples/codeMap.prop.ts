import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { vaeMnist } from "../../examples/vae-mnist.js";
import { decodeRecord, main } from "../../src/cli/index.js";
import { orThrow } from "../../src/failure.js";
import * as idx from "../../src/formats/idx.js";

import { ndarray } from "../../src/formats/ndarray.js";
import { stream } from "../arbitraries/data.js";
import { fakeIo } from "../fixtures/io.js";

const folder = mkdtempSync(join(tmpdir(), "code-map-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder of so many training pictures of 4 x 4, and four to test. */
const digits = (count: number): void => {
  const path = join(folder, `of-${count}`);
  mkdirSync(path);
  const noise = stream(count);
  for (const [name, n] of [
    ["train", count],
    ["t10k", 4],
  ] as const) {
    const [images, labels] = [
      Uint8Array.from({ length: 16 * n }, () => 100 + 100 * noise()),
      Uint8Array.from({ length: n }, (_, i) => i % 2),
    ];
    writeFileSync(join(path, `${name}-images-idx3-ubyte`), orThrow(idx.encode(ndarray("uint8", [n, 4, 4], images))));
    writeFileSync(join(path, `${name}-labels-idx1-ubyte`), orThrow(idx.encode(ndarray("uint8", [n], labels))));
  }
};

for (const count of [400, 12, 4]) digits(count);

test.each<[number, readonly string[], boolean]>([
  [400, [], true],
  [12, [], true],
  [4, [], false],
  [12, ["--preset", "kuznetsov"], false],
])("of %d training pictures under %j, a map of their codes: %j", async (count, argv, drawn) => {
  const out = mkdtempSync(join(folder, "out-"));
  const [data, json] = [join(folder, `of-${count}`), join(out, "run.json")];
  const settings = ["--quick", "--quiet", "--epochs", "1", "--data", data, "--out", out, "--json", json, ...argv];
  expect(await main(vaeMnist, settings, fakeIo().io)()).toBe(0);
  const { figures, files } = orThrow(decodeRecord(readFileSync(json, "utf8")));
  expect(files.map((path) => basename(path)).includes("tsne.png")).toBe(drawn);
  expect(Number(figures["t-SNE KL"]) >= 0).toBe(drawn);
});
