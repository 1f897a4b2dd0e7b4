import { threefry } from "./threefry.js";

declare const brand: unique symbol;

/**
 * Where random numbers come from: a value, to be used once. Draw from it, or split it and draw from the parts; the same
 * key always gives the same numbers, and nothing in the library draws without one.
 *
 * The two words are the key of Threefry-2x32-20. A counter's upper word says what a block is for, so that no child of a
 * key is a pair of words that a sampler draws from it (one key maps different counters to different blocks).
 */
export interface Key {
  readonly k0: number;
  readonly k1: number;
  readonly [brand]: true;
}

/** The upper two bits of a counter; samplers have 0. */
const part = 0x4000_0000;
const folded = 0x8000_0000;
const letter = 0xc000_0000;
const lastLetter = 0xe000_0000;

const child = (key: Key, low: number, high: number): Key => {
  const [k0, k1] = threefry([key.k0, key.k1], [low, high]);
  return { k0, k1 } as Key;
};

const wholeNumber = (what: string, n: number): void => {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`${what} is an integer from 0 to 2^53 - 1, not ${n}`);
};

/**
 * The key of two words, as a file keeps it.
 *
 * Throws a RangeError for words that are not integers from 0 to 2^32 - 1; those from outside are decoded before.
 *
 * @example
 * keyOfWords(7, 0) // => key(7)
 */
export const keyOfWords = (k0: number, k1: number): Key => {
  if (k0 >>> 0 !== k0 || k1 >>> 0 !== k1) throw new RangeError(`a word is an integer from 0 to 2^32 - 1: ${k0}, ${k1}`);
  return { k0, k1 } as Key;
};

const upper = (n: number): number => Math.floor(n / 2 ** 32);

/**
 * The key of a seed, an integer from 0 to 2^53 - 1: 0 is a seed like any other.
 *
 * Throws a RangeError for what is not such an integer; a seed from outside is decoded before it comes here.
 *
 * @example
 * key(0).k1 // => 0
 */
export const key = (seed: number): Key => {
  wholeNumber("a seed", seed);
  return { k0: seed >>> 0, k1: upper(seed) } as Key;
};

/**
 * n keys, independent of each other and of the numbers drawn from `parent`. The first of n does not depend on n.
 *
 * @example
 * const [ofWeights, ofNoise] = split(key(7), 2);
 * ofWeights.k0 === ofNoise.k0 // => false
 */
export const split = (parent: Key, n: number): readonly Key[] =>
  Array.from({ length: n }, (_, i) => child(parent, i, part));

/**
 * The key number n of a key: of a step, an epoch, a row. Folding in n and then m is not folding in m and then n.
 *
 * Throws a RangeError where n is not an integer from 0 to 2^53 - 1.
 */
export const foldIn = (parent: Key, n: number): Key => {
  wholeNumber("what is folded in", n);
  return child(parent, n >>> 0, (folded + upper(n)) >>> 0);
};

const spelled = (parent: Key, name: string): Key => {
  const units = Array.from({ length: name.length }, (_, i) => name.charCodeAt(i));
  return child(
    units.reduce((key, unit) => child(key, unit, letter), parent),
    name.length,
    lastLetter,
  );
};

/**
 * The key of a name, or of a path of names: a layer's weights keep their numbers when another layer is added.
 *
 * The name is folded in letter by letter (UTF-16 units, then the length), so no other hash decides its quality.
 *
 * @example
 * named(key(1), "encoder", "weight").k0 === named(named(key(1), "encoder"), "weight").k0 // => true
 * named(key(1), "ab").k0 === named(key(1), "a", "b").k0 // => false
 */
export const named = (parent: Key, ...names: readonly string[]): Key => names.reduce(spelled, parent);
