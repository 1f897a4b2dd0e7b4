import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { fitSteps } from "../../../src/em/mixture/index.js";
import { describe as inWords, orThrow } from "../../../src/failure.js";
import { decodeMixture, encodeMixture } from "../../../src/formats/checkpoint/mixture.js";
import { decodeTemplate } from "../../../src/formats/checkpoint/template.js";
import * as safetensors from "../../../src/formats/safetensors/index.js";
import { clouds, covariances } from "../../arbitraries/mixtures.js";
import { plain } from "../../arbitraries/runtimes.js";
import { setOf } from "../../fixtures/mixture.js";

const checkpoints = fc.constantFrom(...covariances).chain((covariance) =>
  clouds({ covariance }).map((cloud) => {
    const options = { components: 2, covariance, restarts: 2, iterations: 2, tolerance: null };
    const { position } = [...fitSteps(plain, key(cloud.seed), setOf(cloud), options)].at(-1)!;
    return { settings: { components: 2 }, position };
  }),
);

describe("the file of a mixture's fit", () => {
  test("gives back what it was given, bit for bit, under the names of the parameters", () =>
    fc.assert(
      fc.property(checkpoints, (checkpoint) => {
        const bytes = orThrow(encodeMixture(checkpoint));
        expect(decodeMixture(bytes, "a file")).toEqual(E.right(checkpoint));
        const names = ["weights", "means", "covariances", "trace"];
        const { tensors } = orThrow(safetensors.decode(bytes));
        expect([...tensors.keys()].sort()).toEqual([...names, ...names.map((name) => `best.${name}`)].sort());
      }),
      { numRuns: 20 },
    ));

  test("with any byte changed is a Left or a checkpoint, and nothing throws", () =>
    fc.assert(
      fc.property(checkpoints, fc.nat(), fc.integer({ min: 1, max: 255 }), (checkpoint, at, change) => {
        const bytes = orThrow(encodeMixture(checkpoint));
        bytes[at % bytes.length]! ^= change;
        const read = decodeMixture(bytes, "changed.safetensors");
        if (E.isLeft(read)) expect(inWords(read.left)).toContain("changed.safetensors");
      }),
      { numRuns: 60 },
    ));

  test("is none of a template", () => {
    const [checkpoint] = fc.sample(checkpoints, 1);
    const read = decodeTemplate(orThrow(encodeMixture(checkpoint!)), "a file");
    expect(E.isLeft(read) && read.left.what).toBe("a checkpoint of another kind of run");
  });
});
