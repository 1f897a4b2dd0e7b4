import type { either, monoid } from "fp-ts";
import type { Failure } from "../failure.js";

/** A maximisation that has no solution: a collapsed component, a noise of zero. Names the remedy. */
export type Degenerate = Failure;

/**
 * A model with latent variables z that EM can fit to observations x: four pure functions.
 *
 *   stats      sufficient statistics of the expectation, a commutative monoid: data may come in chunks, in any order
 *   expect     E-step on one chunk: q(z) = p(z | x, theta), folded into statistics together with its entropy
 *   maximise   M-step: the theta that maximises E_q log p(x, z | theta)
 *   bound      L(q, theta) = E_q log p(x, z | theta) + H(q), of any theta, from the same statistics
 *
 * The bound of the theta that made the statistics is log p(x | theta); that of the next theta is never smaller.
 * `expect` is a homomorphism: the statistics of two chunks together are the sum of those of each.
 */
export interface Latent<Theta, Chunk, Stats> {
  readonly stats: monoid.Monoid<Stats>;
  readonly expect: (theta: Theta, chunk: Chunk) => Stats;
  readonly maximise: (stats: Stats) => either.Either<Degenerate, Theta>;
  readonly bound: (theta: Theta, stats: Stats) => number;
}

/** The E-step over all chunks. */
export const expectAll = <Theta, Chunk, Stats>(
  { stats, expect }: Latent<Theta, Chunk, Stats>,
  theta: Theta,
  chunks: Iterable<Chunk>,
): Stats => {
  let sum = stats.empty;
  for (const chunk of chunks) sum = stats.concat(sum, expect(theta, chunk));
  return sum;
};
