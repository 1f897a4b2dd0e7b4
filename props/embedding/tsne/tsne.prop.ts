import fc from "fast-check";
import { either as E } from "fp-ts";
import { expect, describe as suite, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { type Tensor, tensor, tensor64 } from "../../../src/core/tensor.js";
import * as pca from "../../../src/embedding/pca/index.js";
import {
  affinities,
  divergence,
  fitSteps,
  fit as fitTsne,
  initialState,
  rescale,
  step,
  type TsneFit,
  type TsneOptions,
  transform,
} from "../../../src/embedding/tsne/index.js";
import { randomInitialization } from "../../../src/embedding/tsne/initialization.js";
import { describe, type Failure } from "../../../src/failure.js";
import { between, drawn, seeds } from "../../arbitraries/data.js";
import { mapped, onGrid, rowsOf } from "../../arbitraries/maps.js";
import { plain as runtime, runtimes } from "../../arbitraries/runtimes.js";
import { type Affine, affinityLaws, type Diverge, gradientLaws } from "../../laws/map.js";

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(describe(result.left));
  return result.right;
};

const affine: Affine = (x, perplexity) => right(affinities(runtime, x, { perplexity }));
const diverge: Diverge = (p, y, exaggeration) => right(divergence(runtime, p, y, { exaggeration }));

suite("affinities", () => {
  for (const [name, law] of Object.entries(affinityLaws(affine))) test(name, law);

  test("rows that are all the same share evenly; more duplicates than neighbours share what there is", () => {
    const same = right(affinities(runtime, tensor64([10, 2], new Float64Array(20).fill(7)), { perplexity: 3 }));
    expect(Math.max(...same.p.data)).toBeCloseTo(1 / 90, 15);
    const x = tensor64([12, 1], [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6]);
    const { p, precisions } = right(affinities(runtime, x, { perplexity: 3 }));
    expect([...p.data, ...precisions.data].every(Number.isFinite)).toBe(true);
    // each of six duplicates gives the other five a fifth, from both sides, over 2 n
    expect(p.data[1]).toBeCloseTo(0.4 / 24, 15);
  });
});

suite("the gradient", () => {
  for (const [name, law] of Object.entries(gradientLaws(affine, diverge))) test(name, law);
});

/** Three balls of radius below 1, 20 apart, in five dimensions; the label of row i is i mod 3. */
const blobs = (seed: number, n: number): Tensor =>
  mapped(tensor64([n, 5], drawn(seed, 5 * n, between(-0.4, 0.4))), (value, at) =>
    at % 5 === Math.floor(at / 5) % 3 ? value + 20 : value,
  );

const nearest = (y: Tensor, of: Tensor, i: number, self: boolean): number => {
  const dims = y.shape[1]!;
  let best = -1;
  let least = Infinity;
  for (let j = 0; j < y.shape[0]!; j++) {
    let square = 0;
    for (let c = 0; c < dims; c++) square += (of.data[i * dims + c]! - y.data[j * dims + c]!) ** 2;
    if ((!self || i !== j) && square < least) [best, least] = [j, square];
  }
  return best;
};

const short: TsneOptions = {
  perplexity: 6,
  phases: [
    { iterations: 100, exaggeration: 12, momentum: 0.5 },
    { iterations: 200, exaggeration: 1, momentum: 0.8 },
  ],
};

suite("a fit", () => {
  test.each(runtimes)("in float64 is the fold of the pure step, bit for bit ($simd)", (build) => {
    const x = onGrid(3, 30, 4);
    const start = randomInitialization(build, key(5), 30, 2, "float64");
    const phases = [
      { iterations: 9, exaggeration: 12, momentum: 0.5 },
      { iterations: 7, exaggeration: 1, momentum: 0.8 },
    ];
    const options = { perplexity: 5, precision: "float64", rate: 40, initialization: start, phases, every: 4 } as const;
    const fit = right(fitTsne(build, key(0), x, options));
    const { p } = right(affinities(build, x, { perplexity: 5 }));
    let positions: Tensor = start;
    for (const { iterations, ...pace } of phases) {
      let state = initialState(positions);
      for (let i = 0; i < iterations; i++) state = right(step(build, state, p, { ...pace, rate: 40 }));
      positions = state.positions;
    }
    expect(fit.positions).toEqual(positions);
    expect(fit.kl).toBe(right(divergence(build, p, positions)).kl);
  });

  test("reports after every so many iterations and the last; the same key, the same bits; another, others", () => {
    const x = onGrid(4, 30, 4);
    const phases = [{ iterations: 25, exaggeration: 1, momentum: 0.5 }];
    const run = (seed: number) => [...fitSteps(runtime, key(seed), x, { perplexity: 5, phases, every: 10 })];
    expect(run(1).map(({ iteration }) => iteration)).toEqual([10, 20, 25]);
    expect(run(1)).toEqual(run(1));
    expect(run(1)[0]!.positions).not.toEqual(run(2)[0]!.positions);
    expect(right(fitTsne(runtime, key(1), x, { perplexity: 5, phases: [] })).trace).toEqual([]);
  });

  test.each([1, 2, 3])("separate balls stay separate, and KL falls, in %i dimensions", (dims) =>
    fc.assert(
      fc.property(seeds, fc.constantFrom("float32" as const, "float64" as const), (seed, precision) => {
        const fit = right(fitTsne(runtime, key(seed), blobs(seed, 60), { ...short, components: dims, precision }));
        expect(fit.kl).toBeLessThan(fit.trace[0]!);
        const { positions } = fit;
        const strangers = Array.from({ length: 60 }, (_, i) => nearest(positions, positions, i, true) % 3 !== i % 3);
        // on a line two clusters can lie side by side, and a point between them may miss its own
        expect(strangers.filter(Boolean).length).toBeLessThanOrEqual(dims === 1 ? 6 : 0);
      }),
      { numRuns: 8 },
    ),
  );

  test("KL of a float32 map is that of its positions in float64, within 1e-6", () => {
    const x = blobs(9, 60);
    const fit = right(fitTsne(runtime, key(2), x, short));
    const { p } = right(affinities(runtime, x, { perplexity: 6 }));
    expect(Math.abs(right(divergence(runtime, p, fit.positions)).kl - fit.kl)).toBeLessThan(1e-6);
  });

  test("a start that is given: the first coordinate of deviation 1e-4, the others in proportion", () => {
    const scores = onGrid(8, 50, 2);
    const start = right(rescale(scores));
    const first = Array.from({ length: 50 }, (_, i) => start.data[2 * i]!);
    const mean = first.reduce((a, b) => a + b, 0) / 50;
    expect(Math.sqrt(first.reduce((a, b) => a + (b - mean) ** 2, 0) / 50)).toBeCloseTo(1e-4, 15);
    expect(start.data[1]! / start.data[0]!).toBeCloseTo(scores.data[1]! / scores.data[0]!, 12);
  });
});

suite("new points on a fitted map", () => {
  const x = blobs(1, 60);
  const fit: TsneFit = right(fitTsne(runtime, key(1), x, short));

  test("one by one as all at once, bit for bit", () =>
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 12 }), (seed, m) => {
        const news = blobs(seed, m);
        const all = right(transform(runtime, fit, news));
        const single = Array.from({ length: m }, (_, i) => [...right(transform(runtime, fit, rowsOf(news, [i]))).data]);
        expect([...all.data]).toEqual(single.flat());
      }),
      { numRuns: 20 },
    ));

  test("beside points of their own ball, and the map is not touched", () => {
    const before = [...fit.positions.data];
    const news = blobs(77, 30);
    const placed = right(transform(runtime, fit, news));
    for (let i = 0; i < 30; i++) expect(nearest(fit.positions, placed, i, false) % 3).toBe(i % 3);
    expect([...fit.positions.data]).toEqual(before);
  });

  test("of other features are refused", () =>
    expect(transform(runtime, fit, tensor64([1, 4], [1, 2, 3, 4]))).toMatchObject(E.left({ kind: "ShapeMismatch" })));
});

suite("what cannot be mapped is refused in one line", () => {
  const lineOf = (x: Tensor, options: TsneOptions): string =>
    E.match(describe, () => "a map")(fitTsne(runtime, key(0), x, { phases: [], ...options }));
  const x = onGrid(1, 46, 3);

  test.each([
    [15, "a map"],
    [
      15.1,
      "46 points do not carry this perplexity: expected above 1 and at most 15, a third of the other points, got 15.1; give a perplexity of at most 15, or more points",
    ],
    [
      1,
      "46 points do not carry this perplexity: expected above 1 and at most 15, a third of the other points, got 1; give a perplexity of at most 15",
    ],
    [
      Number.NaN,
      "46 points do not carry this perplexity: expected above 1 and at most 15, a third of the other points, got NaN; give a perplexity of at most 15",
    ],
  ])("perplexity %s: %s", (perplexity, line) => expect(lineOf(x, { perplexity })).toBe(line));

  test("too few points for any", () =>
    expect(lineOf(onGrid(1, 4, 3), { perplexity: 2 })).toBe(
      "4 points do not carry this perplexity: expected 5 points or more, got 2; give more points",
    ));

  test("dimensions, shapes, numbers, a rate that is too high", () => {
    expect(lineOf(x, { components: 4 })).toContain("components: not a value of this option: expected 1, 2, 3, got 4");
    expect(lineOf(tensor64([92], new Float64Array(92)), {})).toContain("the data");
    expect(lineOf(x, { perplexity: 5, initialization: tensor64([45, 2], new Float64Array(90)) })).toContain(
      "expected 46 points x 2",
    );
    expect(
      lineOf(
        mapped(x, (value, i) => (i === 7 ? Number.NaN : value)),
        { perplexity: 5 },
      ),
    ).toContain("row 2");
    expect(
      lineOf(x, { perplexity: 5, rate: 1e300, phases: [{ iterations: 50, exaggeration: 12, momentum: 0.5 }] }),
    ).toContain("iteration 50: the map is not a number");
  });

  test("more pairs than linear memory holds, a tree of another dimension, an angle that is none", () => {
    const many = tensor([30_000, 1], new Float32Array(30_000));
    expect(lineOf(many, { perplexity: 5, method: "exact" })).toContain("at most 28376 points in float32");
    expect(lineOf(x, { perplexity: 5, method: "barnesHut", components: 3 })).toContain(
      "expected 2, by Barnes-Hut, got 3",
    );
    expect(lineOf(x, { perplexity: 5, theta: 1.5 })).toContain("expected a number from 0 to 1, got 1.5");
  });

  test("names, counts and rates that are none are listed", () => {
    const bad = (options: object): string => lineOf(x, { perplexity: 5, ...options });
    expect(bad({ method: "barneshut" })).toContain("one of auto, exact, barnesHut, got barneshut");
    expect(bad({ initialization: "spectral" })).toContain("one of random, pca, got spectral");
    expect(bad({ precision: "float16" })).toContain("one of float32, float64");
    expect(bad({ rate: 0 })).toContain("a number above 0");
    expect(bad({ every: 0 })).toContain("an integer of 1 or more");
    expect(bad({ phases: [{ iterations: 1.5, exaggeration: 1, momentum: 0 }] })).toContain("phases.iterations");
    expect(bad({ dims: 3 })).toContain("perplexity, components");
    const fit = right(fitTsne(runtime, key(1), x, { perplexity: 5, phases: [] }));
    const placed = (options: object): string => E.match(describe, () => "a place")(transform(runtime, fit, x, options));
    expect(placed({ iterations: -1 })).toContain("iterations");
    expect(placed({ learningRate: 1 })).toContain("iterations, rate, momentum");
    const { p } = right(affinities(runtime, x, { perplexity: 5 }));
    expect(E.isLeft(divergence(runtime, p, onGrid(1, 45, 2)))).toBe(true);
    expect(E.isLeft(step(runtime, initialState(onGrid(1, 45, 2)), p, { rate: 1, momentum: 0, exaggeration: 1 }))).toBe(
      true,
    );
  });
});

suite("a map that begins at the principal components", () => {
  test("is the one that begins at them when they are given", () => {
    const x = blobs(5, 60);
    const model = right(pca.fit(runtime, key(1), x, { components: 2 }));
    const given = right(rescale(right(pca.transform(runtime, model, x))));
    const of = (initialization: "pca" | Tensor) => fitTsne(runtime, key(1), x, { ...short, initialization });
    expect(of("pca")).toEqual(of(given));
  });
});
