import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Kernels } from "../../src/wasm/abi/index.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { between, drawn, seeds } from "../arbitraries/data.js";
import { plain, runtimes } from "../arbitraries/runtimes.js";
import { roundoff64 } from "../laws/bound.js";
import { type KernelLaw, kernelLaws, kernelProperties } from "../laws/kernel.js";
import { broken, forAll, type Laws, within } from "../laws/law.js";

/** T of A, with the reflections that made it. */
interface Reduced {
  readonly diagonal: Float64Array;
  readonly off: Float64Array;
  readonly tau: Float64Array;
  /** Row i holds u_i. */
  readonly rows: Float64Array;
}

type Reduce = (a: Float64Array, n: number) => Reduced;

const reduceWith =
  (runtime: Runtime): Reduce =>
  (a, n) =>
    runtime.using(({ kernels, arena }) => {
      const [diagonal, off, tau, scratch] = [n, n, n, 3 * n].map((length) => arena.alloc64(length));
      const rows = arena.put64(a);
      kernels.tridiagonalise(diagonal!, off!, tau!, rows, scratch!, n);
      const read = (at: number, length: number) => arena.f64(at, length).slice();
      return { diagonal: read(diagonal!, n), off: read(off!, n), tau: read(tau!, n), rows: read(rows, n * n) };
    });

/** Q X for Q = H_(n-1) ... H_1, H_i = I - tau_i u_i u_i^T, u_i in the first i rows; X [n][columns], in place. */
const reflected = (x: Float64Array, { tau, rows }: Pick<Reduced, "tau" | "rows">, n: number): Float64Array => {
  const columns = x.length / n;
  for (let i = 1; i < n; i++)
    for (let c = 0; c < columns; c++) {
      let product = 0;
      for (let r = 0; r < i; r++) product += rows[i * n + r]! * x[r * columns + c]!;
      for (let r = 0; r < i; r++) x[r * columns + c]! -= tau[i]! * rows[i * n + r]! * product;
    }
  return x;
};

const symmetric = (seed: number, n: number, zeros: number): Float64Array => {
  const a = drawn(seed, n * n, between(-1, 1));
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = j < zeros && j !== i ? 0 : a[i * n + j]!;
      a[i * n + j] = value;
      a[j * n + i] = value;
    }
  return a;
};

const length = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

const transposed = (x: Float64Array, n: number): Float64Array =>
  x.map((_, at) => x[(at % n) * n + Math.floor(at / n)]!);

const reductionLaws = (reduce: Reduce): Laws => ({
  "A = Q T Q^T with an orthogonal Q, within 16 n roundings of |A|": forAll(
    seeds,
    fc.integer({ min: 1, max: 24 }),
    fc.nat({ max: 4 }),
    (seed, n, zeros) => {
      const a = symmetric(seed, n, zeros);
      const reduced = reduce(a, n);
      const t = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        t[i * n + i] = reduced.diagonal[i]!;
        if (i > 0) t[i * n + i - 1] = t[(i - 1) * n + i] = reduced.off[i]!;
      }
      const qt = reflected(t, reduced, n);
      const back = reflected(transposed(qt, n), reduced, n);
      const error = length(back.map((value, at) => value - a[at]!));
      within("Q T Q^T", error, 16 * n * roundoff64 * length(a));
      const identity = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
      const q = reflected(identity, reduced, n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) {
          let product = 0;
          for (let r = 0; r < n; r++) product += q[r * n + i]! * q[r * n + j]!;
          within("Q^T Q", Math.abs(product - (i === j ? 1 : 0)), 16 * n * roundoff64);
        }
      within("off[0]", Math.abs(reduced.off[0]!), 0);
    },
  ),
});

describe.each(runtimes)("tridiagonalise ($simd)", (runtime) => {
  for (const [name, law] of Object.entries(reductionLaws(reduceWith(runtime)))) test(name, law);
});

describe("the law of the reduction catches", () => {
  const sound = reduceWith(plain);
  const changed =
    (change: (reduced: Reduced) => Partial<Reduced>): Reduce =>
    (a, n) => {
      const reduced = sound(a, n);
      return { ...reduced, ...change(reduced) };
    };

  test.each<[string, Reduce]>([
    ["a sign of one off-diagonal", changed(({ off }) => ({ off: off.map((value, i) => (i === 1 ? -value : value)) }))],
    ["a tau of 1 / |u|^2", changed(({ tau }) => ({ tau: tau.map((value) => value / 2) }))],
    [
      "a first row that is not read",
      (a, n) =>
        sound(
          a.map((value, at) => (at % n === 0 && at > 0 ? 0 : value)),
          n,
        ),
    ],
    ["a diagonal in the reverse order", changed(({ diagonal }) => ({ diagonal: diagonal.slice().reverse() }))],
    [
      "vectors one row up",
      changed(({ rows, tau }) => ({ rows: Float64Array.from(rows, (_, at) => rows[at + tau.length] ?? 0) })),
    ],
  ])("%s", (_, mutant) => expect(broken(reductionLaws(mutant))).not.toBe(""));
});

/** n rows in `panels` panels, of which [from, panels) and then [0, from) are done; sweeps of `count` rotations from row `first`. */
interface Turned {
  readonly n: number;
  readonly panels: number;
  readonly from: number;
  readonly sweeps: readonly { readonly first: number; readonly count: number }[];
}

const turns: fc.Arbitrary<Turned> = fc
  .record({
    n: fc.integer({ min: 2, max: 20 }),
    panels: fc.integer({ min: 1, max: 3 }),
    from: fc.nat({ max: 3 }),
    draws: fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 6 }),
  })
  .map(({ draws, n, ...others }) => ({
    ...others,
    n,
    sweeps: draws.map(([a, b]) => {
      const first = a % (n - 1);
      return { first, count: 1 + (b % (n - 1 - first)) };
    }),
  }));

const rotations = ({ sweeps }: Turned): number => sweeps.reduce((sum, { count }) => sum + count, 0);

/** How terms are added up: as they are, or all by their magnitudes, for what rounding can do. */
interface Arithmetic {
  readonly of: (value: number) => number;
  readonly minus: (a: number, b: number) => number;
}

const real: Arithmetic = { of: (value) => value, minus: (a, b) => a - b };
const magnitudes: Arithmetic = { of: Math.abs, minus: (a, b) => a + b };

/** Q G X by its definition. */
const turnedBy = (
  [x, cosines, a, tau]: readonly Float64Array[],
  shape: Turned,
  { of, minus }: Arithmetic,
): Float64Array => {
  const { n, panels, sweeps } = shape;
  const out = x!.map(of);
  for (let panel = 0; panel < panels; panel++)
    for (let column = 0; column < 8; column++) {
      const cell = (row: number): number => (panel * n + row) * 8 + column;
      let at = rotations(shape);
      for (const { first, count } of [...sweeps].reverse()) {
        at -= count;
        for (let i = 0; i < count; i++) {
          const recorded = 2 * (at + count - 1 - i); // from the last row up
          const [c, s] = [of(cosines![recorded]!), of(cosines![recorded + 1]!)];
          const [upper, lower] = [out[cell(first + i)]!, out[cell(first + i + 1)]!];
          out[cell(first + i)] = c * upper + s * lower;
          out[cell(first + i + 1)] = minus(c * lower, s * upper);
        }
      }
      for (let i = 1; i < n; i++) {
        let product = 0;
        for (let r = 0; r < i; r++) product += of(a![i * n + r]!) * out[cell(r)]!;
        for (let r = 0; r < i; r++) out[cell(r)] = minus(out[cell(r)]!, of(tau![i]!) * of(a![i * n + r]!) * product);
      }
    }
  return out;
};

/** The magnitudes of a call, once for all its numbers. */
const sizes = new WeakMap<readonly Float64Array[], Float64Array>();
const sizeOf = (data: readonly Float64Array[], shape: Turned): Float64Array => {
  const size = sizes.get(data) ?? turnedBy(data, shape, magnitudes);
  sizes.set(data, size);
  return size;
};

const eigenvectorsLaw = (run: (kernels: Kernels) => Kernels["eigenvectors"]): KernelLaw<Turned> => ({
  title: "eigenvectors: Q G X within (4 rotations + n^2 + 4 n) roundings of its terms' magnitudes",
  shape: turns,
  inputs: (shape) => [
    { type: "f64", length: 8 * shape.n * shape.panels, draw: between(-1, 1) },
    { type: "f64", length: 2 * rotations(shape), draw: between(-0.7, 0.7) },
    { type: "f64", length: shape.n ** 2, draw: between(-0.5, 0.5) },
    { type: "f64", length: shape.n, draw: between(0, 0.5) },
  ],
  outputs: ({ n, panels }) => [{ type: "f64", length: 8 * n * panels }],
  call: ({ kernels, arena }, [out], [x, cosines, a, tau], shape) => {
    const { n, panels, sweeps } = shape;
    arena.f64(out!, 8 * n * panels).set(arena.f64(x!, 8 * n * panels));
    const at = arena.alloc(8 * sweeps.length);
    arena.i32(at, 2 * sweeps.length).set(sweeps.flatMap(({ first, count }) => [first, count]));
    const cut = Math.min(shape.from, panels);
    for (const [from, to] of [
      [cut, panels],
      [0, cut],
    ] as const)
      run(kernels)(out!, cosines!, at, sweeps.length, rotations(shape), a!, tau!, n, from, to);
  },
  reference: (data, shape) => [turnedBy(data, shape, real)],
  bound: (_, at, data, shape) =>
    (4 * rotations(shape) + shape.n ** 2 + 4 * shape.n) * roundoff64 * sizeOf(data, shape)[at]!,
  specials: [],
});

kernelLaws(eigenvectorsLaw(({ eigenvectors }) => eigenvectors));

describe("the law of eigenvectors catches", () => {
  type Turn = Kernels["eigenvectors"];
  test.each<[string, (right: Turn) => Turn]>([
    [
      "a last panel left out",
      (right) => (p, c, s, k, m, a, tau, n, from, to) => right(p, c, s, k, m, a, tau, n, from, Math.max(from, to - 1)),
    ],
    [
      "a last sweep left out",
      (right) =>
        (p, c, s, k, m, ...others) =>
          right(p, c, s, k - 1, m, ...others),
    ],
    [
      "rotations of the sweep before",
      (right) =>
        (p, c, s, k, m, ...others) =>
          right(p, c, s, k, m - 1, ...others),
    ],
    [
      "a reflection left out",
      (right) => (p, c, s, k, m, a, tau, n, from, to) => right(p, c, s, k, m, a, tau + 8, n, from, to),
    ],
  ])("%s", (_, change) => {
    const law = eigenvectorsLaw(({ eigenvectors }) => change(eigenvectors));
    expect(Object.values(kernelProperties(law, plain)).some((property) => fc.check(property).failed)).toBe(true);
  });
});
