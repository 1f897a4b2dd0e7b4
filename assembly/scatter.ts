/** Sums over the rows of a data set, of which the products are matrix products (assembly/gemm). */
import { at, at32, at64 } from "./memory";

@inline function sub<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? f32x4.sub(a, b) : f64x2.sub(a, b);
}

/** p[0..] += the lanes of x, as float64 */
@inline function addLanes<T>(p: usize, x: v128): void {
  if (sizeof<T>() == 4) {
    v128.store(p, f64x2.add(v128.load(p), f64x2.promote_low_f32x4(x)));
    v128.store(p, f64x2.add(v128.load(p, 16), f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1))), 16);
  } else v128.store(p, f64x2.add(v128.load(p), x));
}

@inline function centre<T extends number>(x: usize, sums: usize, pivot: usize, rows: i32, d: i32): void {
  const lanes = <i32>(16 / sizeof<T>());
  const whole = d - d % lanes;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < whole; j += lanes) {
      const p = at<T>(x, j);
      const v = sub<T>(v128.load(p), v128.load(at<T>(pivot, j)));
      v128.store(p, v);
      addLanes<T>(at64(sums, j), v);
    }
    for (let j = whole; j < d; j++) {
      const p = at<T>(x, j), s = at64(sums, j);
      const v = <T>(load<T>(p) - load<T>(at<T>(pivot, j)));
      store<T>(p, v);
      store<f64>(s, load<f64>(s) + <f64>v);
    }
    x = at<T>(x, d);
  }
}

/** x[i, :] -= pivot, and sums[:] += sum_i x[i, :], in float64 */
export function centreRows32(x: usize, sums: usize, pivot: usize, rows: i32, d: i32): void {
  centre<f32>(x, sums, pivot, rows, d);
}

export function centreRows64(x: usize, sums: usize, pivot: usize, rows: i32, d: i32): void {
  centre<f64>(x, sums, pivot, rows, d);
}

/** sums[i] += x[i], float32 added to float64 */
export function addWidened(sums: usize, x: usize, n: i32): void {
  const whole = n & ~3;
  for (let i = 0; i < whole; i += 4) addLanes<f32>(at64(sums, i), v128.load(at32(x, i)));
  for (let i = whole; i < n; i++) store<f64>(at64(sums, i), load<f64>(at64(sums, i)) + <f64>load<f32>(at32(x, i)));
}
