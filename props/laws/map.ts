/** The laws of what a map is made by: affinities, and the divergence with its gradient. */
import fc from "fast-check";
import type { Tensor } from "../../src/core/tensor.js";
import type { Affinities } from "../../src/embedding/tsne/affinities.js";
import type { Divergence } from "../../src/embedding/tsne/forces.js";
import { furthest, mapped, mapScenes, orderOf, placed, rowsOf } from "../arbitraries/maps.js";
import { roundoff64 } from "./bound.js";
import { forAll, type Laws, same, within } from "./law.js";

export type Affine = (x: Tensor, perplexity: number) => Affinities;
export type Diverge = (p: Tensor, y: Tensor, exaggeration: number) => Divergence;

const total = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0);

export const affinityLaws = (affine: Affine): Laws => ({
  "symmetric, 0 on the diagonal; their sum is 1 within n^2 u and the 2.2e-16 that each pair has at least": forAll(
    mapScenes,
    (scene) => {
      const { x, perplexity } = placed(scene);
      const { n } = scene;
      const { data } = affine(x, perplexity).p;
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) {
          within("symmetry", Math.abs(data[i * n + j]! - data[j * n + i]!), 0);
          within("a pair", data[i * n + j]! > 0 === (i !== j) ? 0 : 1, 0);
        }
      within("sum", Math.abs(total(data) - 1), n * n * (roundoff64 + 2 ** -52));
    },
  ),

  "the bits do not change under a translation of the data": forAll(
    mapScenes,
    fc.integer({ min: -99, max: 99 }),
    (scene, by) => {
      const { x, perplexity } = placed(scene);
      const [before, after] = [x, mapped(x, (value) => value + by)].map((points) => affine(points, perplexity));
      same("p", after!.p.data, before!.p.data);
      same("precisions", after!.precisions.data, before!.precisions.data);
    },
  ),

  "beta has the units of 1 / x^2: doubled data, a quarter of the precisions, the same p, bit for bit": forAll(
    mapScenes,
    (scene) => {
      const { x, perplexity } = placed(scene);
      const [single, double] = [x, mapped(x, (value) => 2 * value)].map((points) => affine(points, perplexity));
      same("p", double!.p.data, single!.p.data);
      same("precisions", mapped(double!.precisions, (value) => 4 * value).data, single!.precisions.data);
    },
  ),

  "before symmetry p(j | i) has the perplexity: sum over j of p log p of its Gaussian, within 2e-10": forAll(
    mapScenes,
    (scene) => {
      const { x, perplexity } = placed(scene);
      const { n } = scene;
      const { precisions } = affine(x, perplexity);
      for (let i = 0; i < n; i++) {
        const squares = Array.from({ length: n }, (_, j) =>
          total(Array.from({ length: 4 }, (__, f) => (x.data[4 * i + f]! - x.data[4 * j + f]!) ** 2)),
        ).filter((_, j) => j !== i);
        const nearest = Math.min(...squares);
        const weights = squares.map((square) => Math.exp(-precisions.data[i]! * (square - nearest)));
        const sum = total(weights);
        const entropy = -total(weights.map((w) => (w > 0 ? (w / sum) * Math.log(w / sum) : 0)));
        within("entropy", Math.abs(entropy - Math.log(perplexity)), 2e-10);
      }
    },
  ),
});

/** d log Z / dy of one coordinate. */
const logMassSlope = ({ shape, data }: Tensor, at: number): number => {
  const [n, dims] = shape as readonly [number, number];
  let mass = 0;
  let slope = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      let square = 0;
      for (let c = 0; c < dims; c++) square += (data[i * dims + c]! - data[j * dims + c]!) ** 2;
      mass += 1 / (1 + square);
      if (i === Math.floor(at / dims)) slope -= (4 * (data[at]! - data[j * dims + (at % dims)]!)) / (1 + square) ** 2;
    }
  return slope / mass;
};

export const gradientLaws = (affine: Affine, diverge: Diverge): Laws => ({
  "is that of finite differences, within their h^2 and u / h": forAll(
    mapScenes,
    fc.constantFrom(1, 4),
    fc.nat(),
    (scene, exaggeration, which) => {
      const { x, y, perplexity } = placed(scene);
      const { p } = affine(x, perplexity);
      const at = which % y.data.length;
      const h = 2 ** -14;
      const moved = (by: number): Tensor => mapped(y, (value, i) => (i === at ? value + by : value));
      const kl = (by: number): number => diverge(p, moved(by), exaggeration).kl;
      const slope = (kl(h) - kl(-h)) / (2 * h);
      // h^2 / 6 times third derivatives, of size 100 exaggeration at most; KL of size 10 exaggeration, rounded
      const bound = exaggeration * (100 * h ** 2 + (100 * roundoff64) / h);
      // an exaggerated p sums to more than 1, whose weight on log Z the gradient leaves out
      const massSlope = (exaggeration * total(p.data) - 1) * logMassSlope(y, at);
      const { gradient } = diverge(p, y, exaggeration);
      within("slope", Math.abs(gradient.data[at]! + massSlope - slope), bound);
    },
  ),

  "sums to 0 over the points, within 16 n u: no force from outside": forAll(mapScenes, (scene) => {
    const { x, y, perplexity } = placed(scene);
    const { data } = diverge(affine(x, perplexity).p, y, 1).gradient;
    for (let c = 0; c < scene.dims; c++)
      within(
        "sum",
        Math.abs(total(Array.from(data).filter((_, at) => at % scene.dims === c))),
        16 * scene.n * roundoff64,
      );
  }),

  "translation: no bit of it changes": forAll(mapScenes, fc.integer({ min: -99, max: 99 }), (scene, by) => {
    const { x, y, perplexity } = placed(scene);
    const { p } = affine(x, perplexity);
    const [before, after] = [y, mapped(y, (value) => value + by)].map((map) => diverge(p, map, 1));
    same("gradient", after!.gradient.data, before!.gradient.data);
    within("KL", Math.abs(after!.kl - before!.kl), 0);
  }),

  "rotation of the map turns the gradient and leaves KL, within 100 u of positions below 4": forAll(
    mapScenes,
    fc.double({ min: 0, max: 6, noNaN: true }),
    (scene, angle) => {
      const { x, y, perplexity } = placed({ ...scene, dims: 2 });
      const { p } = affine(x, perplexity);
      const turn = (t: Tensor): Tensor =>
        mapped(t, (value, i) =>
          i % 2 === 0
            ? Math.cos(angle) * value - Math.sin(angle) * t.data[i + 1]!
            : Math.sin(angle) * t.data[i - 1]! + Math.cos(angle) * value,
        );
      const [before, after] = [diverge(p, y, 1), diverge(p, turn(y), 1)];
      within("KL", Math.abs(after.kl - before.kl), 100 * 4 * roundoff64 * 10);
      within("gradient", furthest(after.gradient, turn(before.gradient)), 100 * 4 * roundoff64);
    },
  ),

  "permutation of data and map permutes it, within 1e-9: entropies are found to 1e-10": forAll(mapScenes, (scene) => {
    const { x, y, perplexity } = placed(scene);
    const rows = orderOf(scene.seed, scene.n);
    const before = diverge(affine(x, perplexity).p, y, 1);
    const after = diverge(affine(rowsOf(x, rows), perplexity).p, rowsOf(y, rows), 1);
    const bound = 1e-9; // sums in another order end the search elsewhere within its tolerance
    within("KL", Math.abs(after.kl - before.kl), bound);
    within("gradient", furthest(after.gradient, rowsOf(before.gradient, rows)), bound);
  }),
});
