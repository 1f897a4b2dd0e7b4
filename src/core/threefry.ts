/** Two 32-bit words: a key, a counter, or what the one makes of the other. */
export type WordPair = readonly [number, number];

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;

/**
 * Threefry-2x32-20, one block: a bijection of counters for each key, whose values pass every statistical test.
 *
 * Words come in and go out as unsigned 32-bit integers. The kernel `threefry` computes the same, four at a time.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011), and their Random123.
 *
 * @example
 * threefry([0, 0], [0, 0]) // => [0x6b200159, 0x99ba4efe]
 */
export const threefry = ([k0, k1]: WordPair, [c0, c1]: WordPair): WordPair => {
  const schedule = [k0, k1, 0x1bd11bda ^ k0 ^ k1] as const;
  let x0 = (c0 + k0) | 0;
  let x1 = (c1 + k1) | 0;
  for (let round = 0; round < 20; round++) {
    const r = rotations[round % 8]!;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x0 = (x0 + schedule[injection % 3]!) | 0;
      x1 = (x1 + schedule[(injection + 1) % 3]! + injection) | 0;
    }
  }
  return [x0 >>> 0, x1 >>> 0];
};
