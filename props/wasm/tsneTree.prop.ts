import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Precision } from "../../src/core/random.js";
import { type Tensor, tensor64 } from "../../src/core/tensor.js";
import { floats, putPoints, strideOf, type TsneFloats } from "../../src/embedding/tsne/memory.js";
import type { Kernels } from "../../src/wasm/abi/index.js";
import type { Runtime, Workspace } from "../../src/wasm/runtime.js";
import { between, drawn, seeds } from "../arbitraries/data.js";
import { plain, runtimes } from "../arbitraries/runtimes.js";
import { roundoff32, roundoff64 } from "../laws/bound.js";
import { broken } from "../laws/law.js";
import { type Repel, type Repulsion, treeLaws } from "../laws/tree.js";

const canary = 2 ** 100;

/** A tree over a map in memory; `walk` fills R and z of the points [from, to) of its order. */
const planted = (own: TsneFloats, y: Tensor, theta: number) => {
  const { arena, kernels } = own.workspace;
  const n = y.shape[0]!;
  const stride = strideOf(n);
  const points = putPoints(own, y);
  const nodes = arena.alloc(2 * n * (4 * own.bytes + 16));
  const [sorted, order] = [own.zeros(2 * stride), arena.alloc(4 * n)];
  const scratch = arena.alloc(kernels.tsneTreeScratch(n));
  const sums = arena.alloc64(3 * stride);
  arena.f64(sums, 3 * stride).fill(canary);
  const count = own.tree(nodes, sorted, order, points.at, stride, n, scratch);
  return {
    count,
    nodeOf: (i: number) => {
      const at = nodes + i * (4 * own.bytes + 16);
      const [x, y, points, square] = own.view(at, 4);
      const [next, first, last, leaf] = arena.i32(at + 4 * own.bytes, 4);
      return { x: x!, y: y!, points: points!, square: square!, next: next!, first: first!, last: last!, leaf: leaf! };
    },
    order: () => [...arena.i32(order, n)],
    walk: (from: number, to: number): Float64Array => {
      own.repulsion(sums, stride, nodes, count, sorted, stride, order, theta, from, to);
      return arena.f64(sums, 3 * stride).slice();
    },
  };
};

const repelWith =
  (
    runtime: Runtime,
    precision: Precision,
    change: (workspace: Workspace) => Workspace = (workspace) => workspace,
  ): Repel =>
  (y, theta) =>
    runtime.using((workspace) => {
      const n = y.shape[0]!;
      const stride = strideOf(n);
      const sums = planted(floats(change(workspace), precision), y, theta).walk(0, n);
      return {
        r: Float64Array.from({ length: 2 * n }, (_, at) => sums[(at % 2) * stride + (at >> 1)]!),
        z: sums.slice(2 * stride, 2 * stride + n),
      };
    });

const cases = (["float32", "float64"] as const).flatMap((precision) =>
  runtimes.map((runtime) => ({ precision, runtime, simd: runtime.simd })),
);

const clouds = fc.record({ seed: seeds, n: fc.integer({ min: 1, max: 150 }) });

const cloud = ({ seed, n }: { readonly seed: number; readonly n: number }): Tensor =>
  tensor64([n, 2], drawn(seed, 2 * n, between(-9, 9)).map(Math.fround));

describe.each(cases)("repulsion by a tree ($simd, $precision)", ({ runtime, precision }) => {
  const roundoff = precision === "float32" ? roundoff32 : roundoff64;
  for (const [name, law] of Object.entries(treeLaws(repelWith(runtime, precision), roundoff))) test(name, law);

  test("ranges of points give the bits of all points, and touch no other", () =>
    fc.assert(
      fc.property(clouds, fc.double({ min: 0, max: 1, noNaN: true }), (scene, share) =>
        runtime.using((workspace) => {
          const { walk, order } = planted(floats(workspace, precision), cloud(scene), 0.5);
          const cut = Math.round(share * scene.n);
          const later = walk(cut, scene.n);
          for (const i of order().slice(0, cut)) expect(later[i]).toBe(canary);
          const parts = walk(0, cut);
          expect(walk(0, scene.n)).toEqual(parts);
        }),
      ),
    ));

  test("nodes are cells in preorder: children part their points, which lie within the cell, 4 u from the centre's mean", () =>
    fc.assert(
      fc.property(clouds, (scene) =>
        runtime.using((workspace) => {
          const y = cloud(scene);
          const { count, nodeOf, order } = planted(floats(workspace, precision), y, 0.5);
          const sorted = order();
          expect([...sorted].sort((a, b) => a - b)).toEqual(sorted.map((_, i) => i));
          expect(nodeOf(0)).toMatchObject({ first: 0, last: scene.n, next: count });
          for (let i = 0; i < count; i++) {
            const node = nodeOf(i);
            const inside = sorted.slice(node.first, node.last);
            expect(node.points).toBe(inside.length);
            for (const c of [0, 1]) {
              const values = inside.map((j) => y.data[2 * j + c]!);
              // keys are floors of 2^32 of the square: a point lies outside of its cell by a rounding at most
              const side = Math.sqrt(node.square) * (1 + 8 * roundoff) + 2 ** -28;
              expect(Math.max(...values) - Math.min(...values)).toBeLessThanOrEqual(side);
              const mean = values.reduce((sum, value) => sum + value / values.length, 0);
              // a mean of means, each rounded once, at most 33 levels
              expect(Math.abs((c === 0 ? node.x : node.y) - mean)).toBeLessThanOrEqual(9 * 40 * roundoff);
            }
            const children: ReturnType<typeof nodeOf>[] = [];
            for (let j = i + 1; j < node.next && node.leaf === 0; j = nodeOf(j).next) children.push(nodeOf(j));
            if (node.leaf === 1) expect(node.next).toBe(i + 1);
            else {
              expect(children.length).toBeGreaterThan(1);
              expect(children.map(({ first }) => first)).toEqual([
                node.first,
                ...children.slice(0, -1).map(({ last }) => last),
              ]);
              expect(children.at(-1)!.last).toBe(node.last);
            }
          }
        }),
      ),
    ));
});

describe("the laws of the tree catch", () => {
  const sound = repelWith(plain, "float64");
  const changed =
    (change: (repulsion: Repulsion, y: Tensor) => Partial<Repulsion>): Repel =>
    (y, theta) => {
      const repulsion = sound(y, theta);
      return { ...repulsion, ...change(repulsion, y) };
    };
  /** Moves the centre of every node to the right. */
  const movedCentres = repelWith(plain, "float64", (workspace) => {
    const tsneTree64: Kernels["tsneTree64"] = (nodes, ...others) => {
      const count = workspace.kernels.tsneTree64(nodes, ...others);
      for (let i = 0; i < count; i++) workspace.arena.f64(nodes + 48 * i, 1)[0]! += 0.05;
      return count;
    };
    return { ...workspace, kernels: { ...workspace.kernels, tsneTree64 } };
  });

  test.each<[string, Repel, RegExp]>([
    ["a point that meets itself", changed(({ z }) => ({ z: z.map((mass) => mass + 1) })), /all one/],
    ["an attraction", changed(({ r }) => ({ r: r.map((x) => -x) })), /meets all pairs/],
    [
      "a last point that has none",
      changed(({ z }) => ({ z: z.map((mass, i) => (i > 2 ? mass : 0)) })),
      /meets all pairs/,
    ],
    ["an angle that is never 0", (y, theta) => sound(y, Math.max(theta, 0.4)), /meets all pairs/],
    ["the root of an angle", (y, theta) => sound(y, Math.sqrt(theta)), /theta allows/],
    ["an angle that does nothing", (y) => sound(y, 0.5), /half of the error/],
    ["centres beside their points", movedCentres, /half of the error/],
    [
      "a first point that is favoured",
      changed(({ z }) => ({ z: z.map((mass, i) => (i > 0 ? mass : mass * (1 + 2 ** -50))) })),
      /order/,
    ],
    ["a drift", changed(({ r }) => ({ r: r.map((x) => x + 0.1) })), /sum to 0/],
    ["a mass that is never small", changed(({ z }) => ({ z: z.map((mass) => Math.max(mass, 1e-6)) })), /million/],
    [
      "a number out of none",
      changed(({ z }) => ({ z: z.map((mass) => (Number.isNaN(mass) ? 1 : mass)) })),
      /no number/,
    ],
  ])("%s", (_, mutant, law) => expect(broken(treeLaws(mutant, roundoff64), law)).not.toBe(""));
});
