/** Elementwise kernels on float64. */
import { map64 } from "./elementwise";
import { exp64x2, log64x2 } from "./math64";

@final class Exp { @inline of(x: v128): v128 { return exp64x2(x); } }
@final class Log { @inline of(x: v128): v128 { return log64x2(x); } }

export function mapExp64(out: usize, x: usize, n: i32): void { map64<Exp>(out, x, n); }
export function mapLog64(out: usize, x: usize, n: i32): void { map64<Log>(out, x, n); }
