import { readFileSync } from "node:fs";
import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { fit, fitSteps } from "../../../src/em/template/index.js";
import { badData, type Failure, describe as inWords, orThrow } from "../../../src/failure.js";
import { decodeTemplate, encodeTemplate } from "../../../src/formats/checkpoint/template.js";
import { type NdArray, ndarray } from "../../../src/formats/ndarray.js";
import * as safetensors from "../../../src/formats/safetensors/index.js";

import { plain } from "../../arbitraries/runtimes.js";
import { keptCheckpoint } from "../../fixtures/checkpoint.js";
import { keptTemplate, options, set, templateCheckpoint } from "../../fixtures/template.js";

const checkpoint = templateCheckpoint(plain);
const bytes = orThrow(encodeTemplate(checkpoint));
const inLine = <A>(result: E.Either<Failure, A>): string => (E.isLeft(result) ? inWords(result.left) : "a Right");

describe("the file of a template's fit", () => {
  test("of version 1 is read, and what goes on from it has the bits of a run of today", () => {
    const kept = orThrow(decodeTemplate(new Uint8Array(readFileSync(keptTemplate)), keptTemplate));
    expect(kept).toEqual(checkpoint);
    const steps = fitSteps(plain, key(7), set, { ...options, from: kept.position });
    let next = steps.next();
    while (!next.done) next = steps.next();
    expect(next.value).toEqual(fit(plain, key(7), set, options));
  });

  test("of version 1 has the bytes that are written today", () =>
    expect(bytes).toEqual(new Uint8Array(readFileSync(keptTemplate))));

  test("tells what was found by its names", () => {
    const found = ["face", "background", "noise", "prior", "trace"];
    const run = [...found, "neverSeen.face", "neverSeen.background", ...found.map((name) => `stages.0.${name}`)];
    const { tensors } = orThrow(safetensors.decode(bytes));
    expect([...tensors.keys()].sort()).toEqual([...run, ...run.map((name) => `best.${name}`)].sort());
    expect(tensors.get("face")).toEqual(
      ndarray("float64", [3, 3], Float64Array.from(checkpoint.position.underWay.theta.face.data)),
    );
  });

  test("keeps bounds that are no numbers, starts that failed and why", () => {
    const failure = badData("NoiseCollapsed", "the noise collapsed", { where: "M-step", hint: "give more" });
    const position = {
      ...checkpoint.position,
      bounds: [Number.NEGATIVE_INFINITY, "a collapse"],
      best: E.left(failure),
    };
    expect(orThrow(decodeTemplate(orThrow(encodeTemplate({ settings: {}, position })), "a file")).position).toEqual(
      position,
    );
  });

  test("with any byte changed is a Left or a checkpoint, and nothing throws", () =>
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = bytes.slice();
        changed[at]! ^= change;
        const read = decodeTemplate(changed, "changed.safetensors");
        if (E.isLeft(read)) expect(inWords(read.left)).toMatch(/^[^\n]*changed\.safetensors[^\n]*$/);
        else finishAll(fitSteps(plain, key(7), set, { ...options, from: read.right.position }));
      }),
      { numRuns: 500 },
    ));

  test("cut short anywhere is one clear error", () =>
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), (length) => {
        const read = decodeTemplate(bytes.subarray(0, length), "cut.safetensors");
        expect(inLine(read)).toMatch(/^[^\n]*cut\.safetensors[^\n]*: [^\n]*$/);
        expect(E.isLeft(read)).toBe(true);
      }),
      { numRuns: 100 },
    ));
});

const finishAll = (steps: Iterator<unknown>): void => {
  while (!steps.next().done);
};

describe("what is no checkpoint of a template's fit is an error with the place that does not fit", () => {
  const file = orThrow(safetensors.decode(bytes));
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
  const floats = (...shape: readonly number[]): NdArray =>
    ndarray("float64", shape, new Float64Array(shape.reduce((product, extent) => product * extent, 1)));

  test.each<[string, Uint8Array, RegExp]>([
    [
      "a tensor missing",
      withTensor((tensors) => tensors.delete("stages.0.prior")),
      /, stages\.0\.prior: there is no such tensor$/,
    ],
    ["a tensor too many", withTensor((tensors) => tensors.set("more", floats(1))), /, more: this tensor has no place$/],
    [
      "another shape",
      withTensor((tensors) => tensors.set("best.face", floats(9))),
      /, best\.face: .*expected 3 x 3, got 9$/,
    ],
    ["a longer trace", withTensor((tensors) => tensors.set("trace", floats(9))), /, trace: .*expected 3, got 9$/],
    [
      "another type",
      withTensor((tensors) => tensors.set("face", ndarray("float32", [3, 3], new Float32Array(9)))),
      /, face: .*expected float64, got float32$/,
    ],
    [
      "the checkpoint of a training",
      new Uint8Array(readFileSync(keptCheckpoint)),
      /: a checkpoint of another kind of run: expected elbo-ts template, got elbo-ts checkpoint$/,
    ],
    [
      "weights of PyTorch",
      orThrow(safetensors.encode({ ...file, metadata: { format: "pt" } })),
      /: not a checkpoint of this library: .*got the format pt; /,
    ],
    [
      "a later version",
      orThrow(safetensors.encode({ ...file, metadata: { ...file.metadata, version: "2" } })),
      /expected version 1, got 2;/,
    ],
    ["iterations below 0", withHeader({ made: -1 }), /, made: .*got -1$/],
    [
      "a face larger than the pictures",
      withHeader({ extents: { ...header.extents, faceWidth: 8 } }),
      /the face does not fit into the picture: /,
    ],
    [
      "a stage of no images",
      withHeader({ underWay: { ...header.underWay, stages: [{ images: 0, iterations: 1 }] } }),
      /, underWay\.stages\.0\.images: .*got 0$/,
    ],
    [
      "a file that promises more than it has",
      withHeader({ underWay: { ...header.underWay, iterations: 1e15 } }),
      /, trace: .*expected 1000000000000001, got 3$/,
    ],
  ])("%s", (_, wrong, said) => {
    const read = inLine(decodeTemplate(wrong, "wrong.safetensors"));
    expect(read).toMatch(said);
    expect(read.startsWith("wrong.safetensors")).toBe(true);
  });
});
