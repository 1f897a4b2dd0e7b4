/**
 * The cross-entropy of rows of n logits x and a class each, or a distribution over the classes, rows [from, to):
 *
 *   -sum_c t_c log softmax(x)_c = log(sum_c exp(x_c - top)) + top - x_label,   top = max x
 *   gradient by x_c: softmax(x)_c - t_c
 *
 * Values are float64; dx may be x.
 */
import { every, lanes, read, write } from "../lanes";
import { exp } from "../math";
import { log64 } from "../math64";
import { at, at32, at64 } from "../memory";
import { sum64 } from "../simd";
import { first, plus } from "./rows";

/** max x of the n elements from begin on; NaN or not where one is NaN */
@inline function largest<T>(x: usize, begin: i32, n: i32): f64 {
  let top = -Infinity;
  for (let i = begin; i < begin + n; i++) top = max(top, <f64>load<T>(at<T>(x, i)));
  return top;
}

/** e = exp(x - top), and their sum */
@inline function exponentials<T>(e: usize, x: usize, top: f64, begin: i32, n: i32): f64 {
  const pivot = every<T>(top), last = begin + n;
  let sums = f64x2.splat(0);
  let i = begin;
  for (; i + lanes<T>() <= last; i += lanes<T>()) sums = plus<T>(sums, expAt<T>(true, e, x, pivot, i));
  let sum = sum64(sums);
  for (; i < last; i++) sum += first<T>(expAt<T>(false, e, x, pivot, i));
  return sum;
}

@inline function expAt<T>(whole: bool, e: usize, x: usize, top: v128, i: i32): v128 {
  const v = exp<T>(v128.sub<T>(read<T>(whole, x, i), top));
  write<T>(whole, e, i, v);
  return v;
}

@inline function labelled<T>(
  values: usize, dx: usize, x: usize, labels: usize, scale: f64, n: i32, from: i32, to: i32,
): void {
  for (let row = from; row < to; row++) {
    const begin = row * n;
    const label = begin + load<i32>(at32(labels, row));
    const top = largest<T>(x, begin, n);
    const gap = top - <f64>load<T>(at<T>(x, label));
    const sum = exponentials<T>(dx, x, top, begin, n);
    store<f64>(at64(values, row), log64(sum) + gap);
    for (let i = begin; i < begin + n; i++) {
      const share = <f64>load<T>(at<T>(dx, i)) / sum;
      store<T>(at<T>(dx, i), <T>(scale * (i == label ? share - 1 : share)));
    }
  }
}

/** Where the t of a row do not sum to 1, softmax(x)_c counts by their sum. */
@inline function soft<T>(values: usize, dx: usize, x: usize, t: usize, scale: f64, n: i32, from: i32, to: i32): void {
  for (let row = from; row < to; row++) {
    const begin = row * n, last = begin + n;
    const top = largest<T>(x, begin, n);
    let total: f64 = 0, gap: f64 = 0;
    for (let i = begin; i < last; i++) {
      const weight = <f64>load<T>(at<T>(t, i));
      total += weight;
      gap += weight * (top - <f64>load<T>(at<T>(x, i)));
    }
    const sum = exponentials<T>(dx, x, top, begin, n);
    store<f64>(at64(values, row), total * log64(sum) + gap);
    for (let i = begin; i < last; i++) {
      const share = (total * <f64>load<T>(at<T>(dx, i))) / sum;
      store<T>(at<T>(dx, i), <T>(scale * (share - <f64>load<T>(at<T>(t, i)))));
    }
  }
}

/** Labels are int32 from 0 to n - 1. */
export function crossEntropy32(
  values: usize, dx: usize, x: usize, labels: usize, scale: f64, n: i32, from: i32, to: i32,
): void {
  labelled<f32>(values, dx, x, labels, scale, n, from, to);
}

export function crossEntropy64(
  values: usize, dx: usize, x: usize, labels: usize, scale: f64, n: i32, from: i32, to: i32,
): void {
  labelled<f64>(values, dx, x, labels, scale, n, from, to);
}

export function crossEntropySoft32(
  values: usize, dx: usize, x: usize, t: usize, scale: f64, n: i32, from: i32, to: i32,
): void {
  soft<f32>(values, dx, x, t, scale, n, from, to);
}

export function crossEntropySoft64(
  values: usize, dx: usize, x: usize, t: usize, scale: f64, n: i32, from: i32, to: i32,
): void {
  soft<f64>(values, dx, x, t, scale, n, from, to);
}
