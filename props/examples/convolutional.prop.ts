/** Convolutional models from end to end: trained by a program, stopped, taken up, and put to use. */

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { autoencoders } from "../../examples/autoencoder.js";
import { latent } from "../../examples/latent.js";
import { vaeMnist } from "../../examples/vae-mnist.js";
import { decodeRecord, main, type Program } from "../../src/cli/index.js";
import type { Tensor } from "../../src/core/tensor.js";
import { type Coder, encode, type Kind, kinds, type Objective, reconstruct } from "../../src/flat.js";
import * as npy from "../../src/formats/npy/index.js";
import * as checkpoints from "../../src/node/checkpoints/index.js";

import { readPictures } from "../../src/node/pictures/readPictures.js";
import { right } from "../arbitraries/models.js";
import { plain } from "../arbitraries/runtimes.js";
import { fakeIo } from "../fixtures/io.js";
import { pictureFolder } from "../fixtures/pictures.js";

const folder = mkdtempSync(join(tmpdir(), "convolutional-"));
afterAll(() => rmSync(folder, { recursive: true }));

const data = pictureFolder(join(folder, "letters"), ["a", "b"], 14, 28);

const run = async (program: Program, name: string, argv: readonly string[]) => {
  const fake = fakeIo();
  const [out, json] = [join(folder, "out", name), join(folder, `${name}.json`)];
  const common = ["--quick", "--quiet", "--simd", "plain", "--data", data, "--out", out, "--json", json];
  const code = await main(program, [...common, ...argv], fake.io)();
  expect({ code, said: fake.err().replaceAll(/^notice: .*\n/gm, "") }).toEqual({ code: 0, said: "" });
  return { out, ...right(decodeRecord(readFileSync(json, "utf8"))) };
};

/** A run of 2 epochs of 3 batches each that keeps all of its checkpoints, and the files. */
const trained = async (program: Program, name: string, kept: string, argv: readonly string[]) => {
  const steps = ["--epochs", "2", "--batch", "9", "--checkpoint-every", "1", "--keep", "all", "--checkpoint", kept];
  const { metrics, figures } = await run(program, name, [...argv, ...steps]);
  const files = readdirSync(kept).sort();
  const digest = createHash("sha256")
    .update(readFileSync(join(kept, files.at(-1)!)))
    .digest("hex");
  return { metrics, figures, files, digest };
};

describe.each<[string, Program, readonly string[], "vae" | "autoencoder"]>([
  ["vae-mnist --preset edu", vaeMnist, ["--preset", "edu"], "vae"],
  ["vae-mnist --preset tinkoff --conv", vaeMnist, ["--preset", "tinkoff", "--conv"], "vae"],
  ["autoencoder --denoise", autoencoders, ["--denoise"], "autoencoder"],
])("%s", (name, program, argv, kind) => {
  const at = (part: string): string => join(folder, `${name} ${part}`);

  test("stopped within an epoch and taken up: the record and the bits of one run", async () => {
    const { files, ...whole } = await trained(program, `${name} whole`, at("whole"), argv);
    expect(files).toHaveLength(6);
    const kept = at("stopped");
    mkdirSync(kept);
    cpSync(join(at("whole"), files[3]!), join(kept, files[3]!));
    const again = await trained(program, `${name} again`, kept, [...argv, "--resume"]);
    expect(again).toEqual({ ...whole, files: files.slice(3) });
  });

  test("latent finds in its checkpoint what the functions of the library find", async () => {
    const { out, data: told } = await run(latent, `${name} latent`, [
      "--checkpoint",
      at("whole"),
      "--first",
      "28",
      "--draws",
      "2",
    ]);
    expect(told).toMatchObject({ kind, epochs: 2, pictures: 28 });
    const isIn = (of: string, { data: expected }: Tensor): boolean => {
      const found = right(npy.decode(readFileSync(join(out, `${of}.npy`)))).data;
      return found.length === expected.length && found.every((value, i) => value === expected[i]);
    };
    const path = join(at("whole"), readdirSync(at("whole")).sort().at(-1)!);
    const { model, weights } = right(await checkpoints.load(path, kinds[kind] as Kind<unknown, Coder & Objective>)());
    const { x } = right(await readPictures(data, [28, 28])());
    expect(isIn("codes", encode(plain, model, weights, x))).toBe(true);
    expect(isIn("reconstructions", reconstruct(plain, model, weights, x))).toBe(true);
  });
});
