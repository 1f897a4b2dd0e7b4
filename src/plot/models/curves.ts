/** How a fit went: losses by epoch, bounds by iteration, criteria by size. */
import type { Tensor } from "../../core/tensor.js";
import type { EpochLosses } from "../../train/index.js";
import { type Content, grid } from "../figure.js";
import { line } from "../mark/line.js";
import { rule } from "../mark/rule.js";
import { scatter } from "../mark/scatter.js";
import { type Panel, type PanelOptions, panel } from "../panel.js";
import { theme } from "../theme.js";
import { coordinate, type Floats } from "../values.js";

/** One of the losses that are drawn. */
export interface LossCurve<Term extends string> {
  readonly of: "loss" | Term;
  /** The loss's own name without it. */
  readonly title?: string;
  /** What its numbers are: "nats a picture". */
  readonly unit?: string;
}

/** Ticks of whole numbers up to a length. */
const wholeTicks = (length: number, most: number): number => Math.max(1, Math.min(most, length));

const lossPanel = <Term extends string>(
  history: readonly EpochLosses<Term>[],
  { of, title = `${of.charAt(0).toUpperCase()}${of.slice(1)}`, unit = "nats" }: LossCurve<Term>,
): Panel => {
  const x = history.map((_, epoch) => epoch + 1);
  const markers = history.length <= 20;
  return panel(
    [
      line({ x, y: history.map(({ train }) => train[of]), label: "training", markers }),
      line({ x, y: history.map(({ test }) => test?.[of] ?? Number.NaN), label: "test", markers }),
    ],
    {
      title,
      x: { label: "epoch", ticks: wholeTicks(history.length - 1, 6) },
      y: { label: unit },
      width: 250,
      height: 230,
    },
  );
};

/**
 * Losses of training and test against the epochs, a panel for each of `curves`, three in a row; without `curves` for the
 * loss and whatever it is made of.
 *
 * @example
 * const history = [{ train: { loss: 3, kl: 1 }, test: { loss: 4, kl: 1 } }];
 * lossCurves(history, { curves: [{ of: "kl", title: "KL", unit: "nats a picture" }] }).kind // => "grid"
 */
export const lossCurves = <Term extends string>(
  history: readonly EpochLosses<Term>[],
  options: { readonly curves?: readonly LossCurve<Term>[] } = {},
): Content => {
  const { curves = Object.keys(history[0]?.train ?? { loss: 0 }).map((of) => ({ of: of as Term })) } = options;
  return grid(
    Math.min(3, Math.max(1, curves.length)),
    curves.map((curve) => lossPanel(history, curve)),
  );
};

/**
 * Curves by name over 0, 1, 2, ... on a log scale, to be compared: the errors of several models by step.
 *
 * @example
 * compareCurves({ plain: [3, 2], conditional: [3, 1] }, { y: { label: "error" } }).marks.length // => 2
 */
export const compareCurves = (curves: Readonly<Record<string, Floats>>, options: PanelOptions = {}): Panel =>
  panel(
    Object.entries(curves).map(([label, y]) => line({ y, label })),
    {
      width: 440,
      height: 260,
      ...options,
      x: { label: "step", ...options.x },
      y: { scale: "log", ...options.y },
    },
  );

/**
 * The bound of EM by iteration, in nats: of the best start, the first of `bounds`, and faint of the others.
 *
 * @example
 * boundCurves([[-9, -5, -4], [-9, -6, -5]]).marks.length // => 2
 */
export const boundCurves = ([best = [], ...others]: readonly (readonly number[])[]): Panel =>
  panel(
    [
      ...others.map((bounds, i) =>
        line({ y: bounds, colour: theme.colour.frame, ...(i === 0 && { label: "other starts" }) }),
      ),
      line({ y: best, colour: 0, markers: best.length <= 40, label: "the best start" }),
    ],
    { x: { label: "iteration", ticks: wholeTicks(best.length - 1, 8) }, y: { label: "bound (nats)" }, width: 520 },
  );

/** Bounds of one stage of a fit, in nats, and of how many images they are. */
export interface BoundStage {
  readonly label: string;
  readonly bounds: readonly number[];
  readonly images: number;
}

/**
 * The bound of an image by iteration, stage after stage: a stage begins at its first E-step and ends at its last M-step.
 *
 * @example
 * boundStages([{ label: "first 10", bounds: [-90, -50], images: 10 }, { label: "all", bounds: [-99], images: 20 }]).marks.length // => 2
 */
export const boundStages = (stages: readonly BoundStage[]): Panel => {
  let made = 0;
  const lines = stages.flatMap(({ images, bounds, label }) => {
    if (bounds.length === 0) return [];
    const begin = made;
    made += bounds.length - 1;
    return line({ x: bounds.map((_, i) => begin + i), y: bounds.map((bound) => bound / images), markers: true, label });
  });
  return panel(lines, {
    x: { label: "iterations", ticks: Math.min(8, made) },
    y: { label: "bound of an image (nats)" },
    width: 560,
    legend: "right",
  });
};

/** The criteria of a model of so many components: the lower, the better. */
export interface InformationCriteria {
  readonly components: number;
  readonly aic: number;
  readonly bic: number;
}

/**
 * AIC and BIC by the number of components, with the number that was chosen.
 *
 * @example
 * criteriaCurves([{ components: 1, aic: 9, bic: 9 }, { components: 2, aic: 5, bic: 6 }], 2).marks.length // => 3
 */
export const criteriaCurves = (tried: readonly InformationCriteria[], chosen: number): Panel => {
  const x = tried.map(({ components }) => components);
  const curve = (label: string, of: "aic" | "bic") => line({ x, y: tried.map((one) => one[of]), markers: true, label });
  return panel([curve("AIC", "aic"), curve("BIC", "bic"), rule({ x: chosen, label: "least BIC" })], {
    x: { label: "normals", ticks: wholeTicks(tried.length - 1, 8) },
    y: { label: "criterion (lower is better)" },
    width: 520,
  });
};

/** Points of the plane, the curves that they are about, and the points that a model restored; each [n, 2]. */
export interface RestoredCurves {
  readonly points: Tensor;
  readonly curves: readonly Tensor[];
  readonly restored: Tensor;
}

/**
 * Points in grey, the curves behind them, and in black the points as a model restored them.
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * const points = tensor64([2, 2], [0, 0, 1, 1]);
 * restoredCurves({ points, curves: [points], restored: points }).marks.length // => 3
 */
export const restoredCurves = ({ points, curves, restored }: RestoredCurves, options: PanelOptions = {}): Panel => {
  const at = (x: Tensor) => ({ x: coordinate(0, x), y: coordinate(1, x) });
  return panel(
    [
      scatter({ ...at(points), colour: "#b5b5b5", opacity: 0.5 }),
      ...curves.map((curve) => line(at(curve))),
      scatter({ ...at(restored), colour: "#111111", radius: 1.8 }),
    ],
    { x: { label: "x" }, y: { label: "y" }, width: 440, height: 254, legend: "none", ...options },
  );
};
