/** Elementwise kernels on float64; `out` may be `x` itself. */
import { exp64, exp64x2, log64, log64x2 } from "./math64";
import { at64 } from "./memory";

/** out[i] = exp(x[i]) */
export function mapExp64(out: usize, x: usize, n: i32): void {
  const paired = n & ~1;
  for (let i = 0; i < paired; i += 2) v128.store(at64(out, i), exp64x2(v128.load(at64(x, i))));
  if (paired < n) store<f64>(at64(out, paired), exp64(load<f64>(at64(x, paired))));
}

/** out[i] = log(x[i]) */
export function mapLog64(out: usize, x: usize, n: i32): void {
  const paired = n & ~1;
  for (let i = 0; i < paired; i += 2) v128.store(at64(out, i), log64x2(v128.load(at64(x, i))));
  if (paired < n) store<f64>(at64(out, paired), log64(load<f64>(at64(x, paired))));
}
