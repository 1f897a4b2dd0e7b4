/**
 * Threefry-2x32-20 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011): a keyed bijection
 * of 64-bit counters, whose values are random to every test. Here (x0, x1) starts as the counter (c0, c1).
 */
import { at32 } from "./memory";

/** The third word of the key schedule is this, k0 and k1 together. */
const parity: i32 = 0x1bd11bda;

/** x rotated left by r bits in each lane. */
@inline function rotate(x: v128, r: i32): v128 {
  return v128.or(i32x4.shl(x, r), i32x4.shr_u(x, 32 - r));
}

/** x1 after a round in which x0 has become x0 + x1. */
@inline function mix(x0: v128, x1: v128, r: i32): v128 {
  return v128.xor(rotate(x1, r), x0);
}

/** out[2i], out[2i + 1] = threefry(key = (k0, k1), counter = (from + i, high)), i < n */
export function threefry(out: usize, n: i32, k0: i32, k1: i32, from: i32, high: i32): void {
  const k2 = parity ^ k0 ^ k1;
  const whole = n & ~3;
  const first = i32x4.add(i32x4.splat(from + k0), i32x4(0, 1, 2, 3));
  for (let i = 0; i < whole; i += 4) {
    let x0 = i32x4.add(first, i32x4.splat(i));
    let x1 = i32x4.splat(high + k1);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 13);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 15);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 26);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 6);
    x0 = i32x4.add(x0, i32x4.splat(k1)); x1 = i32x4.add(x1, i32x4.splat(k2 + 1));
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 17);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 29);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 16);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 24);
    x0 = i32x4.add(x0, i32x4.splat(k2)); x1 = i32x4.add(x1, i32x4.splat(k0 + 2));
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 13);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 15);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 26);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 6);
    x0 = i32x4.add(x0, i32x4.splat(k0)); x1 = i32x4.add(x1, i32x4.splat(k1 + 3));
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 17);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 29);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 16);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 24);
    x0 = i32x4.add(x0, i32x4.splat(k1)); x1 = i32x4.add(x1, i32x4.splat(k2 + 4));
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 13);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 15);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 26);
    x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 6);
    x0 = i32x4.add(x0, i32x4.splat(k2)); x1 = i32x4.add(x1, i32x4.splat(k0 + 5));
    v128.store(at32(out, 2 * i), v128.shuffle<i32>(x0, x1, 0, 4, 1, 5));
    v128.store(at32(out, 2 * i), v128.shuffle<i32>(x0, x1, 2, 6, 3, 7), 16);
  }
  for (let i = whole; i < n; i++) store<u64>(at32(out, 2 * i), block(k0, k1, from + i, high));
}

/** The rotations of eight rounds, a byte each, the first lowest. */
const rotations: u64 = 0x18101d11061a0f0d;

/** One block, a round at a time: x0 in the lower half, x1 in the upper one. */
export function block(k0: i32, k1: i32, c0: i32, c1: i32): u64 {
  let x0 = c0 + k0;
  let x1 = c1 + k1;
  let next = k1;
  let after = parity ^ k0 ^ k1;
  let last = k0;
  for (let round = 0; round < 20; round++) {
    x0 += x1;
    x1 = rotl(x1, <i32>(rotations >> (8 * (round & 7))) & 31) ^ x0;
    if ((round & 3) == 3) {
      x0 += next;
      x1 += after + ((round + 1) >> 2);
      const used = next;
      next = after;
      after = last;
      last = used;
    }
  }
  return (<u64>(<u32>x1) << 32) | <u64>(<u32>x0);
}

/** Words [from, from + n) of a key's stream: word i is half i mod 2 of the block at counter (i / 2, 0). */
export function words(out: usize, n: i32, k0: i32, k1: i32, from: i32): void {
  if (n == 0) return;
  const head = from & 1;
  if (head) store<u32>(out, <u32>(block(k0, k1, from >>> 1, 0) >> 32));
  threefry(at32(out, head), (n - head) >> 1, k0, k1, (from + head) >>> 1, 0);
  const last = from + n - 1;
  if (((n - head) & 1)) store<u32>(at32(out, n - 1), <u32>block(k0, k1, last >>> 1, 0));
}
