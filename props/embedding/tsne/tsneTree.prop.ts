import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { key } from "../../../src/core/key.js";
import { type Tensor, tensor64 } from "../../../src/core/tensor.js";
import { affinities } from "../../../src/embedding/tsne/affinities.js";
import { fit as fitTsne, type TsneFit } from "../../../src/embedding/tsne/fit.js";
import { barnesHut, divergence, divergenceOf, fillGradient, workspaceFor } from "../../../src/embedding/tsne/forces.js";
import { floats, putPoints, takePoints } from "../../../src/embedding/tsne/memory.js";
import { neighbours } from "../../../src/embedding/tsne/neighbours.js";
import { settingsOf, type TsneOptions, type TsneSettings } from "../../../src/embedding/tsne/options.js";
import { describe as line, orThrow } from "../../../src/failure.js";
import { between, drawn, seeds } from "../../arbitraries/data.js";
import { furthest, mapped, onGrid } from "../../arbitraries/maps.js";
import { plain as runtime, runtimes } from "../../arbitraries/runtimes.js";

const fitted = (x: Tensor, options: TsneOptions, seed = 1): TsneFit => {
  const fit = fitTsne(runtime, key(seed), x, options);
  if (E.isLeft(fit)) throw new Error(line(fit.left));
  return fit.right;
};

/** KL and its gradient by a tree, in float64, each point with k neighbours. */
const byTree = (x: Tensor, y: Tensor, perplexity: number, k: number, theta: number, exaggeration: number) => {
  const own = floats(runtime.workspace(), "float64");
  const n = x.shape[0]!;
  const on = workspaceFor(own, barnesHut(own, neighbours(own, x, perplexity, k), n, theta), putPoints(own, y));
  fillGradient(on, exaggeration);
  const gradient = takePoints(own, { ...on.y, at: on.gradient });
  return { gradient, kl: divergenceOf(on, exaggeration) };
};

const scenes = fc.record({ seed: seeds, n: fc.integer({ min: 7, max: 80 }), exaggeration: fc.constantFrom(1, 12) });

describe("the gradient by a tree", () => {
  test("with theta = 0 and all neighbours it is the exact one, and so is KL: 1e-9, entropies being found to 1e-10", () =>
    fc.assert(
      fc.property(scenes, ({ seed, n, exaggeration }) => {
        const [x, y] = [onGrid(seed, n, 4), onGrid(seed + 1, n, 2, 4)];
        const perplexity = (n - 1) / 3;
        const found = affinities(runtime, x, { perplexity });
        if (E.isLeft(found)) throw new Error(line(found.left));
        const exact = orThrow(divergence(runtime, found.right.p, y, { exaggeration }));
        const tree = byTree(x, y, perplexity, n - 1, 0, exaggeration);
        expect(furthest(tree.gradient, exact.gradient)).toBeLessThanOrEqual(1e-9 * exaggeration);
        expect(Math.abs(tree.kl - exact.kl)).toBeLessThanOrEqual(1e-9 * exaggeration);
      }),
    ));

  test("with theta = 0 and the nearest alone it is that of the matrix that has 0 for all others: 1e-12", () =>
    fc.assert(
      fc.property(scenes, ({ seed, n, exaggeration }) => {
        const [x, y] = [onGrid(seed, n, 4), onGrid(seed + 1, n, 2, 4)];
        const perplexity = Math.max(1.5, (n - 1) / 9);
        const k = Math.min(n - 1, Math.max(4, Math.floor(3 * perplexity)));
        const own = floats(runtime.workspace(), "float64");
        const rows = neighbours(own, x, perplexity, k);
        const { arena } = own.workspace;
        const starts = [...arena.i32(rows.starts, n + 1)];
        const [which, p] = [arena.i32(rows.which, starts[n]!), arena.f64(rows.p, starts[n]!)];
        const square = new Float64Array(n * n);
        for (let i = 0; i < n; i++)
          for (let at = starts[i]!; at < starts[i + 1]!; at++) square[i * n + which[at]!]! += p[at]!;
        const matrix = tensor64([n, n], [...square]);
        expect(Math.abs(square.reduce((a, b) => a + b, 0) - 1)).toBeLessThanOrEqual(n * n * 2 ** -52);
        for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) expect(square[i * n + j]).toBe(square[j * n + i]);
        const exact = orThrow(divergence(runtime, matrix, y, { exaggeration }));
        const tree = byTree(x, y, perplexity, k, 0, exaggeration);
        expect(furthest(tree.gradient, exact.gradient)).toBeLessThanOrEqual(1e-12 * exaggeration);
        expect(Math.abs(tree.kl - exact.kl)).toBeLessThanOrEqual(1e-12 * exaggeration);
      }),
    ));
});

/** Three balls of radius below 1, 20 apart, in five dimensions; the label of row i is i mod 3. */
const blobs = (seed: number, n: number): Tensor =>
  mapped(tensor64([n, 5], drawn(seed, 5 * n, between(-0.4, 0.4))), (value, at) =>
    at % 5 === Math.floor(at / 5) % 3 ? value + 20 : value,
  );

const short: TsneOptions = {
  method: "barnesHut",
  perplexity: 6,
  phases: [
    { iterations: 100, exaggeration: 12, momentum: 0.5 },
    { iterations: 200, exaggeration: 1, momentum: 0.8 },
  ],
};

describe("a fit by a tree", () => {
  test("separate balls stay separate, and KL falls", () =>
    fc.assert(
      fc.property(seeds, fc.constantFrom("float32" as const, "float64" as const), (seed, precision) => {
        const fit = fitted(blobs(seed, 120), { ...short, precision }, seed);
        expect(fit.kl).toBeLessThan(fit.trace[0]!);
        const { data } = fit.positions;
        const nearestOf = (i: number): number => {
          const squares = Array.from({ length: 120 }, (_, j) =>
            i === j
              ? Number.POSITIVE_INFINITY
              : (data[2 * i]! - data[2 * j]!) ** 2 + (data[2 * i + 1]! - data[2 * j + 1]!) ** 2,
          );
          return squares.indexOf(Math.min(...squares));
        };
        for (let i = 0; i < 120; i++) expect(nearestOf(i) % 3).toBe(i % 3);
      }),
      { numRuns: 8 },
    ));

  test("the same key, the same bits; what the fit says of its method is what it was asked", () => {
    const x = blobs(3, 60);
    expect(fitted(x, short)).toEqual(fitted(x, short));
    expect(fitted(x, { ...short, phases: [] }).method).toBe("barnesHut");
    expect(fitted(x, { perplexity: 6, phases: [] }).method).toBe("exact");
  });

  test("auto takes the tree from 3,000 points on, in the plane", () => {
    const method = (n: number, components: number) =>
      E.map(({ method }: TsneSettings) => method)(
        settingsOf(tensor64([n, 1], new Array<number>(n).fill(0)), { components }),
      );
    expect([method(2999, 2), method(3000, 2), method(3000, 1)]).toEqual(
      ["exact", "barnesHut", "exact"].map((name) => E.right(name)),
    );
  });

  test.each(runtimes)("points that are all the same stay finite ($simd)", (build) => {
    const x = tensor64([50, 2], new Array<number>(100).fill(3));
    const fit = fitTsne(build, key(1), x, short);
    expect(E.isRight(fit) && [...fit.right.positions.data].every(Number.isFinite)).toBe(true);
  });
});
