import { option as O } from "fp-ts";

/**
 * The number of letters to add, drop, change or swap with the next one (optimal string alignment).
 *
 * d[i][j] = min(d[i-1][j] + 1, d[i][j-1] + 1, d[i-1][j-1] + [a_i != b_j], d[i-2][j-2] + 1 where a swap fits)
 *
 * @example
 * distance("wdith", "width") // => 1
 */
export const distance = (a: string, b: string): number => {
  let previous: number[] = [];
  let current = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = current[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next[j] = Math.min(current[j]! + 1, next[j - 1]! + 1, change, swapped ? previous[j - 2]! + 1 : Infinity);
    }
    previous = current;
    current = next;
  }
  return current[b.length]!;
};

/**
 * The word that was probably meant: the one that `word` begins, or the nearest within a third of its letters.
 *
 * @example
 * nearest("relaxd", ["auto", "plain", "relaxed"]) // => O.some("relaxed")
 * nearest("sched", ["seed", "schedule"]) // => O.some("schedule")
 * nearest("colour", ["seed", "schedule"]) // => O.none
 */
export const nearest = (word: string, candidates: readonly string[]): O.Option<string> => {
  const ranked = candidates
    .map((candidate) => ({
      candidate,
      far: word.length > 1 && candidate.startsWith(word) ? 0.5 : distance(word, candidate),
    }))
    .filter(({ candidate, far }) => far <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.far - b.far);
  return O.fromNullable(ranked[0]?.candidate);
};
