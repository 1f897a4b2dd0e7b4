/**
 * How the forces between points are found: over all pairs of them, or those of neighbours one by one and the others by
 * a tree of cells, in the plane.
 */
export type Method = "exact" | "barnesHut";

/**
 * Points from which on `auto` takes the tree. It is faster from 300 on, and five times from 3,000 on (bench/tsne.ts);
 * below, all pairs take some seconds, and leave nothing out.
 */
const crossover = 3000;

/**
 * The method for n points, where none was asked for.
 *
 * @example
 * methodFor(10_000, 2, "auto") // => "barnesHut"
 */
export const methodFor = (n: number, dims: number, method: Method | "auto"): Method => {
  if (method !== "auto") return method;
  return dims === 2 && n >= crossover ? "barnesHut" : "exact";
};
