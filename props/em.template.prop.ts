import fc from "fast-check";
import { either as E } from "fp-ts";
import { expect, describe as suite, test } from "vitest";
import { key } from "../src/core/key.js";
import { type Tensor, tensor, tensor64 } from "../src/core/tensor.js";
import { reached } from "../src/em/restarts.js";
import {
  eStep,
  fitTemplate,
  fitTemplateInChunks,
  type Images,
  images,
  type Layout,
  layouts,
  logLikelihood,
  lowerBound,
  mStep,
  part,
  type Stack,
  type Template,
} from "../src/em/template/index.js";
import { describe, type Failure, orThrow } from "../src/failure.js";
import { drawn } from "./arbitraries/data.js";
import { plain } from "./arbitraries/runtimes.js";
import { type Scene, scenes } from "./arbitraries/scenes.js";

const setOf = ({ stack, mask }: Scene): Images => orThrow(images(stack, "HWK", mask));

/** Rounding of log-likelihoods and bounds: unit roundoff, a margin for the sums, the size of the exponents. */
const tolerance = ({ stack, start }: Scene): number => {
  const largest = Math.max(256, ...Array.from(stack.data, Math.abs));
  return 2 ** -53 * 256 * stack.data.length * (2 + (2 * largest ** 2) / start.noise ** 2);
};

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

suite("the published check values", () => {
  const X: Stack = { shape: [2, 3, 2], data: Float64Array.from({ length: 12 }, (_, i) => i) };
  const theta: Template = {
    face: tensor64([2, 1], [0, 1]),
    background: tensor64([2, 3], [0, 1, 2, 3, 4, 5]),
    noise: 0.1,
    prior: tensor64([3], [1 / 6, 2 / 6, 3 / 6]),
  };
  const q = tensor64([3, 2], [1 / 9, 2 / 12, 3 / 9, 4 / 12, 5 / 9, 6 / 12]);
  const set = orThrow(images(X));
  const printed = (values: ArrayLike<number>, digits: number): number[] =>
    Array.from(values, (value) => Number(value.toFixed(digits)));

  test("log-likelihood table, to 8 digits", () => {
    expect(printed(orThrow(logLikelihood(plain, set, theta)).data as Float64Array, 8)).toEqual([
      -3541.69812064, -5541.69812064, -4541.69812064, -6741.69812064, -6141.69812064, -8541.69812064,
    ]);
  });

  test("lower bound, to 4 digits", () => {
    expect(orThrow(lowerBound(plain, set, theta, q)).toFixed(4)).toBe("-12761.1875");
  });

  test("E-step", () => {
    expect(printed(orThrow(eStep(plain, set, theta)).posterior.data as Float64Array, 8)).toEqual([1, 1, 0, 0, 0, 0]);
  });

  test("M-step, to 8 digits", () => {
    const { face, background, noise, prior } = orThrow(mStep(plain, set, q, [2, 1])).theta;
    expect(printed(face.data as Float64Array, 8)).toEqual([3.27777778, 9.27777778]);
    expect(printed(background.data as Float64Array, 8)).toEqual([
      0.48387097, 2.5, 4.52941176, 6.48387097, 8.5, 10.52941176,
    ]);
    expect(noise.toFixed(5)).toBe("0.94868");
    expect(printed(prior.data as Float64Array, 8)).toEqual([0.13888889, 0.33333333, 0.52777778]);
  });

  test("three iterations rise at every step", () => {
    const fit = orThrow(fitTemplate(plain, key(0), set, { faceWidth: 1, stop: { iterations: 3, tolerance: null } }));
    expect(fit.trace).toHaveLength(5);
    for (let i = 1; i < 4; i++) expect(fit.trace[i]!).toBeGreaterThan(fit.trace[i - 1]!);
  });
});

suite("the bound and the posterior", () => {
  const withQ = fc.tuple(scenes({ masks: "each" }), fc.nat());

  test("columns of q sum to 1 (within D + 2 roundings)", () => {
    fc.assert(
      fc.property(scenes({ masks: "shared" }), (scene) => {
        const { posterior } = orThrow(eStep(plain, setOf(scene), scene.start));
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
        const { posterior, logLikelihood: evidence } = orThrow(eStep(plain, set, scene.start));
        const table = orThrow(logLikelihood(plain, set, scene.start)).data;
        const q = anyPosterior(posterior.shape, seed);
        const count = set.count;
        const bound = orThrow(lowerBound(plain, set, scene.start, q));
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
        const { posterior, logLikelihood: evidence } = orThrow(eStep(plain, setOf(scene), scene.start));
        const bound = orThrow(lowerBound(plain, setOf(scene), scene.start, posterior));
        expect(Math.abs(bound - evidence)).toBeLessThanOrEqual(tolerance(scene));
      }),
    );
  });
});

suite("symmetries", () => {
  const relabel = ({ shape, data }: Stack, layout: Layout): Stack => {
    const [height, width, count] = shape as [number, number, number];
    const extent = { H: height, W: width, K: count };
    const axes = layout.split("") as ("H" | "W" | "K")[];
    const out = new Float64Array(data.length);
    let at = 0;
    const index = { H: 0, W: 0, K: 0 };
    const [a, b, c] = axes as [keyof typeof index, keyof typeof index, keyof typeof index];
    for (index[a] = 0; index[a] < extent[a]; index[a]++)
      for (index[b] = 0; index[b] < extent[b]; index[b]++)
        for (index[c] = 0; index[c] < extent[c]; index[c]++)
          out[at++] = data[(index.H * width + index.W) * count + index.K]!;
    return { shape: axes.map((axis) => extent[axis]), data: out };
  };

  test("the order of the axes in memory does not matter, bit for bit", () => {
    fc.assert(
      fc.property(scenes(), fc.constantFrom(...layouts), ({ stack, start }, layout) => {
        const one = orThrow(eStep(plain, orThrow(images(stack)), start));
        const other = orThrow(eStep(plain, orThrow(images(relabel(stack, layout), layout)), start));
        expect(other).toEqual(one);
      }),
    );
  });

  test("a column added on the left instead of the right moves prior and posterior by one shift", () => {
    const widened = (stack: Stack, left: boolean): Stack => {
      const [height, width, count] = stack.shape as [number, number, number];
      const data = new Float64Array(height * (width + 1) * count).fill(100);
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++)
          for (let k = 0; k < count; k++)
            data[(i * (width + 1) + j + Number(left)) * count + k] = stack.data[(i * width + j) * count + k]!;
      return { shape: [height, width + 1, count], data };
    };
    const widenedTheta = (theta: Template, left: boolean): Template => {
      const background = widened(
        { shape: [...theta.background.shape, 1], data: theta.background.data as Float64Array },
        left,
      );
      const prior = Float64Array.from(theta.prior.data);
      return {
        ...theta,
        background: tensor(background.shape.slice(0, 2), background.data as Float64Array),
        prior: tensor64([prior.length + 1], left ? [0, ...prior] : [...prior, 0]),
      };
    };
    fc.assert(
      fc.property(scenes({ low: false }), (scene) => {
        const [a, b] = [false, true].map((left) => {
          const set = orThrow(images(widened(scene.stack, left)));
          const { posterior } = orThrow(eStep(plain, set, widenedTheta(scene.start, left)));
          return { posterior, m: mStep(plain, set, posterior, scene.start.face.shape) };
        }) as [{ posterior: Tensor; m: ReturnType<typeof mStep> }, { posterior: Tensor; m: ReturnType<typeof mStep> }];
        const count = scene.stack.shape[2]!;
        const shifts = a.posterior.data.length / count;
        for (let d = 0; d + 1 < shifts; d++)
          for (let k = 0; k < count; k++) {
            const [x, y] = [a.posterior.data[d * count + k]!, b.posterior.data[(d + 1) * count + k]!];
            expect(Math.abs(x - y)).toBeLessThanOrEqual(tolerance(scene));
          }
        if (E.isLeft(a.m) || E.isLeft(b.m)) return;
        const [f, g] = [a.m.right.theta, b.m.right.theta];
        for (let d = 0; d + 1 < shifts; d++)
          expect(Math.abs(f.prior.data[d]! - g.prior.data[d + 1]!)).toBeLessThanOrEqual(tolerance(scene));
      }),
    );
  });

  test("bytes give the bits that the same numbers as floats give, also of a part of the images", () => {
    fc.assert(
      fc.property(scenes(), fc.nat({ max: 3 }), ({ stack, start }, from) => {
        const bytes = Uint8Array.from(stack.data, (value) => Math.min(255, Math.max(0, Math.round(value))));
        const [one, other] = [bytes, Float64Array.from(bytes)].map((data) => {
          const set = orThrow(images({ shape: stack.shape, data }));
          return orThrow(eStep(plain, part(set, from, set.count), start));
        });
        expect(other).toEqual(one);
      }),
    );
  });

  test("the value of a masked pixel has no effect, not even NaN, bit for bit", () => {
    fc.assert(
      fc.property(fc.constantFrom("shared" as const, "each" as const), fc.nat(), (masks, seed) => {
        const [scene] = fc.sample(scenes({ masks }), { seed, numRuns: 1 });
        const { stack, mask, start } = scene!;
        const count = stack.shape[2]!;
        const observed = (at: number): boolean => Boolean(mask!.data[masks === "each" ? at : Math.floor(at / count)]);
        const changed = Float64Array.from(stack.data, (value, at) =>
          observed(at) ? value : at % 2 ? Number.NaN : 1e6,
        );
        const one = orThrow(eStep(plain, orThrow(images(stack, "HWK", mask)), start));
        const other = orThrow(eStep(plain, orThrow(images({ ...stack, data: changed }, "HWK", mask)), start));
        expect(other).toEqual(one);
      }),
    );
  });
});

suite("fits", () => {
  const stop = { iterations: 4, tolerance: null };

  test("more restarts are never worse, and the first ones are the same", () => {
    fc.assert(
      fc.property(scenes(), fc.integer({ min: 1, max: 3 }), (scene, restarts) => {
        const { faceHeight, faceWidth } = scene.extents;
        const options = { faceHeight, faceWidth, stop };
        const few = fitTemplate(plain, key(scene.seed), setOf(scene), { ...options, restarts });
        const more = fitTemplate(plain, key(scene.seed), setOf(scene), { ...options, restarts: restarts + 1 });
        if (E.isLeft(few)) return;
        const better = orThrow(more);
        expect(better.bounds.slice(0, restarts)).toEqual(few.right.bounds);
        expect(reached(better)).toBeGreaterThanOrEqual(reached(few.right));
      }),
      { numRuns: 30 },
    );
  });

  test("in chunks as at once (within the rounding of a bound)", () => {
    fc.assert(
      fc.property(scenes({ masks: "each" }), (scene) => {
        const set = setOf(scene);
        const { faceHeight, faceWidth } = scene.extents;
        const options = { faceHeight, faceWidth, start: scene.start, stop: { iterations: 1, tolerance: null } };
        const whole = fitTemplate(plain, key(0), set, options);
        const half = Math.ceil(set.count / 2);
        const chunks = [part(set, 0, half), part(set, half, set.count)];
        const pieces = fitTemplateInChunks(plain, key(0), chunks, options);
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
          stop: { iterations, tolerance },
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
        const once = () => fitTemplate(plain, key(scene.seed), setOf(scene), { faceHeight, faceWidth, stop });
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
        const fitted = fitTemplate(plain, key(3), set, { faceHeight, faceWidth, stop, schedule });
        if (E.isLeft(fitted)) return;
        expect(fitted.right.stages.map((stage) => stage.images)).toEqual([4, set.count]);
        const first = fitTemplate(plain, key(3), part(set, 0, 4), {
          faceHeight,
          faceWidth,
          stop: { iterations: 1, tolerance: null },
        });
        // another pivot, hence other roundings: equal to a millionth of a grey level
        const [a, b] = [fitted.right.stages[0]!.theta.face.data, orThrow(first).theta.face.data];
        for (let i = 0; i < a.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThanOrEqual(1e-6);
      }),
      { numRuns: 30 },
    );
  });
});

suite("what cannot be fitted is one Left", () => {
  const ramp = (shape: readonly [number, number, number]): Stack => ({
    shape,
    data: Float64Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => i % 7),
  });
  const tag = (result: E.Either<Failure, unknown>): string => (E.isLeft(result) ? result.left._tag : "Right");

  test("no images, no stack, a mask that does not fit or leaves nothing, a NaN", () => {
    expect(tag(images({ shape: [2, 3, 0], data: [] }))).toBe("EmptySet");
    expect(tag(images({ shape: [6], data: new Float64Array(6) }))).toBe("NotAStack");
    expect(tag(images(ramp([2, 3, 2]), "HWK", { shape: [3, 2], data: new Float64Array(6).fill(1) }))).toBe(
      "ShapeMismatch",
    );
    expect(tag(images(ramp([2, 3, 2]), "HWK", { shape: [2, 3], data: new Float64Array(6) }))).toBe("NothingObserved");
    const holed = Float64Array.from(ramp([2, 3, 2]).data);
    holed[5] = Number.NaN;
    const failed = images({ shape: [2, 3, 2], data: holed });
    expect(E.isLeft(failed) && describe(failed.left)).toBe(
      "row 0, column 2 of image 1: a pixel is not a number: expected finite values, got NaN; mask missing pixels",
    );
  });

  test("a face larger than the picture, or of no pixels", () => {
    const set = orThrow(images(ramp([2, 3, 2])));
    expect(tag(fitTemplate(plain, key(0), set, { faceWidth: 4 }))).toBe("FaceTooLarge");
    expect(tag(fitTemplate(plain, key(0), set, { faceWidth: 1, faceHeight: 3 }))).toBe("FaceTooLarge");
    expect(tag(fitTemplate(plain, key(0), set, { faceWidth: 0 }))).toBe("EmptyFace");
  });

  test("images that are all alike: the noise collapses", () => {
    const same: Stack = { shape: [2, 3, 4], data: Float64Array.from({ length: 24 }, (_, i) => Math.floor(i / 4)) };
    const failed = fitTemplate(plain, key(0), orThrow(images(same)), { faceWidth: 1 });
    expect(E.isLeft(failed) && failed.left).toMatchObject({ _tag: "NoiseCollapsed", kind: "numerical" });
  });
});
