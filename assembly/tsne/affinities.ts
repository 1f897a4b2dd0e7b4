/**
 * Which points are neighbours: a Gaussian about each, so wide that its neighbours have the perplexity asked for.
 *
 *   p(j | i) = exp(-beta_i |x_i - x_j|^2) / sum over l,   H(p(. | i)) = log(perplexity)
 *
 * Points lie feature by feature, x[f][i], so that lanes run over neighbours. Rows of p are as long as those of y, a
 * multiple of 4; where there is no pair, on the diagonal and behind the last neighbour, they hold -1.
 */
import { exp64, exp64x2, log64 } from "../math64";
import { at, at64 } from "../memory";
import { fma64, sum64 } from "../simd";

/** The least probability of a pair, as in scikit-learn: far from a float32 that is subnormal, and slow. */
export const leastPair: f64 = 2.220446049250313e-16;

/** |H - log(perplexity)| at which the search ends, in nats. */
const tolerance: f64 = 1e-10;

/** Of the search; it takes about six, and bisection of a bracket of e^2 takes fifty. */
const evaluations: i32 = 100;

/** exp(-u) is exactly 0 here, and u^2 exp(-u) a number. */
const farthest = memory.data<f64>([1000.0]);

/** out[j] = |x - y_j|^2 */
export function distances(out: usize, x: usize, xStride: i32, y: usize, stride: i32, features: i32): void {
  for (let j = 0; j < stride; j += 4) {
    let a = f64x2.splat(0), b = a;
    let xf = x, yf = at64(y, j);
    for (let f = 0; f < features; f++) {
      const point = v128.load64_splat(xf);
      const da = f64x2.sub(point, v128.load(yf)), db = f64x2.sub(point, v128.load(yf, 16));
      a = fma64(da, da, a);
      b = fma64(db, db, b);
      xf = at64(xf, xStride);
      yf = at64(yf, stride);
    }
    v128.store(at64(out, j), a);
    v128.store(at64(out, j), b, 16);
  }
}

/** The smallest of a row. */
function smallest(row: usize, stride: i32): f64 {
  let least = f64x2.splat(Infinity);
  for (let j = 0; j < stride; j += 2) least = f64x2.pmin(least, v128.load(at64(row, j)));
  return min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
}

/** How far the neighbours lie behind the nearest one, on average. */
function spread(row: usize, stride: i32, nearest: f64): f64 {
  let total = 0.0, pairs = 0;
  for (let j = 0; j < stride; j++) {
    const distance = load<f64>(at64(row, j));
    if (distance == Infinity) continue;
    total += distance - nearest;
    pairs++;
  }
  return total / pairs;
}

/** u = beta (D - nearest) */
@inline function tilt(row: usize, j: i32, beta: v128, nearest: v128): v128 {
  const u = f64x2.mul(beta, f64x2.sub(v128.load(at64(row, j)), nearest));
  return f64x2.pmin(u, v128.load64_splat(farthest));
}

/**
 * The precision of a row of distances. With e = exp(-u) its entropy is H = log(sum e) + <u>, and dH / dlog(beta) =
 * -Var(u): Newton's steps on log(beta), by a factor of e^2 at most, and bisection where one leaves the bracket.
 *
 * No precision is high enough where a point has more duplicates than neighbours are asked for. There H stops falling,
 * Var(u) = 0, and so does the search: the duplicates share the row evenly.
 */
export function precision(row: usize, stride: i32, nearest: f64, entropy: f64): f64 {
  const vnearest = f64x2.splat(nearest), width = spread(row, stride, nearest);
  let beta = width > 0 ? 1 / width : 1, low = 0.0, high = Infinity;
  for (let k = 0; k < evaluations; k++) {
    const vbeta = f64x2.splat(beta);
    let e0 = f64x2.splat(0), e1 = e0, e2 = e0;
    for (let j = 0; j < stride; j += 2) {
      const u = tilt(row, j, vbeta, vnearest);
      const e = exp64x2(f64x2.neg(u)), ue = f64x2.mul(u, e);
      e0 = f64x2.add(e0, e);
      e1 = f64x2.add(e1, ue);
      e2 = fma64(u, ue, e2);
    }
    const sum = sum64(e0), mean = sum64(e1) / sum, variance = sum64(e2) / sum - mean * mean;
    const excess = log64(sum) + mean - entropy;
    if (abs(excess) <= tolerance || variance <= 0) break;
    if (excess > 0) low = beta;
    else high = beta;
    const next = beta * exp64(max(-2.0, min(2.0, excess / variance)));
    beta = low < next && next < high ? next : (low + high) / 2;
  }
  return beta;
}

/** p[j] = e_j / sum e; `row` is used up. */
@inline export function probabilities<T>(p: usize, row: usize, stride: i32, nearest: f64, beta: f64): void {
  const vnearest = f64x2.splat(nearest), vbeta = f64x2.splat(beta);
  let sums = f64x2.splat(0);
  for (let j = 0; j < stride; j += 2) {
    const e = exp64x2(f64x2.neg(tilt(row, j, vbeta, vnearest)));
    v128.store(at64(row, j), e);
    sums = f64x2.add(sums, e);
  }
  const sum = sum64(sums);
  for (let j = 0; j < stride; j++) store<T>(at<T>(p, j), <T>(load<f64>(at64(row, j)) / sum));
}

/** Rows [from, to) of p(j | i), y the neighbours of x. Where `self`, x is y, and a point is not its own neighbour. */
@inline function conditional<T>(
  p: usize, beta: usize, x: usize, xStride: i32, y: usize, n: i32, stride: i32, features: i32,
  entropy: f64, self: bool, row: usize, from: i32, to: i32,
): void {
  for (let i = from; i < to; i++) {
    const out = at<T>(p, i * stride);
    distances(row, at64(x, i), xStride, y, stride, features);
    for (let j = n; j < stride; j++) store<f64>(at64(row, j), Infinity);
    if (self) store<f64>(at64(row, i), Infinity);
    const nearest = smallest(row, stride);
    const found = precision(row, stride, nearest, entropy);
    probabilities<T>(out, row, stride, nearest, found);
    for (let j = n; j < stride; j++) store<T>(at<T>(out, j), <T>(-1));
    if (self) store<T>(at<T>(out, i), <T>(-1));
    store<f64>(at64(beta, i), found);
  }
}

/** `row`: stride float64 of scratch, one a thread. beta: a float64 a row. */
export function tsneConditional32(
  p: usize, beta: usize, x: usize, xStride: i32, y: usize, n: i32, stride: i32, features: i32,
  entropy: f64, self: bool, row: usize, from: i32, to: i32,
): void {
  conditional<f32>(p, beta, x, xStride, y, n, stride, features, entropy, self, row, from, to);
}

/** The same, stored in float64. */
export function tsneConditional64(
  p: usize, beta: usize, x: usize, xStride: i32, y: usize, n: i32, stride: i32, features: i32,
  entropy: f64, self: bool, row: usize, from: i32, to: i32,
): void {
  conditional<f64>(p, beta, x, xStride, y, n, stride, features, entropy, self, row, from, to);
}

/** Columns of a tile: a cache line of float32. */
const tile: i32 = 16;

/** p[i][j] = p[j][i] = (p(j | i) + p(i | j)) / 2n in place, for all j > i of the rows [from, to). */
@inline function joint<T>(p: usize, n: i32, stride: i32, from: i32, to: i32): void {
  const scale = 0.5 / <f64>n;
  for (let block = from; block < n; block += tile) {
    const end = min(block + tile, n);
    for (let i = from; i < min(to, end); i++) {
      for (let j = max(block, i + 1); j < end; j++) {
        const upper = at<T>(p, i * stride + j), lower = at<T>(p, j * stride + i);
        const pair = <T>max(leastPair, scale * (<f64>load<T>(upper) + <f64>load<T>(lower)));
        store<T>(upper, pair);
        store<T>(lower, pair);
      }
    }
  }
}

export function tsneJoint32(p: usize, n: i32, stride: i32, from: i32, to: i32): void {
  joint<f32>(p, n, stride, from, to);
}

export function tsneJoint64(p: usize, n: i32, stride: i32, from: i32, to: i32): void {
  joint<f64>(p, n, stride, from, to);
}
