import fc from "fast-check";
import { either as E } from "fp-ts";
import { expect, describe as suite, test } from "vitest";
import { type Tensor, tensor } from "../../../src/core/tensor.js";
import { prepare } from "../../../src/em/template/frames.js";
import { eStep, logLikelihoodTable, lowerBound, shiftsOf } from "../../../src/em/template/index.js";
import { pivotOf, templateLatent } from "../../../src/em/template/model.js";
import { orThrow } from "../../../src/failure.js";
import { drawn } from "../../arbitraries/data.js";
import { plain } from "../../arbitraries/runtimes.js";
import { scenes, setOf, tolerance } from "../../arbitraries/scenes.js";

/** Responsibilities of no particular meaning: positive columns that sum to 1. */
const anyPosterior = (shape: readonly number[], seed: number): Tensor => {
  const count = shape.at(-1)!;
  const data = drawn(
    seed,
    shape.reduce((product, extent) => product * extent, 1),
    (next) => 0.01 + next(),
  );
  const sums = new Float64Array(count);
  for (let at = 0; at < data.length; at++) sums[at % count]! += data[at]!;
  return tensor(
    shape,
    data.map((value, at) => value / sums[at % count]!),
  );
};

suite("the bound and the posterior", () => {
  const withQ = fc.tuple(scenes({ masks: "each" }), fc.nat());

  test("columns of q sum to 1 (within D + 2 roundings)", () => {
    fc.assert(
      fc.property(scenes({ masks: "shared" }), (scene) => {
        const { posterior } = orThrow(eStep(plain, scene.start, setOf(scene)));
        const count = posterior.shape.at(-1)!;
        const shifts = posterior.data.length / count;
        for (let k = 0; k < count; k++) {
          let sum = 0;
          for (let d = 0; d < shifts; d++) sum += posterior.data[d * count + k]!;
          expect(Math.abs(sum - 1)).toBeLessThanOrEqual((shifts + 2) * 2 ** -52);
        }
      }),
    );
  });

  test("L(q) <= log p(X), and the gap is sum_k KL(q || posterior), for any q", () => {
    fc.assert(
      fc.property(withQ, ([scene, seed]) => {
        const set = setOf(scene);
        const { posterior, logLikelihood: evidence } = orThrow(eStep(plain, scene.start, set));
        const table = orThrow(logLikelihoodTable(plain, scene.start, set)).data;
        const q = anyPosterior(posterior.shape, seed);
        const count = set.count;
        const bound = orThrow(lowerBound(plain, scene.start, set, q));
        // log posterior from the table, since a posterior may underflow where its logarithm does not
        const { data: prior } = scene.start.prior;
        let divergence = 0;
        for (let k = 0; k < count; k++) {
          const logs = Array.from(prior, (a, d) => table[d * count + k]! + Math.log(a));
          const top = Math.max(...logs);
          const normaliser = top + Math.log(logs.reduce((sum, value) => sum + Math.exp(value - top), 0));
          for (let d = 0; d < prior.length; d++) {
            const r = q.data[d * count + k]!;
            divergence += r * (Math.log(r) - (logs[d]! - normaliser));
          }
        }
        const allowed = tolerance(scene);
        expect(bound).toBeLessThanOrEqual(evidence + allowed);
        expect(Math.abs(evidence - bound - divergence)).toBeLessThanOrEqual(allowed);
      }),
    );
  });

  test("equality at the q of the E-step", () => {
    fc.assert(
      fc.property(scenes(), (scene) => {
        const { posterior, logLikelihood: evidence } = orThrow(eStep(plain, scene.start, setOf(scene)));
        const bound = orThrow(lowerBound(plain, scene.start, setOf(scene), posterior));
        expect(Math.abs(bound - evidence)).toBeLessThanOrEqual(tolerance(scene));
      }),
    );
  });

  test("a mass so small that its share of the images is 0 leaves the bound as a mass of 0 does", () => {
    const shifting = scenes().filter(({ extents }) => shiftsOf(extents).count > 1);
    fc.assert(
      fc.property(shifting, fc.nat(), (scene, at) => {
        const workspace = plain.workspace();
        const set = setOf(scene);
        const pivot = pivotOf(set);
        const model = templateLatent(workspace, { extents: scene.extents, pivot, hard: false });
        const stats = model.expect(scene.start, prepare(workspace, set, pivot));
        const boundWith = (mass: number): number => {
          const { shiftMass } = stats;
          const changed = { ...stats, shiftMass: shiftMass.with(at % shiftMass.length, mass) };
          const next = model.maximise(changed);
          return E.isLeft(next) ? 0 : model.bound(next.right, changed);
        };
        expect(boundWith(Number.MIN_VALUE)).toBe(boundWith(0));
      }),
    );
  });
});
