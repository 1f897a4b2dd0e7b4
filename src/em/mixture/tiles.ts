import { type Cohort, groupSize } from "./cohorts.js";

/** Groups that are inferred and summed together: their numbers stay in the second cache. */
const groupsAtATime = 16;

/** The points of a row of a tile: the distance in elements between the numbers of two components. */
export const columns = groupsAtATime * groupSize;

/** Goes through a cohort tile by tile, by the groups [from, to) of each. */
export const eachTile = ({ groups }: Cohort, body: (from: number, to: number) => void): void => {
  for (let from = 0; from < groups; from += groupsAtATime) body(from, Math.min(from + groupsAtATime, groups));
};
