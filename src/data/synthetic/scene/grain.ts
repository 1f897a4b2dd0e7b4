/** Noise that looks like grass or hair: alone, because house, trees, hair and landscape all draw with it. */
import { threefry } from "../../../core/threefry.js";
import type { Field } from "./distance.js";
import { smooth } from "./paint.js";

/** The lattice repeats after so many cells, a power of 2. */
const period = 32;

/**
 * Something between 0 and 1 that looks accidental and is always the same: random numbers on a lattice of `across` x
 * `down` pixels a cell, smoothly interpolated. Hair, leaves and grass are made of it.
 *
 * Source: D. Peachey on lattice noise in D. S. Ebert et al., "Texturing and modeling: a procedural approach", 1994.
 */
export const grain = (seed: number): ((across: number, down: number) => Field) => {
  const lattice = Float64Array.from({ length: period * period }, (_, i) => threefry([seed, 0], [i, 0])[0] / 2 ** 32);
  const at = (i: number, j: number): number => lattice[(i & (period - 1)) * period + (j & (period - 1))]!;
  return (across, down) => (x, y) => {
    const [j, i] = [Math.floor(x / across), Math.floor(y / down)];
    const [u, v] = [smooth(x / across - j), smooth(y / down - i)];
    const above = at(i, j) + u * (at(i, j + 1) - at(i, j));
    const beneath = at(i + 1, j) + u * (at(i + 1, j + 1) - at(i + 1, j));
    return above + v * (beneath - above);
  };
};
