import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { describe as say } from "../../src/failure.js";
import {
  type Cholesky,
  cholesky,
  inverse,
  inverseLower,
  logDet,
  quadratic,
  solve,
  solveLower,
  timesLower,
} from "../../src/prob/cholesky.js";
import { gram, triangle } from "../arbitraries/distributions.js";

const u = 2 ** -53;
/** Subnormals have no relative precision. */
const underflow = 1e-300;

const factorOf = (a: ArrayLike<number>, d: number): Cholesky => {
  const made = cholesky(a, d);
  if (E.isLeft(made)) throw new Error(say(made.left));
  return made.right;
};

const triangles = fc.integer({ min: 1, max: 8 }).chain(triangle);

describe("Cholesky", () => {
  test("|L L^T - A| <= (d + 1) u |L| |L|^T, twice (Higham, Accuracy and Stability, theorem 10.3)", () => {
    fc.assert(
      fc.property(triangles, ({ T }) => {
        const d = T.length;
        const a = gram(T);
        const { lower } = factorOf(a, d);
        for (let i = 0; i < d; i++)
          for (let j = 0; j < d; j++) {
            let [product, size] = [0, 0];
            for (let k = 0; k < d; k++) {
              const term = lower[i * d + k]! * lower[j * d + k]!;
              product += term;
              size += Math.abs(term);
            }
            // once for the factor, once for multiplying it out here
            expect(Math.abs(product - a[i * d + j]!)).toBeLessThanOrEqual(2 * (d + 1) * u * size + underflow);
            if (j > i) expect(lower[i * d + j]).toBe(0);
          }
      }),
    );
  });

  test("a solution's residual is within (3d + 1) u |L| |L|^T |x|, twice (Higham, theorem 10.4)", () => {
    fc.assert(
      fc.property(triangles, ({ T, mean: b }) => {
        const d = T.length;
        const a = gram(T);
        const factor = factorOf(a, d);
        const x = solve(factor, b);
        const absolute = gram(
          T.map((_, i) => Array.from({ length: d }, (__, k) => Math.abs(factor.lower[i * d + k]!))),
        );
        for (let i = 0; i < d; i++) {
          const row = (m: readonly number[], v: ArrayLike<number>) =>
            Array.from(v).reduce((sum, vj, j) => sum + m[i * d + j]! * vj, 0);
          const bound = 2 * (3 * d + 1) * u * row(absolute, x.map(Math.abs)) + underflow;
          expect(Math.abs(row(a, x) - b[i]!)).toBeLessThanOrEqual(bound);
        }
      }),
    );
  });

  test("solveLower undoes timesLower within 2 d u |L^-1| |L| |z|; the quadratic form is |L^-1 b|^2, exactly", () => {
    fc.assert(
      fc.property(triangles, ({ T, mean: z }) => {
        const d = T.length;
        const factor = factorOf(gram(T), d);
        const back = solveLower(factor, timesLower(factor, z));
        // |L^-1| <= 2 * 3^(d-1): diagonal >= 1/2, multipliers at most 2, by substitution
        const bound = 2 * d * u * 2 * 3 ** (d - 1) * 2 * d * Math.max(...z.map(Math.abs));
        for (let i = 0; i < d; i++) expect(Math.abs(back[i]! - z[i]!)).toBeLessThanOrEqual(bound + underflow);
        expect(quadratic(factor, z)).toBe(solveLower(factor, z).reduce((s, y) => s + y * y, 0));
      }),
    );
  });

  test("the inverse is symmetric and the log-determinant that of the triangle: d roundings amplified by |A^-1| |A|", () => {
    fc.assert(
      fc.property(triangles, ({ T }) => {
        const d = T.length;
        const a = gram(T);
        const factor = factorOf(a, d);
        const inv = inverse(factor);
        const norm = (m: ArrayLike<number>) => Math.hypot(...Array.from(m));
        const condition = norm(a) * norm(inv);
        const exact = 2 * T.reduce((sum, row, i) => sum + Math.log(row[i]!), 0);
        // log det moves by tr(A^-1 dA), |dA| <= 2 (d + 1) u d |A|
        expect(Math.abs(logDet(factor) - exact)).toBeLessThanOrEqual(4 * (d + 1) * d * u * (condition + 1));
        for (let i = 0; i < d; i++)
          for (let j = 0; j < d; j++) {
            const identity = inv.reduce((s, _, k) => (k < d ? s + a[i * d + k]! * inv[k * d + j]! : s), 0);
            expect(Math.abs(identity - (i === j ? 1 : 0))).toBeLessThanOrEqual(8 * d * d * u * condition);
          }
      }),
    );
  });

  test("the columns of L^-1 solve L y = e_j, to the bit", () => {
    fc.assert(
      fc.property(triangles, ({ T }) => {
        const d = T.length;
        const factor = factorOf(gram(T), d);
        const w = inverseLower(factor);
        for (let j = 0; j < d; j++) {
          const unit = new Float64Array(d);
          unit[j] = 1;
          const column = solveLower(factor, unit);
          for (let i = 0; i < d; i++) expect(w[i * d + j]! === column[i]!).toBe(true);
        }
      }),
    );
  });

  test("a matrix that is not positive definite is refused at the pivot that makes it so", () => {
    fc.assert(
      fc.property(triangles, fc.nat(), fc.double({ min: 0.01, max: 2, noNaN: true }), ({ T }, seed, deficit) => {
        const d = T.length;
        const j = seed % d;
        const a = [...gram(T)];
        a[j * d + j] = a[j * d + j]! - T[j]![j]! ** 2 - deficit; // pivot j becomes -deficit
        const made = cholesky(a, d);
        expect(made).toMatchObject(E.left({ kind: "NotPositiveDefinite", fault: "data" }));
        expect(E.isLeft(made) && say(made.left)).toMatch(new RegExp(`at pivot ${j} of 0\\.\\.${d - 1};`));
      }),
    );
  });

  test.each([
    ["zero", [0]],
    ["NaN", [Number.NaN]],
    ["infinite", [Number.POSITIVE_INFINITY]],
  ])("a pivot that is %s", (_, a) => expect(E.isLeft(cholesky(a, 1))).toBe(true));

  test("no dimension", () => expect(cholesky([], 0)).toEqual(E.right({ d: 0, lower: new Float64Array(0) })));
  test("a matrix that is not square", () =>
    expect(cholesky([1, 2], 2)).toMatchObject(E.left({ kind: "ShapeMismatch" })));
});
