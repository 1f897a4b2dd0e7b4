/**
 * The laws of repulsion by a tree: theta = 0 meets all pairs, and what the cells of another theta leave out is of order
 * theta^2, wherever the points lie.
 *
 * A cell of m points counts where its side w < theta D, D the distance to their centre c. Terms of first order about c
 * cancel, and |y - c|^2 over its points sums to m w^2 / 2 at most. With e = sqrt(2) theta, all of the cell is at
 * (1 - e) D .. (1 + e) D, so that k and k^2 |d| vary by r^2 and r^5 in it, r = (1 + e) / (1 - e). Their second
 * derivatives are at most 6 k^2 and 28 k^3 |d|, and k |d|^2 < 1:
 *
 *   |z - sum k| <= 3/2 theta^2 r^2 / (1 - e)^2 sum k,   |R - sum k^2 d| <= 7 theta^2 r^5 / (1 - e)^2 sum k^2 |d|
 */
import fc from "fast-check";
import { type Tensor, tensor64 } from "../../src/core/tensor.js";
import { drawn, seeds, stream } from "../arbitraries/data.js";
import { mapped, orderOf, rowsOf } from "../arbitraries/maps.js";
import { forAll, type Laws, same, within } from "./law.js";

/** Of each point of a map y, [n, 2]: R, [n, 2], and z, [n]. */
export interface Repulsion {
  readonly r: Float64Array;
  readonly z: Float64Array;
}

export type Repel = (y: Tensor, theta: number) => Repulsion;

/** A map whose points lie in clusters of several sizes, or on top of each other. */
interface Scene {
  readonly seed: number;
  readonly n: number;
  readonly clusters: number;
  readonly duplicates: boolean;
}

const scenes: fc.Arbitrary<Scene> = fc.record({
  seed: seeds,
  n: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 60, max: 260 })),
  clusters: fc.integer({ min: 1, max: 5 }),
  duplicates: fc.boolean(),
});

/** Exact in float32, and so are their differences. */
const mapOf = ({ seed, n, clusters, duplicates }: Scene): Tensor => {
  const next = stream(seed);
  const centres = drawn(seed + 1, 2 * clusters, (draw) => 40 * (draw() - 0.5));
  const y = Float64Array.from({ length: 2 * n }, (_, at) => {
    const cluster = (at >> 1) % clusters;
    return Math.round(256 * (centres[2 * cluster + (at % 2)]! + 8 ** -(cluster % 3) * 6 * (next() - 0.5))) / 256;
  });
  return tensor64(
    [n, 2],
    duplicates ? Array.from(y, (_, at) => y[2 * ((at >> 1) % Math.ceil(n / 3)) + (at % 2)]!) : [...y],
  );
};

interface Pulls {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** sum k^2 |d| */
  readonly size: number;
}

/** By all pairs, in float64. */
const byPairs = ({ shape, data }: Tensor): readonly Pulls[] =>
  Array.from({ length: shape[0]! }, (_, i) => {
    const sums = { x: 0, y: 0, z: 0, size: 0 };
    for (let j = 0; j < shape[0]!; j++) {
      if (i === j) continue;
      const [dx, dy] = [data[2 * i]! - data[2 * j]!, data[2 * i + 1]! - data[2 * j + 1]!];
      const k = 1 / (1 + dx * dx + dy * dy);
      sums.x += k * k * dx;
      sums.y += k * k * dy;
      sums.z += k;
      sums.size += k * k * Math.sqrt(dx * dx + dy * dy);
    }
    return sums;
  });

/** What a tree leaves out of z and of R, relative to their terms. */
const leftOut = (theta: number): { readonly z: number; readonly r: number } => {
  const e = Math.SQRT2 * theta;
  const r = (1 + e) / (1 - e);
  return { z: (1.5 * theta ** 2 * r ** 2) / (1 - e) ** 2, r: (7 * theta ** 2 * r ** 5) / (1 - e) ** 2 };
};

const distances = ({ r, z }: Repulsion, exact: readonly Pulls[]) =>
  exact.map((pulls, i) => ({
    pulls,
    z: Math.abs(z[i]! - pulls.z),
    r: Math.hypot(r[2 * i]! - pulls.x, r[2 * i + 1]! - pulls.y),
  }));

/** Root of the mean square of the errors of R. */
const rms = (repulsion: Repulsion, exact: readonly Pulls[]): number =>
  Math.sqrt(distances(repulsion, exact).reduce((sum, { r }) => sum + r * r, 0) / exact.length);

/** `roundoff` is that of the precision: a term is off by 24 of them, and a sum of n terms by n. */
export const treeLaws = (repel: Repel, roundoff: number): Laws => ({
  "theta = 0 meets all pairs: R and z within (n + 24) u of their terms": forAll(scenes, (scene) => {
    const map = mapOf(scene);
    const rounding = (scene.n + 24) * roundoff;
    for (const { z, r, pulls } of distances(repel(map, 0), byPairs(map))) {
      within("z", z, rounding * pulls.z);
      within("R", r, rounding * pulls.size);
    }
  }),

  "z and R are off by what theta allows, 3/2 and 7 theta^2 to second order, theta up to 0.2": forAll(
    scenes,
    fc.double({ min: 0.01, max: 0.2, noNaN: true }),
    (scene, theta) => {
      const map = mapOf(scene);
      const [rounding, left] = [(scene.n + 24) * roundoff, leftOut(theta)];
      for (const { z, r, pulls } of distances(repel(map, theta), byPairs(map))) {
        within("z", z, (left.z + rounding) * pulls.z);
        within("R", r, (left.r + rounding) * pulls.size);
      }
    },
  ),

  "half of theta, half of the error or less: 400 points in a disc, theta 1, 1/2 and 1/4": forAll(seeds, (seed) => {
    const next = stream(seed);
    const turns = Array.from({ length: 400 }, () => [15 * Math.sqrt(next()), 2 * Math.PI * next()] as const);
    const map = tensor64(
      [400, 2],
      turns.flatMap(([radius, angle]) => [radius * Math.cos(angle), radius * Math.sin(angle)].map(Math.fround)),
    );
    const exact = byPairs(map);
    const [one, half, quarter] = [1, 0.5, 0.25].map((theta) => rms(repel(map, theta), exact));
    within("theta 1/2", half!, one! / 2);
    within("theta 1/4", quarter!, half! / 2);
  }),

  "repulsions sum to 0 over the points, but for rounding and what the cells leave out": forAll(
    scenes,
    fc.constantFrom(0, 0.1),
    (scene, theta) => {
      const map = mapOf(scene);
      const { r } = repel(map, theta);
      const size = byPairs(map).reduce((sum, pulls) => sum + pulls.size, 0);
      const allowed = (leftOut(theta).r + (scene.n + 24) * roundoff) * size;
      for (const c of [0, 1])
        within("sum", Math.abs(r.reduce((sum, v, at) => (at % 2 === c ? sum + v : sum), 0)), allowed);
    },
  ),

  "the order of points that differ changes no bit": forAll(scenes, fc.constantFrom(0, 0.3, 0.5, 1), (scene, theta) => {
    const map = mapOf({ ...scene, duplicates: false });
    const seen = new Set(Array.from({ length: scene.n }, (_, i) => `${map.data[2 * i]},${map.data[2 * i + 1]}`));
    if (seen.size < scene.n) return;
    const order = orderOf(scene.seed, scene.n);
    const [before, after] = [repel(map, theta), repel(rowsOf(map, order), theta)];
    same(
      "z",
      after.z,
      order.map((i) => before.z[i]!),
    );
    same(
      "R",
      after.r,
      order.flatMap((i) => [before.r[2 * i]!, before.r[2 * i + 1]!]),
    );
  }),

  "points that are all one repel nothing, and each has the mass of the others": forAll(
    fc.integer({ min: 1, max: 90 }),
    fc.constantFrom(0, 0.5, 1),
    fc.constantFrom(0, -3.5, 1e30),
    (n, theta, where) => {
      const { r, z } = repel(tensor64([n, 2], new Array<number>(2 * n).fill(where)), theta);
      same("R", r.map(Math.abs), new Float64Array(2 * n));
      same("z", z, new Float64Array(n).fill(n - 1));
    },
  ),

  "a point of a million times the others' extents is one cell to them, and they to it": forAll(
    scenes,
    fc.constantFrom(0.5, 1),
    (scene, theta) => {
      const near = mapOf({ ...scene, duplicates: false });
      const far = mapped(near, (value, at) => (at < 2 ? 2 ** 27 : value));
      const { z } = repel(far, theta);
      // k of the far one is below 2^-53: nothing beside others, and all its own mass
      within("mass of the far one", z[0]!, scene.n * 2 ** -53);
      if (scene.n > 3) within("the others", Math.min(...z.subarray(1)) > 0 ? 0 : 1, 0);
    },
  ),

  "a coordinate that is no number spoils all masses, and the walk ends": forAll(
    scenes,
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
    (scene, bad) => {
      const { z } = repel(
        mapped(mapOf(scene), (value, at) => (at === 0 ? bad : value)),
        0.5,
      );
      within("a mass", Number.isFinite(z[0]!) && z[0]! > 0 ? 1 : 0, 0);
    },
  ),
});
