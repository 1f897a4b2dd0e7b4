import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { either as E } from "fp-ts";
import { afterAll, describe, expect, test } from "vitest";
import { vae as vaeKind } from "../../../src/autoencoder/index.js";
import { key } from "../../../src/core/key.js";
import { tensor32 } from "../../../src/core/tensor.js";
import { type Failure, describe as inWords, orThrow } from "../../../src/failure.js";
import { encode, reconstruct, sample } from "../../../src/flat.js";
import { decodeCheckpoint, encodeCheckpoint } from "../../../src/formats/checkpoint/bytes.js";
import { type NdArray, ndarray } from "../../../src/formats/ndarray.js";
import * as safetensors from "../../../src/formats/safetensors/index.js";
import * as checkpoints from "../../../src/node/checkpoints/index.js";

import { fit } from "../../../src/train/fit.js";
import { plain } from "../../arbitraries/runtimes.js";
import { alternatingOf, keptAlternating, kind, optimizers } from "../../fixtures/alternatingCheckpoint.js";
import { checkpointOf, definition, examples, keptCheckpoint, model, optimizer } from "../../fixtures/checkpoint.js";

const folder = mkdtempSync(join(tmpdir(), "checkpoint-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
const fresh = (): string => {
  const path = join(folder, String(made++));
  mkdirSync(path);
  return path;
};

const inLine = <A>(result: E.Either<Failure, A>): string => (E.isLeft(result) ? inWords(result.left) : "a Right");

const checkpoint = checkpointOf(plain);
const bytes = orThrow(encodeCheckpoint(model, checkpoint));

describe("a checkpoint's file", () => {
  test("of version 1 is read, and what is trained from it has the bits of a run of today", async () => {
    const kept = orThrow(await checkpoints.load(keptCheckpoint, vaeKind)());
    expect(kept.checkpoint).toEqual(checkpoint);
    const settings = { optimizer, batch: 4, epochs: 3 };
    const data = { train: examples, test: examples };
    const onwards = orThrow(
      fit(plain, kept.checkpoint.state.key, kept.model, data, { ...settings, start: kept.checkpoint.state }),
    );
    expect(onwards).toEqual(
      orThrow(fit(plain, checkpoint.state.key, model, data, { ...settings, start: checkpoint.state })),
    );
  });

  test("of version 1 has the bytes that are written today", () =>
    expect(bytes).toEqual(new Uint8Array(readFileSync(keptCheckpoint))));

  test("tells its tensors by PyTorch's names", () => {
    const names = [...orThrow(safetensors.decode(bytes)).tensors.keys()];
    const learnt = [
      "hidden.weight",
      "hidden.bias",
      "norm.weight",
      "norm.bias",
      "heads.mu.weight",
      "heads.mu.bias",
      "heads.logvar.weight",
      "heads.logvar.bias",
    ].map((name) => `encoder.${name}`);
    const decoder = ["hidden.weight", "hidden.bias", "out.weight", "out.bias"].map((name) => `decoder.${name}`);
    const params = [...learnt, ...decoder];
    const moments = ["exp_avg", "exp_avg_sq"].flatMap((slot) => params.map((name) => `optimizer.${slot}.${name}`));
    expect(names).toEqual([...params, "encoder.norm.running_mean", "encoder.norm.running_var", ...moments]);
  });

  test("is all that it takes to encode, reconstruct, sample", async () => {
    const path = join(fresh(), "model.safetensors");
    orThrow(await checkpoints.save(path, model, checkpoint)());
    const loaded = orThrow(await checkpoints.load(path, vaeKind)());
    const x = tensor32(
      [2, 2, 3],
      Array.from({ length: 12 }, (_, i) => i / 12),
    );
    const { weights } = checkpoint.state;
    expect(loaded.model.definition).toEqual(definition);
    expect(encode(plain, loaded.model, loaded.weights, x)).toEqual(encode(plain, model, weights, x));
    expect(reconstruct(plain, loaded.model, loaded.weights, x)).toEqual(reconstruct(plain, model, weights, x));
    expect(sample(plain, loaded.model, loaded.weights, key(1), 3)).toEqual(sample(plain, model, weights, key(1), 3));
  });

  test("keeps losses that are no numbers", () => {
    const history = [{ train: { loss: Number.NaN, reconstruction: Number.POSITIVE_INFINITY, kl: 0.1 }, test: null }];
    const odd = { ...checkpoint, state: { ...checkpoint.state, history } };
    const read = orThrow(decodeCheckpoint(orThrow(encodeCheckpoint(model, odd)), "a file"));
    expect(read.header.history).toEqual(history);
  });

  test("with any byte changed is a Left or a checkpoint, and nothing throws", async () => {
    const path = join(fresh(), "changed.safetensors");
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = bytes.slice();
        changed[at]! ^= change;
        writeFileSync(path, changed);
        const read = await checkpoints.load(path, vaeKind)();
        if (E.isLeft(read)) expect(inWords(read.left)).toMatch(/^[^\n]*changed\.safetensors[^\n]*$/);
      }),
      { numRuns: 300 },
    );
  });

  test("cut short anywhere is one clear error", async () => {
    const path = join(fresh(), "cut.safetensors");
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), async (length) => {
        writeFileSync(path, bytes.subarray(0, length));
        const read = await checkpoints.load(path, vaeKind)();
        expect(inLine(read)).toMatch(/^[^\n]*cut\.safetensors[^\n]*: [^\n]*$/);
        expect(E.isLeft(read)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a checkpoint of an alternating objective", () => {
  const objective = alternatingOf(plain);
  const file = orThrow(encodeCheckpoint(objective.model, objective.checkpoint));

  test("of version 1 is read, and what is trained from it has the bits of a run of today", async () => {
    const kept = orThrow(await checkpoints.load(keptAlternating, kind)());
    expect(kept.checkpoint).toEqual(objective.checkpoint);
    const settings = { optimizer: optimizers, batch: 4, epochs: 3 };
    const data = { train: examples, test: examples };
    const onwards = orThrow(
      fit(plain, kept.checkpoint.state.key, kept.model, data, { ...settings, start: kept.checkpoint.state }),
    );
    expect(onwards).toEqual(
      orThrow(
        fit(plain, objective.checkpoint.state.key, objective.model, data, {
          ...settings,
          start: objective.checkpoint.state,
        }),
      ),
    );
  });

  test("of version 1 has the bytes that are written today", () =>
    expect(file).toEqual(new Uint8Array(readFileSync(keptAlternating))));

  test("tells the moments of each sub-objective under its name", () => {
    const names = [...orThrow(safetensors.decode(file)).tensors.keys()].filter((name) => name.startsWith("optimizer."));
    const [code, hidden, out] = ["encoder.code", "encoder.hidden", "decoder.out"].map((layer) =>
      ["weight", "bias"].map((tensor) => `${layer}.${tensor}`),
    ) as [string[], string[], string[]];
    const of = (slot: string, ...layers: string[][]) => layers.flat().map((name) => `optimizer.${slot}.${name}`);
    expect(names).toEqual([
      ...of("autoencoder.exp_avg", hidden, code, out),
      ...of("autoencoder.exp_avg_sq", hidden, code, out),
      ...of("encoder.momentum_buffer", hidden, code),
    ]);
  });

  test("that says nothing of how a sub-objective is updated is one clear error", async () => {
    const path = join(fresh(), "alternating.safetensors");
    const { discriminator: _, ...others } = optimizers;
    const { metadata, tensors } = orThrow(safetensors.decode(file));
    const header = { ...JSON.parse(metadata["checkpoint"]!), optimizer: others };
    writeFileSync(
      path,
      orThrow(safetensors.encode({ tensors, metadata: { ...metadata, checkpoint: JSON.stringify(header) } })),
    );
    expect(inLine(await checkpoints.load(path, kind)())).toMatch(
      /alternating\.safetensors: a checkpoint without the optimiser of a sub-objective: expected discriminator$/,
    );
  });
});

describe("what is no checkpoint of the model is an error with the tensor that does not fit", () => {
  const file = orThrow(safetensors.decode(bytes));
  const name = "encoder.hidden.weight";
  const header = JSON.parse(file.metadata["checkpoint"]!);
  const withTensor = (change: (tensors: Map<string, NdArray>) => void): Uint8Array => {
    const tensors = new Map(file.tensors);
    change(tensors);
    return orThrow(safetensors.encode({ ...file, tensors }));
  };
  const withHeader = (change: object): Uint8Array =>
    orThrow(
      safetensors.encode({
        ...file,
        metadata: { ...file.metadata, checkpoint: JSON.stringify({ ...header, ...change }) },
      }),
    );

  test.each<[string, Uint8Array, RegExp]>([
    [
      "a tensor missing",
      withTensor((tensors) => tensors.delete(name)),
      /, encoder\.hidden\.weight: there is no such tensor$/,
    ],
    [
      "a tensor too many",
      withTensor((tensors) => tensors.set("decoder.more", ndarray("float32", [1], new Float32Array(1)))),
      /, decoder\.more: this tensor has no place$/,
    ],
    [
      "another shape",
      withTensor((tensors) => tensors.set(name, ndarray("float32", [6, 4], new Float32Array(24)))),
      /, encoder\.hidden\.weight: .*expected 4 x 6, got 6 x 4$/,
    ],
    [
      "another type",
      withTensor((tensors) => tensors.set(name, ndarray("float64", [4, 6], new Float64Array(24)))),
      /, encoder\.hidden\.weight: .*expected float32, got float64$/,
    ],
    [
      "a moment missing",
      withTensor((tensors) => tensors.delete(`optimizer.exp_avg.${name}`)),
      /, optimizer\.exp_avg\.encoder\.hidden\.weight: there is no such tensor$/,
    ],
    [
      "weights of PyTorch alone",
      orThrow(safetensors.encode({ ...file, metadata: { format: "pt" } })),
      /: not a checkpoint of this library: .*got the format pt; .*loadWeights$/,
    ],
    [
      "no texts",
      orThrow(safetensors.encode({ ...file, metadata: {} })),
      /: not a checkpoint of this library: .*got no format/,
    ],
    [
      "a later version",
      orThrow(safetensors.encode({ ...file, metadata: { ...file.metadata, version: "2" } })),
      /expected version 1, got 2;/,
    ],
    [
      "a header cut short",
      orThrow(safetensors.encode({ ...file, metadata: { ...file.metadata, checkpoint: "{" } })),
      /header of the checkpoint is not JSON/,
    ],
    ["a key of one word", withHeader({ key: [1] }), /, key\.1: .*got nothing$/],
    ["a step before the first", withHeader({ step: -1 }), /, step: .*got -1$/],
    ["a rate below 0", withHeader({ optimizer: { ...header.optimizer, rate: -1 } }), /, optimizer.*got -1$/],
    [
      "another kind of model",
      withHeader({ model: { ...definition, kind: "autoencoder" } }),
      /, model, kind: .*got autoencoder$/,
    ],
    [
      "losses of another model",
      withHeader({ underWay: { ...header.underWay, sums: { loss: 1 } } }),
      /other losses: expected loss, reconstruction, kl, got loss$/,
    ],
    [
      "a text file",
      new TextEncoder().encode("this is a text file, not a checkpoint"),
      /not a safetensors file: .*got a text file$/,
    ],
  ])("%s", async (_, wrong, said) => {
    const path = join(fresh(), "wrong.safetensors");
    writeFileSync(path, wrong);
    const read = await checkpoints.load(path, vaeKind)();
    expect(inLine(read)).toMatch(said);
    expect(inLine(read).startsWith(path)).toBe(true);
  });
});

describe("weights alone", () => {
  test("go out and come back, every bit", async () => {
    const path = join(fresh(), "weights.safetensors");
    orThrow(await checkpoints.saveWeights(path, model, checkpoint.state.weights)());
    expect(orThrow(await checkpoints.loadWeights(path, model)())).toEqual(checkpoint.state.weights);
  });

  test("of other widths are rounded; PyTorch's count of batches is passed over", async () => {
    const path = join(fresh(), "weights.safetensors");
    orThrow(await checkpoints.saveWeights(path, model, checkpoint.state.weights)());
    const { tensors } = orThrow(safetensors.decode(readFileSync(path)));
    const doubles = new Map(
      [...tensors].map(
        ([name, { shape, data }]) =>
          [name, ndarray("float64", shape, Float64Array.from(data as Float32Array))] as const,
      ),
    );
    const count = ["encoder.norm.num_batches_tracked", ndarray("int64", [], BigInt64Array.of(3n))] as const;
    writeFileSync(
      path,
      orThrow(safetensors.encode({ tensors: new Map<string, NdArray>([...doubles, count]), metadata: {} })),
    );
    expect(orThrow(await checkpoints.loadWeights(path, model)())).toEqual(checkpoint.state.weights);
  });
});
