/**
 * An encoder's Gaussian posterior in linear memory, float32: z = mu + sigma eps, and its divergence from the prior
 * N(0, I). src/prob/kl.ts has the same divergence for evaluation, in float64.
 */
import { either as E, function as F } from "fp-ts";
import { expectShape, type ShapeMismatch } from "../../core/shape.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import type { Loss } from "./loss.js";
import { type Reduction, type Rows, rowsOf, weightOf } from "./rows.js";

/** mu and logvar, n numbers a row, or what is laid out like them. */
export interface Halves {
  readonly mu: Pointer;
  readonly logvar: Pointer;
  /** Floats from row to row: n where they are blocks of their own, 2n where they are halves of one product's rows. */
  readonly stride: number;
}

/**
 * Halves that lie side by side, as one product of a head with 2n outputs leaves them.
 *
 * @example
 * sideBySide(1024, 20) // => { mu: 1024, logvar: 1104, stride: 40 }
 */
export const sideBySide = (at: Pointer, n: number): Halves => ({ mu: at, logvar: at + 4 * n, stride: 2 * n });

/** Dense blocks, m x n. */
export interface SampleBlocks {
  readonly z: Pointer;
  /** exp(logvar / 2), which the gradient needs again. */
  readonly sigma: Pointer;
  /** Standard normal numbers. */
  readonly eps: Pointer;
}

/** z = mu + sigma eps, sigma = exp(logvar / 2) */
export const reparameterise = (
  { kernels }: Workspace,
  { z, sigma, eps }: SampleBlocks,
  { mu, logvar, stride }: Halves,
  { m, n }: Rows,
): void => kernels.reparameterise32(z, sigma, mu, logvar, eps, n, stride, 0, m);

/**
 * The pullback of z, onto the gradient that the divergence has left: d.mu += dz, d.logvar += dz eps sigma / 2.
 */
export const pullBack = (
  { kernels }: Workspace,
  d: Halves,
  dz: Pointer,
  { sigma, eps }: Omit<SampleBlocks, "z">,
  { m, n }: Rows,
): void => kernels.reparameteriseGrad32(d.mu, d.logvar, dz, eps, sigma, n, d.stride, 0, m);

/**
 * KL(N(mu, diag exp(logvar)) || N(0, I)) = 1/2 sum_j (mu_j^2 + expm1(logvar_j) - logvar_j) of each row into `values`
 * (m of float64), and `weight` times the gradient into `d`, which has the stride of `q` and may be it. Returns `weight`
 * times the sum of the rows, which is never below 0.
 */
export const divergence = (
  { kernels }: Workspace,
  values: Pointer,
  d: Halves,
  q: Halves,
  { m, n }: Rows,
  weight: number,
): number => {
  kernels.klStandardNormal32(values, d.mu, d.logvar, q.mu, q.logvar, weight, n, q.stride, 0, m);
  return weight * kernels.sum64(values, m);
};

/**
 * The divergence of a batch of posteriors from the prior, in float32 with a float64 value.
 *
 * Errors: `ShapeMismatch` where mu and logvar differ in shape.
 *
 * @example
 * const loss = klToPrior(runtime, tensor32([1, 2], [0, 3]), tensor32([1, 2], [0, 0]))
 * E.map(({ value }) => value)(loss) // => E.right(4.5)
 */
export const klToPrior = (
  runtime: Runtime,
  mu: Tensor,
  logvar: Tensor,
  reduction: Reduction = "batchMean",
): E.Either<ShapeMismatch, Loss<"mu" | "logvar">> =>
  F.pipe(
    expectShape("not one log-variance a mean", mu.shape, logvar.shape),
    E.map(() =>
      runtime.using((workspace) => {
        const { arena } = workspace;
        const rows = rowsOf(mu.shape);
        const values = arena.alloc64(rows.m);
        const q = { mu: arena.put32(mu.data), logvar: arena.put32(logvar.data), stride: rows.n };
        const value = divergence(workspace, values, q, q, rows, weightOf(reduction, rows));
        const take = (at: Pointer) => tensor(mu.shape, arena.f32(at, mu.data.length).slice());
        const gradient = { mu: take(q.mu), logvar: take(q.logvar) };
        return { value, rows: arena.f64(values, rows.m).slice(), gradient };
      }),
    ),
  );
