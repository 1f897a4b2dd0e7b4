/** How active the units of a sparse code are. */
import { klBernoulliProbability } from "../../prob/kl.js";
import { type Content, grid, row } from "../figure.js";
import { bars } from "../mark/bars.js";
import { line } from "../mark/line.js";
import { rule } from "../mark/rule.js";
import { type Panel, panel, picture } from "../panel.js";
import type { Floats } from "../values.js";

/** Rows and columns that hold n units, about as many of both; places that are left over are missing. */
const square = (values: Floats): { readonly values: Float64Array; readonly shape: readonly [number, number] } => {
  const columns = Math.max(1, Math.ceil(Math.sqrt(values.length)));
  const rows = Math.max(1, Math.ceil(values.length / columns));
  const filled = new Float64Array(rows * columns).fill(Number.NaN);
  filled.set(values);
  return { values: filled, shape: [rows, columns] };
};

/**
 * The mean activity of each unit for each class, from white, 0, to black, `blackest` (0.5) and more: a map a class, five
 * in a row.
 *
 * @example
 * activityMaps([["zero", [0.1, 0.2, 0.3, 0]], ["one", [0, 0, 0, 0.5]]]).kind // => "grid"
 */
export const activityMaps = (
  means: readonly (readonly [name: string, means: Floats])[],
  { blackest = 0.5 }: { readonly blackest?: number } = {},
): Content =>
  grid(
    5,
    means.map(([title, of]) => picture({ ...square(of), domain: [0, blackest], colours: "ink", zoom: 5, title })),
  );

/** How active units are: of all units and pictures, and each unit on average. Activities are from 0 to 1. */
export interface ActivityShares {
  /** The share of all activities in each of equal bins from 0 to 1. */
  readonly shares: Floats;
  /** The mean activity of each unit. */
  readonly units: Floats;
  /** Over all units and pictures. */
  readonly mean: number;
  /** The activity that is wanted, if one is. */
  readonly target?: number | undefined;
}

/**
 * Histograms of activities: of all units of all pictures, and of the means of the units.
 *
 * @example
 * activityHistograms({ shares: [0.75, 0.25], units: [0.1, 0.6], mean: 0.3, target: 0.1 }).kind // => "grid"
 */
export const activityHistograms = ({ shares, units, mean, target }: ActivityShares): Content => {
  const bins = shares.length;
  const edges = Array.from({ length: bins + 1 }, (_, i) => i / bins);
  const ofUnits = new Float64Array(bins);
  for (let j = 0; j < units.length; j++) ofUnits[Math.min(bins - 1, Math.floor(bins * units[j]!))]! += 1 / units.length;
  const chart = (title: string, height: Floats, label: string): Content =>
    panel(
      [
        bars({ height, edges }),
        rule({ x: mean, label: `mean ${mean.toFixed(3)}` }),
        ...(target === undefined ? [] : [rule({ x: target, label: "target", colour: 2, dashed: false })]),
      ],
      { title, x: { label: "activity", domain: [0, 1] }, y: { label }, width: 300, height: 240 },
    );
  return row([
    chart("All units of all pictures", shares, "share of the activities"),
    chart("Each unit, averaged over the pictures", ofUnits, "share of the units"),
  ]);
};

/**
 * What it costs to be active at a rate q where p is wanted, in three ways: KL(p || q), |p - q| and (p - q)^2.
 *
 * @example
 * sparsityCosts(0.1).marks.length // => 4
 */
export const sparsityCosts = (p: number): Panel => {
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
