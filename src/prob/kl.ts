/**
 * Kullback-Leibler divergences in closed form, in nats: KL(p || q) = E_p[log p - log q], a free function for each pair,
 * with its gradient by the parameters of both. Float64 references and evaluation; training uses the fused losses. Between
 * parameters of different lengths there is none: NaN.
 */
import { inverse, logDet, quadratic, solveLower } from "./cholesky.js";
import type { Logits, NormalParameters, WithGradient } from "./distribution.js";
import { logSoftmax, sigmoid, softplus } from "./logits.js";
import type { MultivariateNormal } from "./multivariateNormal.js";

/** The gradient of a divergence by both its sides. */
export interface Pair<P> {
  readonly p: P;
  readonly q: P;
}

const sum = (n: number, term: (i: number) => number): number => {
  let total = 0;
  for (let i = 0; i < n; i++) total += term(i);
  return total;
};

const vector = (n: number, value: (i: number) => number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => value(i));

/** 0 where all lengths are the same, else NaN: what is added to a divergence. */
const unlessAlike = (n: number, ...others: readonly number[]): number =>
  others.every((other) => other === n) ? 0 : Number.NaN;

/** p log(p / q), and 0 log 0 = 0. */
const pLogRatio = (p: number, q: number): number => (p === 0 ? 0 : p * Math.log(p / q));

/**
 * KL(N(mean, diag exp(logvar)) || N(0, I)) = 1/2 sum_j (mean_j^2 + expm1(logvar_j) - logvar_j).
 *
 * expm1 takes the 1 off before rounding: near the prior, where the divergence is 0, exp would leave only noise.
 *
 * @example
 * klStandardNormal({ mean: [0, 3], logvar: [0, 0] }).value // => 4.5
 */
export const klStandardNormal = ({ mean, logvar }: NormalParameters): WithGradient<NormalParameters> => ({
  value: 0.5 * sum(mean.length, (j) => mean[j]! ** 2 + Math.expm1(logvar[j]!) - logvar[j]!),
  gradient: { mean: Float64Array.from(mean), logvar: vector(mean.length, (j) => 0.5 * Math.expm1(logvar[j]!)) },
});

/**
 * KL between two diagonal normals: with r_j = logvar^p_j - logvar^q_j and e_j = mean^p_j - mean^q_j,
 *
 *   1/2 sum_j (expm1(r_j) - r_j + e_j^2 exp(-logvar^q_j))
 *
 * @example
 * klNormal({ mean: [1], logvar: [0] }, { mean: [3], logvar: [0] }).value // => 2
 */
export const klNormal = (p: NormalParameters, q: NormalParameters): WithGradient<Pair<NormalParameters>> => {
  const d = p.mean.length;
  const r = vector(d, (j) => p.logvar[j]! - q.logvar[j]!);
  const e = vector(d, (j) => p.mean[j]! - q.mean[j]!);
  const precision = vector(d, (j) => Math.exp(-q.logvar[j]!));
  const byMean = vector(d, (j) => e[j]! * precision[j]!);
  return {
    value:
      unlessAlike(d, p.logvar.length, q.mean.length, q.logvar.length) +
      0.5 * sum(d, (j) => Math.expm1(r[j]!) - r[j]! + e[j]! ** 2 * precision[j]!),
    gradient: {
      p: { mean: byMean, logvar: vector(d, (j) => 0.5 * Math.expm1(r[j]!)) },
      q: {
        mean: byMean.map((g) => -g),
        logvar: vector(d, (j) => -0.5 * (Math.expm1(r[j]!) + e[j]! ** 2 * precision[j]!)),
      },
    },
  };
};

/**
 * KL between two normals with full covariances C_p, C_q: with e = mean_q - mean_p,
 *
 *   1/2 (tr(C_q^-1 C_p) - d + e^T C_q^-1 e + log det C_q - log det C_p), tr(C_q^-1 C_p) = |L_q^-1 L_p|^2
 *
 * The gradient by a covariance takes its d x d entries as free.
 *
 * @example
 * const at = (mean: number) => orThrow(multivariateNormal({ mean: [mean], factor: { d: 1, lower: [1] } }));
 * klMultivariateNormal(at(1), at(3)).value // => 2
 */
export const klMultivariateNormal = (
  p: MultivariateNormal,
  q: MultivariateNormal,
): WithGradient<Pair<{ readonly mean: Float64Array; readonly covariance: Float64Array }>> => {
  const d = p.width;
  const e = vector(d, (i) => q.mean[i]! - p.mean[i]!);
  const column = (j: number) => vector(d, (i) => p.factor.lower[i * d + j]!);
  const trace = sum(d, (j) => solveLower(q.factor, column(j)).reduce((s, y) => s + y * y, 0));

  const [Sp, Sq] = [inverse(p.factor), inverse(q.factor)];
  const byMean = vector(d, (i) => sum(d, (k) => Sq[i * d + k]! * e[k]!)); // C_q^-1 e
  // C_q^-1 C_p C_q^-1 = M M^T with M = C_q^-1 L_p
  const M = vector(d * d, (ij) => sum(d, (k) => Sq[Math.floor(ij / d) * d + k]! * p.factor.lower[k * d + (ij % d)]!));
  const spread = (i: number, j: number) => sum(d, (k) => M[i * d + k]! * M[j * d + k]!) + byMean[i]! * byMean[j]!;
  return {
    value: unlessAlike(d, q.width) + 0.5 * (trace - d + quadratic(q.factor, e) + logDet(q.factor) - logDet(p.factor)),
    gradient: {
      p: { mean: byMean.map((g) => -g), covariance: vector(d * d, (i) => 0.5 * (Sq[i]! - Sp[i]!)) },
      q: { mean: byMean, covariance: vector(d * d, (ij) => 0.5 * (Sq[ij]! - spread(Math.floor(ij / d), ij % d))) },
    },
  };
};

/**
 * KL between two Bernoullis with the probabilities p and q of a 1: p log(p/q) + (1-p) log((1-p)/(1-q)).
 *
 * @example
 * klBernoulliProbability(0.5, 0.5).value // => 0
 */
export const klBernoulliProbability = (p: number, q: number): WithGradient<Pair<number>> => ({
  value: pLogRatio(p, q) + pLogRatio(1 - p, 1 - q),
  gradient: { p: Math.log(p / q) - Math.log((1 - p) / (1 - q)), q: (1 - p) / (1 - q) - p / q },
});

/**
 * KL between rows of independent bits by their logits a (of p) and b (of q), s = sigmoid(a):
 *
 *   sum_j s (softplus(-b) - softplus(-a)) + (1 - s) (softplus(b) - softplus(a))
 *
 * @example
 * klBernoulli({ logits: [2] }, { logits: [2] }).value // => 0
 */
export const klBernoulli = (p: Logits, q: Logits): WithGradient<Pair<Logits>> => {
  const n = p.logits.length;
  const [a, b] = [p.logits, q.logits];
  return {
    value:
      unlessAlike(n, b.length) +
      sum(n, (j) => {
        const ones = sigmoid(a[j]!) * (softplus(-b[j]!) - softplus(-a[j]!));
        return ones + sigmoid(-a[j]!) * (softplus(b[j]!) - softplus(a[j]!));
      }),
    gradient: {
      p: { logits: vector(n, (j) => sigmoid(a[j]!) * sigmoid(-a[j]!) * (a[j]! - b[j]!)) },
      q: { logits: vector(n, (j) => sigmoid(b[j]!) - sigmoid(a[j]!)) },
    },
  };
};

/**
 * KL between two categoricals by their probabilities: sum_c p_c log(p_c / q_c). The gradient takes the entries as free,
 * not as points of the simplex.
 *
 * @example
 * klCategoricalProbability([0, 1], [0.5, 0.5]).value // => 0.6931471805599453
 */
export const klCategoricalProbability = (
  p: ArrayLike<number>,
  q: ArrayLike<number>,
): WithGradient<Pair<Float64Array>> => ({
  value: unlessAlike(p.length, q.length) + sum(p.length, (c) => pLogRatio(p[c]!, q[c]!)),
  gradient: {
    p: vector(p.length, (c) => Math.log(p[c]! / q[c]!) + 1),
    q: vector(p.length, (c) => -p[c]! / q[c]!),
  },
});

/**
 * KL between two categoricals by their logits: sum_c p_c (log p_c - log q_c), p = softmax(a), q = softmax(b).
 *
 * @example
 * klCategorical({ logits: [1, 1] }, { logits: [5, 5] }).value // => 0
 */
export const klCategorical = (p: Logits, q: Logits): WithGradient<Pair<Logits>> => {
  const n = p.logits.length;
  const [logP, logQ] = [logSoftmax(p.logits), logSoftmax(q.logits)];
  const P = logP.map(Math.exp);
  const value = unlessAlike(n, q.logits.length) + sum(n, (c) => (P[c] === 0 ? 0 : P[c]! * (logP[c]! - logQ[c]!)));
  return {
    value,
    gradient: {
      p: { logits: vector(n, (c) => (P[c] === 0 ? 0 : P[c]! * (logP[c]! - logQ[c]! - value))) },
      q: { logits: vector(n, (c) => Math.exp(logQ[c]!) - P[c]!) },
    },
  };
};
