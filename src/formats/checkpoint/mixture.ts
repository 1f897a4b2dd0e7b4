/** The checkpoint of a fit of a mixture: its arrays are "weights", "means", "covariances", "trace", "best.weights" and so on. */
import { either as E } from "fp-ts";
import * as t from "io-ts";
import { Count } from "../../core/ranges.js";
import { covarianceShape, extentsOf, type Mixture } from "../../em/mixture/theta.js";
import type { Failure } from "../../failure.js";
import { type ArrayCodec, float64Array, tensorOf } from "./arrays.js";
import { decodeFit, type EmCheckpoint, type EmCodec, encodeFit, withoutNotes } from "./em.js";

/** A fit of a mixture as it is kept. */
export type MixtureCheckpoint = EmCheckpoint<Mixture>;

const Size = t.strict({
  covariance: t.keyof({ full: null, tied: null, diagonal: null, spherical: null }),
  k: Count,
  d: Count,
});
type MixtureSize = t.TypeOf<typeof Size>;

const theta: ArrayCodec<Mixture, MixtureSize> = {
  arrays: (at, mixture) =>
    (["weights", "means", "covariances"] as const).map((name) => [
      at + name,
      float64Array(mixture[name].shape, mixture[name].data),
    ]),
  expected: (at, { covariance, k, d }) => [
    { path: `${at}weights`, shape: [k], dtype: "float64" },
    { path: `${at}means`, shape: [k, d], dtype: "float64" },
    { path: `${at}covariances`, shape: covarianceShape(covariance, { k, d }), dtype: "float64" },
  ],
  value: (found, at, { covariance }) => ({
    covariance,
    weights: tensorOf(found, `${at}weights`),
    means: tensorOf(found, `${at}means`),
    covariances: tensorOf(found, `${at}covariances`),
  }),
};

const codec: EmCodec<Mixture, MixtureSize> = {
  ...withoutNotes,
  format: "elbo-ts mixture",
  hint: "name a checkpoint of a mixture's fit",
  size: Size,
  sizeOf: (mixture) => ({ covariance: mixture.covariance, ...extentsOf(mixture) }),
  checkSize: E.right,
  theta,
};

/** The bytes of a checkpoint. */
export const encodeMixture = (checkpoint: MixtureCheckpoint): E.Either<Failure, Uint8Array> =>
  encodeFit(codec, checkpoint);

/**
 * Reads the bytes of a checkpoint.
 *
 * Errors: as `decodeFit`. What a mixture of these numbers is worth, `mixture.fit` checks where it resumes.
 */
export const decodeMixture = (bytes: Uint8Array, where: string): E.Either<Failure, MixtureCheckpoint> =>
  decodeFit(codec, bytes, where);
