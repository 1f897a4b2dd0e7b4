/**
 * Standard normal numbers by Box and Muller ("A note on the generation of random normal deviates", 1958): a pair is
 * r cos(2 pi u), r sin(2 pi u) with r = sqrt(-2 log v). Elements 2j and 2j + 1 of a stream are the pair j, so any range
 * of it may be drawn on its own. No engine's log, sine or cosine is used.
 */
import { log32x4 } from "./math32";
import { log64x2 } from "./math64";
import { at32, at64 } from "./memory";
import { block, threefry } from "./threefry";
import {
  cosine32x4, cosine64x2, offset32x4, offset64x2, quadrant32x4, quadrant64x2, sine32x4, sine64x2, rotated32x4,
  rotated64x2,
} from "./sincos";
import { positive32x4, positive64x2, unit32x4, unit64x2 } from "./unit";

/** Elements a piece: as many as stay in the cache between their words and their values. */
const piece: i32 = 2048;

@inline function radius32x4(word: v128): v128 {
  return f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log32x4(positive32x4(word))));
}

@inline function radius64x2(bits: v128): v128 {
  return f64x2.sqrt(f64x2.mul(f64x2.splat(-2), log64x2(positive64x2(bits))));
}

/** Four pairs in place: p holds four blocks, (radius, angle) each. */
@inline function pairs32(p: usize): void {
  const a = v128.load(p);
  const b = v128.load(p, 16);
  const u = unit32x4(v128.shuffle<i32>(a, b, 1, 3, 5, 7));
  const quadrant = quadrant32x4(u);
  const f = offset32x4(u, quadrant);
  const sine = sine32x4(f);
  const cosine = cosine32x4(f);
  const r = radius32x4(v128.shuffle<i32>(a, b, 0, 2, 4, 6));
  const x = f32x4.mul(r, rotated32x4(sine, cosine, i32x4.add(quadrant, i32x4.splat(1))));
  const y = f32x4.mul(r, rotated32x4(sine, cosine, quadrant));
  v128.store(p, v128.shuffle<i32>(x, y, 0, 4, 1, 5));
  v128.store(p, v128.shuffle<i32>(x, y, 2, 6, 3, 7), 16);
}

/** Element i alone, by the same formulas: a cosine is a sine one quadrant on. */
function single32(k0: i32, k1: i32, i: i32): f32 {
  const bits = block(k0, k1, i >>> 1, 0);
  const u = unit32x4(i32x4.splat(<i32>(bits >> 32)));
  const quadrant = quadrant32x4(u);
  const f = offset32x4(u, quadrant);
  const rotated = rotated32x4(sine32x4(f), cosine32x4(f), i32x4.add(quadrant, i32x4.splat(~i & 1)));
  return f32x4.extract_lane(f32x4.mul(radius32x4(i32x4.splat(<i32>bits)), rotated), 0);
}

/** float32 standard normal. The radius has 31 bits: no value lies beyond 6.66, as 3e-11 of a normal sample do. */
export function normal32(out: usize, n: i32, k0: i32, k1: i32, from: i32): void {
  const head = min(from & 1, n);
  if (head) store<f32>(out, single32(k0, k1, from));
  const whole = head + ((n - head) & ~7);
  for (let begin = head; begin < whole; begin += piece) {
    const end = min(begin + piece, whole);
    threefry(at32(out, begin), (end - begin) >> 1, k0, k1, (from + begin) >>> 1, 0);
    for (let i = begin; i < end; i += 8) pairs32(at32(out, i));
  }
  for (let i = whole; i < n; i++) store<f32>(at32(out, i), single32(k0, k1, from + i));
}

/** Two pairs in place: p holds four blocks, radius and angle by turns. */
@inline function pairs64(p: usize): void {
  const a = v128.load(p);
  const b = v128.load(p, 16);
  const u = unit64x2(v128.shuffle<i64>(a, b, 1, 3));
  const quadrant = quadrant64x2(u);
  const f = offset64x2(u, quadrant);
  const sine = sine64x2(f);
  const cosine = cosine64x2(f);
  const r = radius64x2(v128.shuffle<i64>(a, b, 0, 2));
  const x = f64x2.mul(r, rotated64x2(sine, cosine, i64x2.add(quadrant, i64x2.splat(1))));
  const y = f64x2.mul(r, rotated64x2(sine, cosine, quadrant));
  v128.store(p, v128.shuffle<i64>(x, y, 0, 2));
  v128.store(p, v128.shuffle<i64>(x, y, 1, 3), 16);
}

function single64(k0: i32, k1: i32, i: i32): f64 {
  const u = unit64x2(i64x2.splat(block(k0, k1, i | 1, 0)));
  const quadrant = quadrant64x2(u);
  const f = offset64x2(u, quadrant);
  const rotated = rotated64x2(sine64x2(f), cosine64x2(f), i64x2.add(quadrant, i64x2.splat(~i & 1)));
  return f64x2.extract_lane(f64x2.mul(radius64x2(i64x2.splat(block(k0, k1, i & ~1, 0))), rotated), 0);
}

/** float64 standard normal. The radius has 53 bits: no value lies beyond 8.65, as 5e-18 of a normal sample do. */
export function normal64(out: usize, n: i32, k0: i32, k1: i32, from: i32): void {
  const head = min(from & 1, n);
  if (head) store<f64>(out, single64(k0, k1, from));
  const whole = head + ((n - head) & ~3);
  for (let begin = head; begin < whole; begin += piece) {
    const end = min(begin + piece, whole);
    threefry(at64(out, begin), end - begin, k0, k1, from + begin, 0);
    for (let i = begin; i < end; i += 4) pairs64(at64(out, i));
  }
  for (let i = whole; i < n; i++) store<f64>(at64(out, i), single64(k0, k1, from + i));
}
