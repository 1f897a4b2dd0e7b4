import fc from "fast-check";
import { either as E } from "fp-ts";
import { expect, describe as suite, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { finalLogLikelihood } from "../../../src/em/starts.js";
import { fit as fitTemplate, part } from "../../../src/em/template/index.js";
import { orThrow } from "../../../src/failure.js";
import { plain } from "../../arbitraries/runtimes.js";
import { scenes, setOf, tolerance } from "../../arbitraries/scenes.js";

suite("fits", () => {
  const stop = { iterations: 4, tolerance: null } as const;

  test("more restarts are never worse, and the first ones are the same", () => {
    fc.assert(
      fc.property(scenes(), fc.integer({ min: 1, max: 3 }), (scene, restarts) => {
        const { faceHeight, faceWidth } = scene.extents;
        const options = { faceHeight, faceWidth, ...stop };
        const few = fitTemplate(plain, key(scene.seed), setOf(scene), { ...options, restarts });
        const more = fitTemplate(plain, key(scene.seed), setOf(scene), { ...options, restarts: restarts + 1 });
        if (E.isLeft(few)) return;
        const better = orThrow(more);
        expect(better.bounds.slice(0, restarts)).toEqual(few.right.bounds);
        expect(finalLogLikelihood(better)).toBeGreaterThanOrEqual(finalLogLikelihood(few.right));
      }),
      { numRuns: 30 },
    );
  });

  test("in chunks as at once (within the rounding of a bound)", () => {
    fc.assert(
      fc.property(scenes({ masks: "each" }), (scene) => {
        const set = setOf(scene);
        const { faceHeight, faceWidth } = scene.extents;
        const options = { faceHeight, faceWidth, start: scene.start, iterations: 1, tolerance: null };
        const whole = fitTemplate(plain, key(0), set, options);
        const half = Math.ceil(set.count / 2);
        const chunks = [part(set, { count: half }), part(set, { from: half })].map(orThrow);
        const pieces = fitTemplate(plain, key(0), chunks, options);
        if (E.isLeft(whole)) return;
        const [a, b] = [whole.right.trace, orThrow(pieces).trace];
        for (let i = 0; i < 2; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThanOrEqual(tolerance(scene));
      }),
    );
  });

  test("the trace has iterations + 2 values, and the outcome says why it ended", () => {
    fc.assert(
      fc.property(scenes(), fc.integer({ min: 1, max: 5 }), fc.boolean(), (scene, iterations, stopping) => {
        const { faceHeight, faceWidth } = scene.extents;
        const tolerance = stopping ? 1e9 : null;
        const fitted = fitTemplate(plain, key(1), setOf(scene), {
          faceHeight,
          faceWidth,
          iterations,
          tolerance,
        });
        if (E.isLeft(fitted)) return;
        const { trace, iterations: made, outcome } = fitted.right;
        expect(made).toBe(stopping ? Math.min(iterations, 2) : iterations);
        expect(trace).toHaveLength(made + 2);
        expect(outcome).toBe(stopping && iterations > 1 ? "converged" : "exhausted");
      }),
    );
  });

  test("the same key gives the same bits", () => {
    fc.assert(
      fc.property(scenes(), (scene) => {
        const { faceHeight, faceWidth } = scene.extents;
        const once = () => fitTemplate(plain, key(scene.seed), setOf(scene), { faceHeight, faceWidth, ...stop });
        expect(once()).toEqual(once());
      }),
      { numRuns: 20 },
    );
  });

  test("the schedule runs its stages on prefixes of the images", () => {
    fc.assert(
      fc.property(scenes({ images: { min: 8, max: 19 } }), (scene) => {
        const { faceHeight, faceWidth } = scene.extents;
        const schedule = [
          { images: 4, iterations: 1 },
          { images: 100, iterations: 2 },
        ];
        const set = setOf(scene);
        const fitted = fitTemplate(plain, key(3), set, { faceHeight, faceWidth, ...stop, schedule });
        if (E.isLeft(fitted)) return;
        expect(fitted.right.stages.map((stage) => stage.images)).toEqual([4, set.count]);
        const first = fitTemplate(plain, key(3), orThrow(part(set, { count: 4 })), {
          faceHeight,
          faceWidth,
          iterations: 1,
          tolerance: null,
        });
        // another pivot, hence other roundings: equal to a millionth of a grey level
        const [a, b] = [fitted.right.stages[0]!.theta.face.data, orThrow(first).theta.face.data];
        for (let i = 0; i < a.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThanOrEqual(1e-6);
      }),
      { numRuns: 30 },
    );
  });
});
