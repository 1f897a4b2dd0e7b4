/**
 * Affinities of the k nearest neighbours alone: the others' are beside them what a Gaussian is at three of its widths
 * (van der Maaten, "Accelerating t-SNE using tree-based algorithms", 2014).
 */
import { at, at32, at64 } from "../memory";
import { distances, precision, probabilities } from "./affinities";

/** Puts a neighbour behind those that are no farther, and drops the last; of equals the first one stays. */
@inline function insert(nearest: usize, which: usize, kept: i32, distance: f64, j: i32): void {
  let slot = kept;
  for (; slot > 0 && load<f64>(at64(nearest, slot - 1)) > distance; slot--) {
    store<f64>(at64(nearest, slot), load<f64>(at64(nearest, slot - 1)));
    store<i32>(at32(which, slot), load<i32>(at32(which, slot - 1)));
  }
  store<f64>(at64(nearest, slot), distance);
  store<i32>(at32(which, slot), j);
}

/** The k smallest of a row, ascending, and where they stand. A pair of lanes is looked at where one is near enough. */
function smallest(nearest: usize, which: usize, k: i32, row: usize, stride: i32): void {
  let kept = 0, farthest = f64x2.splat(Infinity);
  for (let j = 0; j < stride; j += 2) {
    if (!v128.any_true(f64x2.lt(v128.load(at64(row, j)), farthest))) continue;
    for (let l = j; l < j + 2; l++) {
      const distance = load<f64>(at64(row, l));
      if (!(distance < f64x2.extract_lane(farthest, 0))) continue;
      insert(nearest, which, min(kept, k - 1), distance, l);
      kept = min(kept + 1, k);
      if (kept == k) farthest = v128.load64_splat(at64(nearest, k - 1));
    }
  }
}

/** Rows [from, to): p(j | i) of the k nearest j, ascending by distance, k < n; 0 behind them, up to a multiple of 4. */
@inline function nearest<T>(
  p: usize, which: usize, beta: usize, x: usize, n: i32, stride: i32, features: i32, k: i32,
  entropy: f64, row: usize, from: i32, to: i32,
): void {
  const width = (k + 3) & ~3, near = at64(row, stride);
  for (let i = from; i < to; i++) {
    distances(row, at64(x, i), stride, x, stride, features);
    for (let j = n; j < stride; j++) store<f64>(at64(row, j), Infinity);
    store<f64>(at64(row, i), Infinity);
    smallest(near, at32(which, i * width), k, row, stride);
    for (let j = k; j < width; j++) store<f64>(at64(near, j), Infinity);
    const least = load<f64>(near), found = precision(near, width, least, entropy);
    probabilities<T>(at<T>(p, i * width), near, width, least, found);
    store<f64>(at64(beta, i), found);
  }
}

/** p, which: rows of k, rounded up to a multiple of 4. `row`: stride and as many float64 of scratch, one a thread. */
export function tsneNearest32(
  p: usize, which: usize, beta: usize, x: usize, n: i32, stride: i32, features: i32, k: i32,
  entropy: f64, row: usize, from: i32, to: i32,
): void {
  nearest<f32>(p, which, beta, x, n, stride, features, k, entropy, row, from, to);
}

/** The same, stored in float64. */
export function tsneNearest64(
  p: usize, which: usize, beta: usize, x: usize, n: i32, stride: i32, features: i32, k: i32,
  entropy: f64, row: usize, from: i32, to: i32,
): void {
  nearest<f64>(p, which, beta, x, n, stride, features, k, entropy, row, from, to);
}
