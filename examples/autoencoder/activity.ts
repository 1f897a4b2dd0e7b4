/** How active the units of a sparse code are, and the pictures of that. */

import { imageTensor } from "../../src/cli/data/dataset.js";
import type { RunHost } from "../../src/cli/index.js";
import { foldChunks } from "../../src/cli/training/evidence.js";
import type { ImageSet } from "../../src/data/labelledImages.js";
import { encode, key, nn, type Sparsity, type Tensor } from "../../src/flat.js";
import { bars, type Content, grid, line, panel, picture, row, rule } from "../../src/plot/index.js";
import { klBernoulliProbability } from "../../src/prob/kl.js";
import type { Learner } from "../digits/learner.js";

const bins = 20;

/** What is known of the activities a = 2 (sigmoid|z| - 1/2) of a set of pictures. */
export interface Activities {
  /** Over all units and pictures. */
  readonly mean: number;
  /** The mean of each unit. */
  readonly units: Float64Array;
  /** The same over the pictures of each class. */
  readonly classes: readonly Float64Array[];
  /** The share of all activities in each of 20 bins from 0 to 1. */
  readonly shares: Float64Array;
}

const activitiesOf = ({ runtime, model, weights }: Learner, x: Tensor): Tensor => {
  const none = new Float32Array();
  const z = encode(runtime, model, weights, x);
  return nn.layer(runtime, nn.activity).apply(none, none, [z], { mode: "eval", key: key(0) }).y[0]!;
};

const binOf = (a: number): number => Math.min(bins - 1, Math.floor(bins * a));

const add = (into: Float64Array, values: ArrayLike<number>, from: number): void => {
  for (let j = 0; j < into.length; j++) into[j]! += values[from + j]!;
};

const scaled = (values: Float64Array, by: number): Float64Array => values.map((value) => value * by);

/** The activities of all test pictures. */
export const measureActivities = async (
  host: Pick<RunHost, "progress" | "yieldToEvents">,
  learner: Learner,
  { test, classes }: ImageSet,
): Promise<Activities> => {
  const n = learner.model.latent;
  const sums = classes.map(() => new Float64Array(n));
  const members = classes.map(() => 0);
  const counts = new Float64Array(bins);
  await foldChunks(host, "activities", test.count, null, (_, from, to) => {
    const { data } = activitiesOf(learner, imageTensor(test, { from, to }));
    for (let i = from; i < to; i++) {
      const label = test.labels[i]!;
      add(sums[label]!, data, (i - from) * n);
      members[label]! += 1;
    }
    for (let at = 0; at < data.length; at++) counts[binOf(data[at]!)]! += 1;
    return null;
  })();
  const units = new Float64Array(n);
  for (const sum of sums) add(units, sum, 0);
  return {
    mean: units.reduce((total, sum) => total + sum, 0) / (n * test.count),
    units: scaled(units, 1 / test.count),
    classes: sums.map((sum, c) => scaled(sum, 1 / Math.max(1, members[c]!))),
    shares: scaled(counts, 1 / (n * test.count)),
  };
};

/** Rows and columns that hold n units, about as many of both; places that are left over are missing. */
const square = (values: Float64Array): { readonly values: Float64Array; readonly shape: readonly [number, number] } => {
  const columns = Math.ceil(Math.sqrt(values.length));
  const rows = Math.ceil(values.length / columns);
  const filled = new Float64Array(rows * columns).fill(Number.NaN);
  filled.set(values);
  return { values: filled, shape: [rows, columns] };
};

/** From where on the maps are black. */
export const blackest = 0.5;

/** The mean activity of each unit for each class, from white, 0, to black. */
export const activityMaps = ({ classes: means }: Activities, classes: readonly string[]): Content =>
  grid(
    5,
    means.map((of, c) =>
      picture({ ...square(of), domain: [0, blackest], colours: "ink", zoom: 5, title: classes[c]! }),
    ),
  );

const edges = Float64Array.from({ length: bins + 1 }, (_, i) => i / bins);

/** Activities of all units and pictures, and the means of the units, in bins from 0 to 1. */
export const activityHistograms = ({ mean, units, shares }: Activities, sparsity: Sparsity): Content => {
  const ofUnits = new Float64Array(bins);
  for (const unit of units) ofUnits[binOf(unit)]! += 1 / units.length;
  const chart = (title: string, height: Float64Array, label: string): Content =>
    panel(
      [
        bars({ height, edges }),
        rule({ x: mean, label: `mean ${mean.toFixed(3)}` }),
        ...(sparsity.kind === "kl" ? [rule({ x: sparsity.target, label: "target", colour: 2, dashed: false })] : []),
      ],
      { title, x: { label: "activity", domain: [0, 1] }, y: { label }, width: 300, height: 240 },
    );
  return row([
    chart("All units of all pictures", shares, "share of the activities"),
    chart("Each unit, averaged over the pictures", ofUnits, "share of the units"),
  ]);
};

/** What it costs to be active at a rate q where p is wanted, in three ways. */
export const costs = (p: number): Content => {
  const q = Float64Array.from({ length: 500 }, (_, i) => 0.001 + (0.998 * i) / 499);
  const of = (cost: (q: number) => number): Float64Array => q.map(cost);
  return panel(
    [
      line({ x: q, y: of((at) => klBernoulliProbability(p, at).value), label: "KL(p || q)" }),
      line({ x: q, y: of((at) => Math.abs(p - at)), label: "|p - q|" }),
      line({ x: q, y: of((at) => (p - at) ** 2), label: "(p - q)^{2}" }),
      rule({ x: p, label: `target p = ${p}` }),
    ],
    { x: { label: "mean activity q", domain: [0, 1] }, y: { label: "cost", domain: [0, 1] }, width: 460, height: 320 },
  );
};
