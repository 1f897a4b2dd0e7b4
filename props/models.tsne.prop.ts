import fc from "fast-check";
import { either as E } from "fp-ts";
import { expect, describe as suite, test } from "vitest";
import { key } from "../src/core/key.js";
import { type Tensor, tensor, tensor64 } from "../src/core/tensor.js";
import { describe, type Failure } from "../src/failure.js";
import { affinities } from "../src/models/tsne/affinities.js";
import { atRest, step } from "../src/models/tsne/descent.js";
import { type TsneFit, tsne, tsneSteps } from "../src/models/tsne/fit.js";
import { divergence } from "../src/models/tsne/gradient.js";
import type { TsneOptions } from "../src/models/tsne/options.js";
import { place } from "../src/models/tsne/place.js";
import { randomStart, scaledStart } from "../src/models/tsne/start.js";
import { between, drawn, seeds, stream } from "./arbitraries/data.js";
import { plain as runtime, runtimes } from "./arbitraries/runtimes.js";
import { roundoff64 } from "./laws/bound.js";

const right = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(describe(result.left));
  return result.right;
};

/** Multiples of 2^-10 below 16: their sums, differences and translations by integers are exact. */
const onGrid = (seed: number, n: number, dims: number, extent = 16): Tensor =>
  tensor64(
    [n, dims],
    drawn(seed, n * dims, between(-extent, extent)).map((value) => Math.round(value * 1024) / 1024),
  );

const mapped = ({ shape, data }: Tensor, f: (value: number, at: number) => number): Tensor =>
  tensor(shape, Float64Array.from(data, f));

const rowsOf = ({ shape, data }: Tensor, order: readonly number[]): Tensor => {
  const dims = shape[1]!;
  return tensor64(
    [order.length, dims],
    order.flatMap((i) => Array.from({ length: dims }, (_, c) => data[i * dims + c]!)),
  );
};

const furthest = (a: Tensor, b: Tensor): number =>
  Math.max(...Array.from(a.data, (value, i) => Math.abs(value - b.data[i]!)));

/** A map and the affinities of other points. */
interface Scene {
  readonly seed: number;
  readonly n: number;
  readonly dims: number;
}

const scenes: fc.Arbitrary<Scene> = fc.record({
  seed: seeds,
  n: fc.integer({ min: 7, max: 40 }),
  dims: fc.constantFrom(1, 2, 3),
});

const open = ({ seed, n, dims }: Scene) => {
  const x = onGrid(seed, n, 4);
  return { x, y: onGrid(seed + 1, n, dims, 4), ...right(affinities(runtime, x, (n - 1) / 3)) };
};

const order = (seed: number, n: number): number[] => {
  const next = stream(seed);
  return Array.from({ length: n }, (_, i) => [next(), i] as const)
    .sort(([a], [b]) => a - b)
    .map(([, i]) => i);
};

suite("affinities", () => {
  test("symmetric, 0 on the diagonal; their sum is 1 within n^2 u and the 2.2e-16 that each pair has at least", () =>
    fc.assert(
      fc.property(scenes, (scene) => {
        const { p } = open(scene);
        const { n } = scene;
        for (let i = 0; i < n; i++)
          for (let j = 0; j <= i; j++) {
            expect(p.data[i * n + j]).toBe(p.data[j * n + i]);
            expect(p.data[i * n + j]! > 0).toBe(i !== j);
          }
        const sum = [...p.data].reduce((a, b) => a + b, 0);
        expect(Math.abs(sum - 1)).toBeLessThanOrEqual(n * n * (roundoff64 + 2 ** -52));
      }),
    ));

  test("the bits do not change under a translation of the data", () =>
    fc.assert(
      fc.property(scenes, fc.integer({ min: -99, max: 99 }), (scene, by) => {
        const { x, p, precisions } = open(scene);
        const moved = right(
          affinities(
            runtime,
            mapped(x, (value) => value + by),
            (scene.n - 1) / 3,
          ),
        );
        expect(moved).toEqual({ p, precisions });
      }),
    ));

  test("beta has the units of 1 / x^2: doubled data, a quarter of the precisions, the same p, bit for bit", () =>
    fc.assert(
      fc.property(scenes, (scene) => {
        const { x, p, precisions } = open(scene);
        const doubled = right(
          affinities(
            runtime,
            mapped(x, (value) => 2 * value),
            (scene.n - 1) / 3,
          ),
        );
        expect(doubled.p).toEqual(p);
        expect(mapped(doubled.precisions, (value) => 4 * value)).toEqual(precisions);
      }),
    ));

  test("rows that are all the same share evenly; more duplicates than neighbours share what there is", () => {
    const same = right(affinities(runtime, tensor64([10, 2], new Float64Array(20).fill(7)), 3));
    expect(Math.max(...same.p.data)).toBeCloseTo(1 / 90, 15);
    const x = tensor64([12, 1], [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6]);
    const { p, precisions } = right(affinities(runtime, x, 3));
    expect([...p.data, ...precisions.data].every(Number.isFinite)).toBe(true);
    // each of six duplicates gives the other five a fifth, from both sides, over 2 n
    expect(p.data[1]).toBeCloseTo(0.4 / 24, 15);
  });
});

suite("the gradient", () => {
  test("is that of finite differences, within their h^2 and u / h", () =>
    fc.assert(
      fc.property(scenes, fc.constantFrom(1, 4), fc.nat(), (scene, exaggeration, which) => {
        const { p, y } = open(scene);
        const at = which % y.data.length;
        const h = 2 ** -14;
        const kl = (by: number) =>
          divergence(
            runtime,
            p,
            mapped(y, (value, i) => (i === at ? value + by : value)),
            exaggeration,
          ).kl;
        const slope = (kl(h) - kl(-h)) / (2 * h);
        // h^2 / 6 times third derivatives, of size 100 exaggeration at most; KL of size 10 exaggeration, rounded
        const bound = exaggeration * (100 * h ** 2 + (100 * roundoff64) / h);
        // an exaggerated p sums to more than 1, whose weight on log Z the gradient leaves out
        const total = exaggeration * [...p.data].reduce((a, b) => a + b, 0);
        const massSlope = (total - 1) * logMassSlope(y, at);
        const { gradient } = divergence(runtime, p, y, exaggeration);
        expect(Math.abs(gradient.data[at]! + massSlope - slope)).toBeLessThanOrEqual(bound);
      }),
    ));

  const logMassSlope = ({ shape, data }: Tensor, at: number): number => {
    const [n, dims] = shape as readonly [number, number];
    let mass = 0;
    let slope = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        if (i === j) continue;
        let square = 0;
        for (let c = 0; c < dims; c++) square += (data[i * dims + c]! - data[j * dims + c]!) ** 2;
        mass += 1 / (1 + square);
        if (i === Math.floor(at / dims)) slope -= (4 * (data[at]! - data[j * dims + (at % dims)]!)) / (1 + square) ** 2;
      }
    return slope / mass;
  };

  test("sums to 0 over the points, within 16 n u: no force from outside", () =>
    fc.assert(
      fc.property(scenes, ({ seed, n, dims }) => {
        const { p, y } = open({ seed, n, dims });
        const { data } = divergence(runtime, p, y).gradient;
        for (let c = 0; c < dims; c++) {
          let sum = 0;
          for (let i = 0; i < n; i++) sum += data[i * dims + c]!;
          expect(Math.abs(sum)).toBeLessThanOrEqual(16 * n * roundoff64);
        }
      }),
    ));

  test("translation: no bit of it changes", () =>
    fc.assert(
      fc.property(scenes, fc.integer({ min: -99, max: 99 }), (scene, by) => {
        const { p, y } = open(scene);
        expect(
          divergence(
            runtime,
            p,
            mapped(y, (value) => value + by),
          ),
        ).toEqual(divergence(runtime, p, y));
      }),
    ));

  test("rotation of the map turns the gradient and leaves KL, within 100 u of positions below 4", () =>
    fc.assert(
      fc.property(scenes, fc.double({ min: 0, max: 6, noNaN: true }), (scene, angle) => {
        const { p, y } = open({ ...scene, dims: 2 });
        const turn = (t: Tensor): Tensor =>
          mapped(t, (value, i) =>
            i % 2 === 0
              ? Math.cos(angle) * value - Math.sin(angle) * t.data[i + 1]!
              : Math.sin(angle) * t.data[i - 1]! + Math.cos(angle) * value,
          );
        const [before, after] = [divergence(runtime, p, y), divergence(runtime, p, turn(y))];
        expect(Math.abs(after.kl - before.kl)).toBeLessThanOrEqual(100 * 4 * roundoff64 * 10);
        expect(furthest(after.gradient, turn(before.gradient))).toBeLessThanOrEqual(100 * 4 * roundoff64);
      }),
    ));

  test("permutation of data and map permutes it, within 1e-9: entropies are found to 1e-10", () =>
    fc.assert(
      fc.property(scenes, (scene) => {
        const { x, y, p } = open(scene);
        const rows = order(scene.seed, scene.n);
        const permuted = right(affinities(runtime, rowsOf(x, rows), (scene.n - 1) / 3));
        const [before, after] = [divergence(runtime, p, y), divergence(runtime, permuted.p, rowsOf(y, rows))];
        const bound = 1e-9; // sums in another order end the search elsewhere within its tolerance
        expect(Math.abs(after.kl - before.kl)).toBeLessThanOrEqual(bound);
        expect(furthest(after.gradient, rowsOf(before.gradient, rows))).toBeLessThanOrEqual(bound);
      }),
    ));
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
    const start = randomStart(build, key(5), 30, 2, "float64");
    const phases = [
      { iterations: 9, exaggeration: 12, momentum: 0.5 },
      { iterations: 7, exaggeration: 1, momentum: 0.8 },
    ];
    const options = { perplexity: 5, precision: "float64", rate: 40, start, phases, every: 4 } as const;
    const fit = right(tsne(build, key(0), x, options));
    const { p } = right(affinities(build, x, 5));
    let positions: Tensor = start;
    for (const { iterations, ...pace } of phases) {
      const next = step(build, p, { ...pace, rate: 40 });
      let state = atRest(positions);
      for (let i = 0; i < iterations; i++) state = next(state);
      positions = state.positions;
    }
    expect(fit.positions).toEqual(positions);
    expect(fit.kl).toBe(divergence(build, p, positions).kl);
  });

  test("reports after every so many iterations and the last; the same key, the same bits; another, others", () => {
    const x = onGrid(4, 30, 4);
    const phases = [{ iterations: 25, exaggeration: 1, momentum: 0.5 }];
    const run = (seed: number) => [...tsneSteps(runtime, key(seed), x, { perplexity: 5, phases, every: 10 })];
    expect(run(1).map(({ iteration }) => iteration)).toEqual([10, 20, 25]);
    expect(run(1)).toEqual(run(1));
    expect(run(1)[0]!.positions).not.toEqual(run(2)[0]!.positions);
    expect(right(tsne(runtime, key(1), x, { perplexity: 5, phases: [] })).trace).toEqual([]);
  });

  test.each([1, 2, 3])("separate balls stay separate, and KL falls, in %i dimensions", (dims) =>
    fc.assert(
      fc.property(seeds, fc.constantFrom("float32" as const, "float64" as const), (seed, precision) => {
        const fit = right(tsne(runtime, key(seed), blobs(seed, 60), { ...short, dims, precision }));
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
    const fit = right(tsne(runtime, key(2), x, short));
    expect(Math.abs(divergence(runtime, right(affinities(runtime, x, 6)).p, fit.positions).kl - fit.kl)).toBeLessThan(
      1e-6,
    );
  });

  test("a start that is given: the first coordinate of deviation 1e-4, the others in proportion", () => {
    const scores = onGrid(8, 50, 2);
    const start = scaledStart(scores);
    const first = Array.from({ length: 50 }, (_, i) => start.data[2 * i]!);
    const mean = first.reduce((a, b) => a + b, 0) / 50;
    expect(Math.sqrt(first.reduce((a, b) => a + (b - mean) ** 2, 0) / 50)).toBeCloseTo(1e-4, 15);
    expect(start.data[1]! / start.data[0]!).toBeCloseTo(scores.data[1]! / scores.data[0]!, 12);
  });
});

suite("new points on a fitted map", () => {
  const x = blobs(1, 60);
  const fit: TsneFit = right(tsne(runtime, key(1), x, short));

  test("one by one as all at once, bit for bit", () =>
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 12 }), (seed, m) => {
        const news = blobs(seed, m);
        const all = right(place(runtime, fit, news));
        const single = Array.from({ length: m }, (_, i) => [...right(place(runtime, fit, rowsOf(news, [i]))).data]);
        expect([...all.data]).toEqual(single.flat());
      }),
      { numRuns: 20 },
    ));

  test("beside points of their own ball, and the map is not touched", () => {
    const before = [...fit.positions.data];
    const news = blobs(77, 30);
    const placed = right(place(runtime, fit, news));
    for (let i = 0; i < 30; i++) expect(nearest(fit.positions, placed, i, false) % 3).toBe(i % 3);
    expect([...fit.positions.data]).toEqual(before);
  });

  test("of other features are refused", () =>
    expect(place(runtime, fit, tensor64([1, 4], [1, 2, 3, 4]))).toMatchObject(E.left({ _tag: "ShapeMismatch" })));
});

suite("what cannot be mapped is refused in one line", () => {
  const lineOf = (x: Tensor, options: TsneOptions): string =>
    E.match(describe, () => "a map")(tsne(runtime, key(0), x, { phases: [], ...options }));
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
    expect(lineOf(x, { dims: 4 })).toContain("a map has 1, 2 or 3 dimensions");
    expect(lineOf(tensor64([92], new Float64Array(92)), {})).toContain("the data");
    expect(lineOf(x, { perplexity: 5, start: tensor64([45, 2], new Float64Array(90)) })).toContain(
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
    expect(lineOf(x, { perplexity: 5, method: "barnesHut", dims: 3 })).toContain(
      "a map by Barnes-Hut has 2 dimensions",
    );
    expect(lineOf(x, { perplexity: 5, theta: 1.5 })).toContain("expected 0 to 1, got 1.5");
  });
});
