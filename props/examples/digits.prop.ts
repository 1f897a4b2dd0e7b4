import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { aaeMnist } from "../../examples/aae-mnist.js";
import { autoencoders } from "../../examples/autoencoder.js";
import { conditionalToy } from "../../examples/conditional-toy.js";
import { cvaeMnist } from "../../examples/cvae-mnist.js";
import { vaeMnist } from "../../examples/vae-mnist.js";
import { decodeRecord, main, type Program } from "../../src/cli/index.js";
import { right } from "../arbitraries/models.js";
import { fakeIo } from "../fixtures/io.js";
import { pictureFolder } from "../fixtures/pictures.js";
import { play } from "../reference/gif.js";

const folder = mkdtempSync(join(tmpdir(), "digits-"));
afterAll(() => rmSync(folder, { recursive: true }));

const letters = pictureFolder(join(folder, "letters"), ["a", "b"], 14, 28);
const small = pictureFolder(join(folder, "small"), ["a"], 7, 12);
const tiny = pictureFolder(join(folder, "tiny"), ["a", "b"], 7, 12);

/** What a run wrote, and said. */
const run = async (program: Program, argv: readonly string[]) => {
  const out = join(folder, "out");
  const json = join(folder, "run.json");
  rmSync(out, { recursive: true, force: true });
  const fake = fakeIo();
  const code = await main(program, ["--quick", "--out", out, "--json", json, "--simd", "plain", ...argv], fake.io)();
  return { code, out, json, fake };
};

describe("wrong flags: one line, the right exit code, nothing written", () => {
  test.each<[string, Program, readonly string[], 1 | 2, RegExp]>([
    ["a target without its penalty", autoencoders, ["--target", "0.2"], 2, /--target: .*--sparse kl, got no --sparse/],
    ["a target of L1", autoencoders, ["--sparse", "l1", "--target", "0.2"], 2, /--target: .*got --sparse l1/],
    ["a weight of nothing", autoencoders, ["--weight", "1"], 2, /--weight: .*--sparse l1 or --sparse kl/],
    ["a target above 1", autoencoders, ["--sparse", "kl", "--target", "1.5"], 2, /--target: .*between 0 and 1/],
    ["a penalty of another name", autoencoders, ["--sparse", "l2"], 2, /--sparse: .*one of l1, kl/],
    ["a code of nothing", autoencoders, ["--latent", "0"], 2, /--latent: /],
    ["one class", autoencoders, ["--interpolate", "7"], 2, /--interpolate: .*two classes, as 7 6/],
    ["three classes", autoencoders, ["--interpolate", "7", "6", "5"], 2, /5: no flag stands before it/],
    ["no such class", autoencoders, ["--data", letters, "--interpolate", "a", "z"], 1, /one of a, b, got z/],
    ["pictures of another size", autoencoders, ["--data", small], 1, /encoder\.pixels: .*784 numbers.*12 x 12/],
    ["convolutions where there are none", vaeMnist, ["--preset", "habr", "--conv"], 2, /--conv: .*--preset tinkoff/],
    ["the KL alone of another model", vaeMnist, ["--kl-only"], 2, /--kl-only: .*--preset edu, got cs236781/],
    ["hidden layers of none", vaeMnist, ["--preset", "edu", "--hidden", "9"], 2, /--hidden: .*none, .*got 1/],
    ["no class of a VAE", vaeMnist, ["--data", letters, "--interpolate", "z", "a"], 1, /one of a, b, got z/],
    ["no such class of a CVAE", cvaeMnist, ["--data", letters, "--digit", "7"], 2, /--digit: .*0 to 1, got 7/],
    ["one class for a CVAE", cvaeMnist, ["--data", small], 2, /--data: .*two classes or more, got 1/],
    [
      "two kinds of model",
      aaeMnist,
      ["--disentangle", "--semi-supervised", "5"],
      2,
      /--disentangle: two kinds of model/,
    ],
    ["squares in space", aaeMnist, ["--prior", "grid", "--latent", "3"], 2, /--prior grid: .*--latent 2, got 3/],
    ["a prior beside a label", aaeMnist, ["--prior", "uniform", "--disentangle"], 2, /--prior: beside a label/],
    ["draws beside a label", aaeMnist, ["--draws", "2", "--semi-supervised", "9"], 2, /--draws: beside a label/],
    ["labels of none", aaeMnist, ["--semi-supervised", "0"], 2, /--semi-supervised: /],
    ["convolutions of small pictures", aaeMnist, ["--data", tiny, "--network", "conv"], 2, /--network: .*got 12 x 12/],
    ["a toy of one's own", conditionalToy, ["--data", letters], 2, /--data: .*draws its own/],
    ["small pictures of a VAE", vaeMnist, ["--data", small, "--preset", "edu"], 1, /encoder\.features\.pixels: /],
  ])("%s", async (_, program, argv, wanted, said) => {
    const { code, out, fake } = await run(program, argv);
    expect(code).toBe(wanted);
    const lines = fake
      .err()
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("notice: "));
    expect(lines).toEqual([expect.stringMatching(said)]);
    expect(existsSync(out)).toBe(false);
  });
});

const filmOf = (path: string) => {
  const { width, height, loops, shown } = play(readFileSync(path));
  return { width, height, loops, frames: shown.length, delays: [...new Set(shown.map(({ delay }) => delay))] };
};

describe("what the programs leave", () => {
  test("a sparse autoencoder between two classes: maps, histograms, costs, 200 frames of 40 ms", async () => {
    const argv = [
      "--sparse",
      "kl",
      "--average",
      "examples",
      "--latent",
      "50",
      "--interpolate",
      "a",
      "b",
      "--epochs",
      "1",
    ];
    const { code, out, json, fake } = await run(autoencoders, ["--data", letters, ...argv]);
    expect([code, fake.out()]).toEqual([0, expect.stringContaining("decoder.up5.conv")]);
    const record = right(decodeRecord(readFileSync(json, "utf8")));
    expect(record.files.map((file) => file.slice(out.length + 1)).sort()).toEqual([
      "activities.png",
      "codes.png",
      "costs.png",
      "filtered.png",
      "histograms.png",
      "interpolation.gif",
      "interpolation.png",
      "losses.png",
      "reconstructions.png",
    ]);
    expect(Object.keys(record.metrics[0]!)).toContain("testSparsity");
    expect(filmOf(join(out, "interpolation.gif"))).toEqual({
      width: 280,
      height: 280,
      loops: true,
      frames: 200,
      delays: [4],
    });
  });

  test("Tinkoff's VAE with convolutions: a tour of 600 frames of 30 ms; the same again for the same seed", async () => {
    const argv = ["--data", letters, "--preset", "tinkoff", "--conv", "--epochs", "1"];
    const { code, out, json } = await run(vaeMnist, argv);
    expect(code).toBe(0);
    const record = right(decodeRecord(readFileSync(json, "utf8")));
    const tour = readFileSync(join(out, "tour.gif"));
    expect(filmOf(join(out, "tour.gif"))).toMatchObject({ frames: 600, delays: [3] });
    await run(vaeMnist, argv);
    expect(readFileSync(join(out, "tour.gif")).equals(tour)).toBe(true);
    expect(right(decodeRecord(readFileSync(json, "utf8"))).metrics).toEqual(record.metrics);
  });

  test("the KL alone: histograms of means and variances, no reconstruction in the loss", async () => {
    const { code, out, json } = await run(vaeMnist, ["--data", letters, "--preset", "edu", "--kl-only"]);
    expect(code).toBe(0);
    const { metrics } = right(decodeRecord(readFileSync(json, "utf8")));
    for (const { trainLoss, trainKl } of metrics) expect(trainLoss).toBeCloseTo(0.1 * Number(trainKl), 10);
    expect(existsSync(join(out, "posteriors.png"))).toBe(true);
  });
});
