/** Every program that trains, stopped and taken up: the same bits as one never stopped. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { aaeMnist } from "../../examples/aae-mnist.js";
import { autoencoders } from "../../examples/autoencoder.js";
import { conditionalToy } from "../../examples/conditional-toy.js";
import { cvaeMnist } from "../../examples/cvae-mnist.js";
import { vaeMnist } from "../../examples/vae-mnist.js";
import { decodeRecord, main, type Program, trainingFlags } from "../../src/cli/index.js";
import { right } from "../arbitraries/models.js";
import { fakeIo } from "../fixtures/io.js";
import { pictureFolder } from "../fixtures/pictures.js";
import { runnables } from "../fixtures/programs.js";

const folder = mkdtempSync(join(tmpdir(), "resume-"));
afterAll(() => rmSync(folder, { recursive: true }));

const letters = ["--data", pictureFolder(join(folder, "letters"), ["a", "b"], 14, 28)];

const rows: readonly (readonly [what: string, program: Program, argv: readonly string[]])[] = [
  ["autoencoder", autoencoders, letters],
  ["vae-mnist", vaeMnist, letters],
  ["conditional-toy", conditionalToy, []],
  ["cvae-mnist", cvaeMnist, [...letters, "--digit", "1"]],
  ["aae-mnist", aaeMnist, [...letters, "--latent", "3"]],
  ["aae-mnist --disentangle", aaeMnist, [...letters, "--disentangle"]],
  ["aae-mnist --semi-supervised", aaeMnist, [...letters, "--semi-supervised", "4"]],
];

const filesOf = (top: string, form: RegExp): readonly string[] =>
  readdirSync(top, { recursive: true, encoding: "utf8" })
    .filter((name) => form.test(name))
    .sort();

/** A run of so many epochs, and what it found: its record, and what it keeps, byte for byte. */
const run = async (here: string, program: Program, argv: readonly string[], epochs: number) => {
  const [kept, json, told] = [join(here, "kept"), join(here, "run.json"), join(here, "told")];
  const places = ["--out", join(here, "out"), "--json", json, "--checkpoint", kept, "--tensorboard", told];
  const fake = fakeIo();
  const asked = ["--quick", "--simd", "plain", "--quiet", "--resume", "--epochs", `${epochs}`, ...places, ...argv];
  const code = await main(program, asked, fake.io)();
  if (code !== 0) throw new Error(fake.both());
  const { metrics, figures } = right(decodeRecord(readFileSync(json, "utf8")));
  const names = filesOf(kept, /\.safetensors$/);
  return {
    found: { metrics, figures, names, bytes: names.map((name) => readFileSync(join(kept, name), "base64")) },
    told: filesOf(told, /tfevents/).length,
  };
};

describe("taken up after an epoch", () => {
  test.each(rows)(
    "%s: the record and the checkpoints of a run never stopped, bit for bit",
    async (what, program, argv) => {
      const [whole, pieces] = [join(folder, what, "whole"), join(folder, what, "pieces")];
      const expected = await run(whole, program, argv, 2);
      expect(expected.found.names.length).toBeGreaterThan(1);
      const first = await run(pieces, program, argv, 1);
      expect(first.found.metrics.length).toBeLessThan(expected.found.metrics.length);
      const second = await run(pieces, program, argv, 2);
      expect(second.found).toEqual(expected.found);
      expect(second.told).toBeGreaterThan(expected.told);
    },
  );

  test("no program that trains is left out", () => {
    const training = runnables
      .filter(({ program }) => program.flags["resume"] === trainingFlags.resume)
      .map(({ program }) => program.name);
    expect([...new Set(rows.map(([, program]) => program.name))].sort()).toEqual(training.sort());
  });
});
