/**
 * Points of the plane along Morton's curve: the order in which a quadtree has them. A key is 32 bits of either
 * coordinate by turns, the highest first; two bits are the quadrant of a cell, and what keys have in common before
 * them is the cell.
 */
import { at, at32, at64 } from "../memory";

/** The bits of a number of 32, a zero between each two. */
@inline function spread(bits: u64): u64 {
  bits = (bits | (bits << 16)) & 0x0000ffff0000ffff;
  bits = (bits | (bits << 8)) & 0x00ff00ff00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x3333333333333333;
  return (bits | (bits << 1)) & 0x5555555555555555;
}

/** 2^32 t as an integer, for t in [0, 1]; 0 where t is not a number. */
@inline function integer(t: f64): u64 {
  return t > 0 ? <u64>min(4294967296.0 * t, 4294967295.0) : 0;
}

@inline function lowest<T>(p: usize, n: i32): f64 {
  let low = Infinity;
  for (let i = 0; i < n; i++) low = min(low, <f64>load<T>(at<T>(p, i)));
  return low;
}

@inline function highest<T>(p: usize, n: i32): f64 {
  let high = -Infinity;
  for (let i = 0; i < n; i++) high = max(high, <f64>load<T>(at<T>(p, i)));
  return high;
}

/** The key of each point in the square about all of them; returns its side. */
@inline export function keysOf<T>(keys: usize, y: usize, stride: i32, n: i32): f64 {
  const second = at<T>(y, stride);
  const left = lowest<T>(y, n), bottom = lowest<T>(second, n);
  const side = max(highest<T>(y, n) - left, highest<T>(second, n) - bottom);
  for (let i = 0; i < n; i++) {
    const across = integer((<f64>load<T>(at<T>(y, i)) - left) / side);
    const up = integer((<f64>load<T>(at<T>(second, i)) - bottom) / side);
    store<u64>(at64(keys, i), spread(across) | (spread(up) << 1));
  }
  return side;
}

/** Bits of a digit of a key. */
const digit: i32 = 8;
const digits: i32 = 8;
const values: i32 = 1 << digit;

@inline function digitOf(key: u64, d: i32): i32 {
  return <i32>((key >> <u64>(digit * d)) & <u64>(values - 1));
}

/** The bytes of scratch that sorting n keys needs. */
@inline export function sortScratch(n: i32): usize {
  return at64(at32(0, values * digits + n + (n & 1)), n);
}

/** How often each digit has each value: [digit][value]. */
function countDigits(counts: usize, keys: usize, n: i32): void {
  memory.fill(counts, 0, at32(0, values * digits));
  for (let i = 0; i < n; i++) {
    const key = load<u64>(at64(keys, i));
    for (let d = 0; d < digits; d++) {
      const count = at32(counts, values * d + digitOf(key, d));
      store<i32>(count, load<i32>(count) + 1);
    }
  }
}

/** One pass by digit d; false where all have the same, and nothing was done. */
function pass(toKeys: usize, toOrder: usize, keys: usize, order: usize, counts: usize, d: i32, n: i32): bool {
  const starts = at32(counts, values * d);
  if (load<i32>(at32(starts, digitOf(load<u64>(keys), d))) == n) return false;
  let start = 0;
  for (let v = 0; v < values; v++) {
    const count = load<i32>(at32(starts, v));
    store<i32>(at32(starts, v), start);
    start += count;
  }
  for (let i = 0; i < n; i++) {
    const key = load<u64>(at64(keys, i)), next = at32(starts, digitOf(key, d)), slot = load<i32>(next);
    store<i32>(next, slot + 1);
    store<u64>(at64(toKeys, slot), key);
    store<i32>(at32(toOrder, slot), load<i32>(at32(order, i)));
  }
  return true;
}

/** Sorts n > 0 keys, and puts into `order` where each was; of equal keys the first comes first. */
export function sortKeys(keys: usize, order: usize, scratch: usize, n: i32): void {
  const counts = scratch;
  let fromKeys = keys, fromOrder = order, toOrder = at32(scratch, values * digits), toKeys = at32(toOrder, n + (n & 1));
  for (let i = 0; i < n; i++) store<i32>(at32(order, i), i);
  countDigits(counts, keys, n);
  for (let d = 0; d < digits; d++) {
    if (!pass(toKeys, toOrder, fromKeys, fromOrder, counts, d, n)) continue;
    const spentKeys = fromKeys, spentOrder = fromOrder;
    fromKeys = toKeys; fromOrder = toOrder;
    toKeys = spentKeys; toOrder = spentOrder;
  }
  if (fromKeys == keys) return;
  memory.copy(keys, fromKeys, at64(0, n));
  memory.copy(order, fromOrder, at32(0, n));
}
