import { span } from "../../core/tensor.js";
import type { Workspace } from "../../wasm/runtime.js";
import { logarithms } from "../logarithms.js";
import { type Covariance, type Extents, extentsOf, type Mixture } from "./mixture.js";

/** The form of a kind of covariance: matrices or diagonals, one for all components or one for each. */
export interface Form {
  readonly dense: boolean;
  readonly shared: boolean;
}

const forms: Readonly<Record<Covariance, Form>> = {
  full: { dense: true, shared: false },
  tied: { dense: true, shared: true },
  diagonal: { dense: false, shared: false },
  spherical: { dense: false, shared: false },
};

/** The form of a kind. */
export const formOf = (covariance: Covariance): Form => forms[covariance];

/** Numbers in one covariance of d dimensions. */
export const covarianceSize = ({ dense }: Form, d: number): number => (dense ? d * d : d);

/** How many covariances k components have. */
export const covarianceCount = ({ shared }: Form, k: number): number => (shared ? 1 : k);

/** Which covariance component j has. */
export const covarianceIndex = ({ shared }: Form, j: number): number => (shared ? 0 : j);

/** A mixture in one form for all kinds, its means less the pivot. */
export interface Components extends Extents {
  readonly form: Form;
  readonly logWeights: Float64Array;
  /** [k][d]. */
  readonly means: Float64Array;
  /** Each d x d or d numbers. */
  readonly covariances: readonly Float64Array[];
}

/** Covariance number c as a matrix or a diagonal; a spherical one repeats its variance. */
const covarianceOf = ({ covariance, covariances }: Mixture, size: number, c: number): Float64Array =>
  covariance === "spherical"
    ? new Float64Array(size).fill(covariances.data[c]!)
    : new Float64Array(span(covariances.data, c * size, (c + 1) * size));

/** Moves a mixture by the pivot. */
export const shifted = (workspace: Workspace, theta: Mixture, pivot: Float64Array): Components => {
  const { k, d } = extentsOf(theta);
  const form = formOf(theta.covariance);
  const size = covarianceSize(form, d);
  return {
    k,
    d,
    form,
    logWeights: logarithms(workspace, new Float64Array(theta.weights.data)),
    means: new Float64Array(theta.means.data).map((m, i) => m - pivot[i % d]!),
    covariances: Array.from({ length: covarianceCount(form, k) }, (_, c) => covarianceOf(theta, size, c)),
  };
};
