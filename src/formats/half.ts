/** IEEE 754 binary16 ("half", NumPy's float16) to and from binary32, bit by bit: sign 1, exponent 5, fraction 10. */

const exponentMask = 0x7c00;
const fractionMask = 0x03ff;

/** Half's exponent is biased by 15, single's by 127. */
const rebias = 127 - 15;

/** Single infinity, and the smallest normal half, as bits of a single. */
const infinity = 0x7f800000;
const smallestNormal = 0x38800000;

/** 65520 as bits: halfway between the largest half, 65504, and 65536; the tie goes to even, which is infinity. */
const overflow = 0x477ff000;

/**
 * Widens halves. Exact; a NaN keeps its payload.
 *
 * @example
 * fromHalf(Uint16Array.of(0x3c00, 0xc000, 0x0001)) // => Float32Array.of(1, -2, 2 ** -24)
 */
export const fromHalf = (halves: Uint16Array): Float32Array<ArrayBuffer> => {
  const singles = new Float32Array(halves.length);
  const bits = new Uint32Array(singles.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    const sign = (half & 0x8000) << 16;
    const exponent = half & exponentMask;
    const fraction = half & fractionMask;
    if (exponent === exponentMask) bits[i] = sign | infinity | (fraction << 13);
    else if (exponent !== 0) bits[i] = sign | ((exponent + (rebias << 10)) << 13) | (fraction << 13);
    else {
      singles[i] = fraction * 2 ** -24;
      bits[i] = bits[i]! | sign;
    }
  }
  return singles;
};

/**
 * Rounds singles to halves, to nearest, ties to even; beyond 65520 to infinity. A NaN keeps the top of its payload.
 *
 * @example
 * toHalf(Float32Array.of(1, 65520, 2 ** -25)) // => Uint16Array.of(0x3c00, 0x7c00, 0)
 */
export const toHalf = (singles: Float32Array): Uint16Array<ArrayBuffer> => {
  const bits = new Uint32Array(singles.buffer, singles.byteOffset, singles.length);
  const halves = new Uint16Array(singles.length);
  for (let i = 0; i < singles.length; i++) {
    const sign = (bits[i]! >>> 16) & 0x8000;
    const magnitude = bits[i]! & 0x7fffffff;
    halves[i] = sign | halfMagnitude(magnitude, Math.abs(singles[i]!));
  }
  return halves;
};

const halfMagnitude = (bits: number, value: number): number => {
  if (bits > infinity) {
    const payload = (bits >>> 13) & fractionMask;
    return exponentMask | (payload === 0 ? 0x200 : payload);
  }
  if (bits >= overflow) return exponentMask;
  // Subnormal halves are multiples of 2^-24; adding 2^52 makes the float64 adder round to an integer, ties to even.
  if (bits < smallestNormal) return value * 2 ** 24 + 2 ** 52 - 2 ** 52;
  // Just under half a unit of the 10th bit, and the rest of it if that bit is odd; a carry runs into the exponent.
  return ((bits + 0xfff + ((bits >>> 13) & 1)) >>> 13) - (rebias << 10);
};
