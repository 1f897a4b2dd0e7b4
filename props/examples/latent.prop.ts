import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas } from "canvas";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { latent } from "../../examples/latent.js";
import { main } from "../../src/cli/index.js";
import { key } from "../../src/core/key.js";
import { tensor } from "../../src/core/tensor.js";
import { orThrow } from "../../src/failure.js";
import { type Autoencoder, autoencoder, decode, encode, linearCombination, reconstruct } from "../../src/flat.js";
import * as idx from "../../src/formats/idx.js";
import { type NdArray, ndarray } from "../../src/formats/ndarray.js";
import * as npy from "../../src/formats/npy/index.js";
import { sequence } from "../../src/nn/definition.js";
import { linear } from "../../src/nn/layers/linear.js";
import { flatten } from "../../src/nn/layers/reshape.js";
import * as checkpoints from "../../src/node/checkpoints/index.js";

import { begin, fit } from "../../src/train/index.js";
import { right } from "../arbitraries/models.js";
import { plain } from "../arbitraries/runtimes.js";
import { checkpointOf, model as vae } from "../fixtures/checkpoint.js";
import { fakeIo } from "../fixtures/io.js";

const folder = mkdtempSync(join(tmpdir(), "latent-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...names: readonly string[]): string => join(folder, ...names);

/** A VAE and a plain autoencoder of 2 x 3 pictures, after a few steps. */
const trained = checkpointOf(plain);
const plainDefinition: Autoencoder = {
  kind: "autoencoder",
  shape: [2, 3],
  encoder: sequence(["flatten", flatten], ["code", linear(2)]),
  decoder: sequence(["out", linear(6)]),
  likelihood: "bce",
  weight: 1,
  denoising: false,
};

/** Six pictures as bytes, and the greys that they stand for. */
const bytes = Uint8Array.from({ length: 36 }, (_, i) => (53 * i + 7) % 256);
const x = tensor(
  [6, 2, 3],
  Float32Array.from(bytes, (byte) => byte / 255),
);

/** Six pictures of 2 x 3 as pictures of 4 x 6. */
const enlarged = (small: Uint8Array): Uint8Array =>
  Uint8Array.from({ length: 144 }, (_, i) => {
    const [picture, row, column] = [Math.floor(i / 24), Math.floor((i % 24) / 12), Math.floor((i % 6) / 2)];
    return small[6 * picture + 3 * row + column]!;
  });

const writePng = (path: string, grey: Uint8Array): void => {
  const canvas = createCanvas(3, 2);
  const pen = canvas.getContext("2d");
  const picture = pen.createImageData(3, 2);
  grey.forEach((byte, i) => {
    picture.data.set([byte, byte, byte, 255], 4 * i);
  });
  pen.putImageData(picture, 0, 0);
  writeFileSync(path, canvas.toBuffer("image/png"));
};

beforeAll(async () => {
  for (const name of ["vae", "empty", "pngs"]) mkdirSync(at(name));
  const save = async (
    path: string,
    ...[model, checkpoint]: Parameters<typeof checkpoints.save> extends [string, ...infer R] ? R : never
  ) => orThrow(await checkpoints.save(path, model, checkpoint)());
  const vaeFile = at("vae", checkpoints.fileName("step", 7));
  await save(vaeFile, vae, trained);
  writeFileSync(at("vae", checkpoints.fileName("step", 3)), "an older one, which is not read");
  orThrow(await checkpoints.saveWeights(at("weights.safetensors"), vae, trained.state.weights)());
  await save(at("other.safetensors"), vae, { ...trained, model: { kind: "mixture" } });

  const model = right(autoencoder(plainDefinition));
  const start = right(begin(plain, key(1), model, { optimizer: trained.optimizer }));
  const data = { train: { count: 6, columns: [{ shape: [2, 3], bytes, divisor: 255 }] } };
  const { state } = right(
    fit(plain, start.key, model, data, { optimizer: trained.optimizer, batch: 3, epochs: 1, start }),
  );
  await save(at("plain.safetensors"), model, { ...trained, model: plainDefinition, state });

  const array = (shape: readonly number[]) => ndarray("uint8", shape, bytes);
  writeFileSync(at("bytes.npy"), orThrow(npy.encode(array([6, 2, 3]))));
  writeFileSync(at("flat.npy"), orThrow(npy.encode(array([6, 6]))));
  writeFileSync(at("floats.npy"), orThrow(npy.encode(ndarray("float32", [6, 2, 3], Float32Array.from(x.data)))));
  writeFileSync(
    at("integers.npy"),
    orThrow(npy.encode(ndarray("int64", [6, 2, 3], BigInt64Array.from(bytes, BigInt)))),
  );
  writeFileSync(at("images.idx"), orThrow(idx.encode(array([6, 2, 3]))));
  writeFileSync(at("one.npy"), orThrow(npy.encode(ndarray("uint8", [2, 3], bytes.subarray(0, 6)))));
  writeFileSync(at("wide.npy"), orThrow(npy.encode(ndarray("uint8", [4, 3, 3], bytes))));
  writeFileSync(at("bright.npy"), orThrow(npy.encode(ndarray("float32", [6, 2, 3], Float32Array.from(bytes)))));
  writeFileSync(at("codes.npy"), orThrow(npy.encode(ndarray("float64", [3, 2], Float64Array.of(0, 0, 1, 0, 0, -1)))));
  for (let i = 0; i < 6; i++) writePng(at("pngs", `${i}.png`), bytes.subarray(6 * i, 6 * i + 6));
});

/** The program in this process; its last argument but one names the folder of its files. */
const run = async (name: string, argv: readonly string[]) => {
  const fake = fakeIo();
  const out = at("out", name);
  const code = await main(
    latent,
    ["--quick", "--quiet", "--simd", "plain", "--out", out, "--json", at(`${name}.json`), ...argv],
    fake.io,
  )();
  const array = (of: string): NdArray => right(npy.decode(readFileSync(join(out, `${of}.npy`))));
  return {
    code,
    out: fake.out(),
    err: fake.err(),
    array,
    record: () => JSON.parse(readFileSync(at(`${name}.json`), "utf8")),
  };
};

const { weights } = trained.state;

describe("what is done with a VAE", () => {
  test("is what the functions of the library give", async () => {
    const argv = [
      "--checkpoint",
      at("vae"),
      "--data",
      at("bytes.npy"),
      "--codes",
      at("codes.npy"),
      "--arithmetic",
      "4 0 2",
    ];
    const { code, err, array, record } = await run("all", argv);
    expect([code, err]).toEqual([0, ""]);
    const z = encode(plain, vae, weights, x);
    expect(array("codes").data).toEqual(z.data);
    expect(array("reconstructions").data).toEqual(reconstruct(plain, vae, weights, x).data);
    expect(array("decoded").data).toEqual(
      decode(plain, vae, weights, tensor([3, 2], Float32Array.of(0, 0, 1, 0, 0, -1))).data,
    );
    const terms = tensor([3, 2], Float32Array.from([4, 0, 2].flatMap((i) => [z.data[2 * i]!, z.data[2 * i + 1]!])));
    expect(array("arithmetic").data).toEqual(decode(plain, vae, weights, linearCombination(terms, [1, 1, -1])).data);
    expect(array("samples").shape).toEqual([20, 2, 3]);
    expect(array("interpolation").shape).toEqual([10, 2, 3]);
    const { metrics, data } = record();
    expect(metrics).toHaveLength(6);
    expect(metrics.map(({ logLikelihood }: Record<string, number>) => logLikelihood)).toEqual([
      ...array("log-likelihoods").data,
    ]);
    expect(data.done).toHaveLength(8);
  });

  test.each(["flat.npy", "floats.npy", "integers.npy", "images.idx", "pngs"])(
    "is the same with the same pictures in %s",
    async (file) => {
      const { code, array } = await run(file, ["--checkpoint", at("vae"), "--data", at(file), "--do", "encode"]);
      expect(code).toBe(0);
      expect(array("codes").data).toEqual(encode(plain, vae, weights, x).data);
    },
  );

  test("turns ink on paper into light on dark, and scales what is larger, where it is told to", async () => {
    writeFileSync(
      at("paper.npy"),
      orThrow(npy.encode(ndarray("uint8", [6, 4, 6], enlarged(bytes.map((byte) => 255 - byte))))),
    );
    const argv = ["--checkpoint", at("vae"), "--data", at("paper.npy"), "--do", "reconstruct", "--resize", "--invert"];
    const { code, array } = await run("paper", argv);
    expect(code).toBe(0);
    const expected = reconstruct(plain, vae, weights, x).data;
    array("reconstructions").data.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5);
    });
  });

  test("leaves out what one picture is too few for, and says so", async () => {
    const { code, err, record } = await run("one", ["--checkpoint", at("vae"), "--data", at("one.npy")]);
    expect(code).toBe(0);
    expect(err).toMatch(
      /^notice: no interpolate: there is no picture .*\nnotice: no arithmetic: there is no picture .*\n$/,
    );
    expect(record().data.done).toEqual(["encode", "reconstruct", "denoise", "sample", "likelihood"]);
  });

  test("needs no pictures where codes are only drawn", async () => {
    const { code, record } = await run("drawn", ["--checkpoint", at("vae"), "--do", "sample", "--count", "3"]);
    expect([code, record().data.pictures]).toEqual([0, 0]);
  });
});

describe("a plain autoencoder", () => {
  test("is not sampled, and knows no likelihood: a line each", async () => {
    const { code, err, record } = await run("plain", [
      "--checkpoint",
      at("plain.safetensors"),
      "--data",
      at("bytes.npy"),
    ]);
    expect(code).toBe(0);
    expect(err).toMatch(/^notice: no sample: its codes .*\nnotice: no likelihood: it has no .*\n$/);
    expect(record().data.done).toEqual(["encode", "reconstruct", "denoise", "interpolate", "arithmetic"]);
  });
});

describe("one line and an exit code for", () => {
  test.each<[string, number, readonly string[], RegExp]>([
    ["no checkpoint", 2, [], /--checkpoint: no trained model is named.*vae-mnist --checkpoint/],
    ["a folder without any", 1, ["--checkpoint", "empty"], /empty: no checkpoint in this folder/],
    ["no such path", 1, ["--checkpoint", "nowhere"], /nowhere: no such file/],
    ["weights alone", 1, ["--checkpoint", "weights.safetensors"], /not a checkpoint of this library/],
    ["another file", 1, ["--checkpoint", "bytes.npy"], /bytes\.npy: /],
    ["another model", 1, ["--checkpoint", "other.safetensors"], /expected vae or autoencoder, got mixture/],
    [
      "sampling what has no distribution",
      1,
      ["--checkpoint", "plain.safetensors", "--do", "sample"],
      /--do sample: .*expected a checkpoint of a VAE/,
    ],
    [
      "pictures of another size",
      1,
      ["--checkpoint", "vae", "--data", "wide.npy"],
      /wide\.npy: pictures of another size.*expected 2 x 3, got 3 x 3; --resize scales them/,
    ],
    [
      "floats beyond 1",
      1,
      ["--checkpoint", "vae", "--data", "bright.npy"],
      /bright\.npy: a number that is no grey: expected floats from 0 to 1, got 7 at element 0/,
    ],
    [
      "a picture that is not there",
      2,
      ["--checkpoint", "vae", "--data", "bytes.npy", "--between", "0 6"],
      /--between: .*expected 0 to 5, of 6 pictures, got 6/,
    ],
    [
      "codes of another model",
      1,
      ["--checkpoint", "vae", "--codes", "wide.npy", "--do", "decode"],
      /wide\.npy: not codes of this model: expected finite numbers, n x 2/,
    ],
    ["nothing to decode", 2, ["--checkpoint", "vae", "--do", "decode"], /--do decode: there are no codes/],
    [
      "a flag of what is not done",
      2,
      ["--checkpoint", "vae", "--do", "encode", "--between", "0 1"],
      /--between: it is for --do interpolate/,
    ],
    ["no deed", 2, ["--checkpoint", "vae", "--do", "dance"], /--do: .*one of encode, decode/],
  ])("%s", async (name, expected, argv, line) => {
    const isFile = (i: number): boolean => ["--checkpoint", "--data", "--codes"].includes(argv[i - 1] ?? "");
    const { code, err } = await run(
      `wrong ${name}`,
      argv.map((word, i) => (isFile(i) ? at(word) : word)),
    );
    expect(code).toBe(expected);
    expect(err).toMatch(/^latent: .*\n$/);
    expect(err).toMatch(line);
  });
});
