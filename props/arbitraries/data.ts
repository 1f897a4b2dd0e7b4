import fc from "fast-check";

/** The next number of a stream, uniform in [0, 1). */
export type Stream = () => number;

/**
 * Mulberry32: a stream from a seed. Bulk data is made from (seed, shape), so that a counterexample shrinks in its
 * shape and a run with a million numbers costs fast-check two integers. Not this library's generator, on purpose.
 */
export const stream = (seed: number): Stream => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const seeds: fc.Arbitrary<number> = fc.integer({ min: 0, max: 2 ** 31 - 1 });

/** Lengths from 0 to past four unrolled blocks, with those around each whole block drawn more often. */
export const lengths = (block: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.nat({ max: 4 * block + 7 }),
    fc.tuple(fc.nat({ max: 4 }), fc.integer({ min: -1, max: 1 })).map(([k, off]) => Math.max(0, k * block + off)),
  );

/** How one element of an input is drawn. */
export type Draw = (next: Stream) => number;

export const between =
  (low: number, high: number): Draw =>
  (next) =>
    low + (high - low) * next();

/** Both signs, magnitudes spread evenly over the exponents of 2^low .. 2^high. */
export const magnitudes =
  (low: number, high: number): Draw =>
  (next) =>
    (next() < 0.5 ? -1 : 1) * 2 ** (low + (high - low) * next());

/** Bulk data of a seed. */
export const drawn = (seed: number, length: number, draw: Draw): Float64Array => {
  const next = stream(seed);
  return Float64Array.from({ length }, () => draw(next));
};
