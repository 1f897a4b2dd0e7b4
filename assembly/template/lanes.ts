/** Blocks of eight: the pixels, frequencies or shifts of eight images side by side. */

/** Lanes 2l and 2l + 1 of a block of eight, as float64. */
@inline export function pair<T extends number>(p: usize, l: usize): v128 {
  if (sizeof<T>() == 2) return f64x2.convert_low_i32x4_s(i32x4.extend_low_i16x8_s(v128.load32_zero(p + (l << 2))));
  return v128.load(p + (l << 4));
}

/** Bytes of a block of eight pixels. */
@inline export function block<T extends number>(): usize {
  return sizeof<T>() << 3;
}

/** Address of octet i: eight float64. */
@inline export function octets(p: usize, i: i32): usize {
  return p + ((<usize>i) << 6);
}

/** Sets `count` octets to 0. */
@inline export function zero(p: usize, count: i32): void {
  memory.fill(p, 0, (<usize>count) << 6);
}

/** to = a + b, octet by octet. */
@inline export function addOctets(to: usize, a: usize, b: usize): void {
  v128.store(to, f64x2.add(v128.load(a), v128.load(b)));
  v128.store(to, f64x2.add(v128.load(a, 16), v128.load(b, 16)), 16);
  v128.store(to, f64x2.add(v128.load(a, 32), v128.load(b, 32)), 32);
  v128.store(to, f64x2.add(v128.load(a, 48), v128.load(b, 48)), 48);
}
