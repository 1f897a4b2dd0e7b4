import { groupSize, type MissingPattern } from "./missingPatterns.js";

/** Groups that are inferred and summed together, enough for many threads: their numbers stay in the last cache. */
const groupsAtATime = 256;

/**
 * The distance in elements between the numbers of two components: as many as a tile has points, and a group more, since
 * rows a power of two apart would meet in the same lines of a cache.
 */
export const columns = (groupsAtATime + 1) * groupSize;

/** Goes through a cohort tile by tile, by the groups [from, to) of each. */
export const eachTile = ({ groups }: MissingPattern, body: (from: number, to: number) => void): void => {
  for (let from = 0; from < groups; from += groupsAtATime) body(from, Math.min(from + groupsAtATime, groups));
};
