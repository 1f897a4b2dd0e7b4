/** Reductions of float64, in an order fixed by the length alone. */
import { at64 } from "./memory";
import { sum64 as lanes64 } from "./simd";

/** sum of x: eight partial sums, then what is left over */
export function sum64(x: usize, n: i32): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const p = at64(x, i);
    a = f64x2.add(a, v128.load(p));
    b = f64x2.add(b, v128.load(p, 16));
    c = f64x2.add(c, v128.load(p, 32));
    d = f64x2.add(d, v128.load(p, 48));
  }
  let sum = lanes64(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)));
  for (; i < n; i++) sum += load<f64>(at64(x, i));
  return sum;
}
