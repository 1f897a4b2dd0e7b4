/** The points that the program draws for itself: always the same, whatever the seed of a run. */
import { key, type Mixture, named, normal, type Runtime, type Tensor, tensor, tensor64 } from "../../src/flat.js";

const drawn = (runtime: Runtime, name: string, n: number, d: number): Float64Array =>
  Float64Array.from(normal(runtime, named(key(0), "density", name), [n, d], "float64").data);

/** 0.3 N(0, 1) + 0.7 N(5, 1). */
export const twoNormals: Mixture = {
  covariance: "spherical",
  weights: tensor64([2], [0.3, 0.7]),
  means: tensor64([2, 1], [0, 5]),
  covariances: tensor64([2], [1, 1]),
};

/** n numbers, three tenths of them from N(0, 1) and the others from N(5, 1). */
export const line = (runtime: Runtime, n: number): Float64Array =>
  drawn(runtime, `line of ${n}`, n, 1).map((z, i) => (i < 0.3 * n ? z : 5 + z));

/** C of the points z C, z ~ N(0, I). */
const stretch = [
  [-1, -0.7],
  [3.5, 0.7],
] as const;

/** 500 points from N((20, -20), I) and 500 that are stretched: [1000, 2]. */
export const plane = (runtime: Runtime): Tensor => {
  const n = 500;
  const round = drawn(runtime, "round", n, 2).map((z, i) => z + (i % 2 === 0 ? 20 : -20));
  const z = drawn(runtime, "stretched", n, 2);
  const stretched = z.map((_, i) => {
    const [row, column] = [i - (i % 2), i % 2];
    return z[row]! * stretch[0][column]! + z[row + 1]! * stretch[1][column]!;
  });
  return tensor([2 * n, 2], Float64Array.of(...round, ...stretched));
};
