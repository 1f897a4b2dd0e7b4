/** Points about two curves that meet nowhere in their codes: what one number cannot hold without a label. */
import { type Key, named, normal, permutation, type Runtime, type Tensor, tensor32 } from "../../src/flat.js";

/** Points [N, 2], and the number of the curve that each belongs to. */
export interface Points {
  readonly x: Tensor;
  readonly labels: Uint8Array;
}

/** The curves without noise, and the points that are learnt from and held out. */
export interface Curves {
  readonly names: readonly string[];
  /** [N, 2] each */
  readonly curves: readonly Tensor[];
  readonly train: Points;
  readonly test: Points;
}

/** From a to b in n equal steps, both ends among them. */
const linspace = (a: number, b: number, n: number): readonly number[] =>
  Array.from({ length: n }, (_, i) => a + ((b - a) * i) / (n - 1));

/** Points of a curve. */
const each = 2000;
/** Standard deviation of the noise, and the share that is held out. */
const [sigma, held] = [0.06, 0.25];

const wave = linspace(-2.2, 2.2, each).map((x) => [x, Math.sin(x)]);
const circle = linspace(0, 2 * Math.PI, each).map((t) => [1.5 + 0.5 * Math.sin(t), -0.5 + 0.5 * Math.cos(t)]);
const [count, both] = [2 * each, [...wave, ...circle].flat()];

/** y = sin x on [-2.2, 2.2], and a circle of radius 0.5 about (1.5, -0.5): 2,000 points of each. */
export const drawCurves = (runtime: Runtime, key: Key): Curves => {
  const noise = normal(runtime, named(key, "noise"), [count, 2]).data;
  const order = permutation(named(key, "split"), count);
  const rows = (from: number, to: number): Points => {
    const chosen = Array.from(order.subarray(from, to));
    const x = chosen.flatMap((i) => [0, 1].map((j) => both[2 * i + j]! + sigma * noise[2 * i + j]!));
    return { x: tensor32([chosen.length, 2], x), labels: Uint8Array.from(chosen, (i) => Math.floor(i / each)) };
  };
  return {
    names: ["y = sin x", "circle"],
    curves: [tensor32([each, 2], wave.flat()), tensor32([each, 2], circle.flat())],
    train: rows(held * count, count),
    test: rows(0, held * count),
  };
};
