import { extentsOf, freeParameters, type Mixture } from "./mixture.js";

const parametersOf = (theta: Mixture): number => freeParameters(theta.covariance, extentsOf(theta));

/**
 * Akaike's information criterion, 2 p - 2 log p(x): lower is better.
 *
 * logLikelihood: of all points, in nats; the last of a fit's trace.
 */
export const aic = (theta: Mixture, logLikelihood: number): number => 2 * parametersOf(theta) - 2 * logLikelihood;

/**
 * Schwarz's Bayesian information criterion, p log n - 2 log p(x): lower is better.
 *
 * n: the number of points, or the sum of their weights.
 */
export const bic = (theta: Mixture, logLikelihood: number, n: number): number =>
  parametersOf(theta) * Math.log(n) - 2 * logLikelihood;
