import type { Tensor } from "../../src/index.js";
import { type Content, figure, line, panel, row, scatter } from "../../src/plot/index.js";
import type { EpochLosses } from "../../src/train/index.js";
import type { Figures } from "../figures/draw.js";
import type { Curves } from "./curves.js";

/** What came of an autoencoder: how it learnt, and the held-out points behind its code. */
export interface Restored {
  readonly name: string;
  readonly history: readonly EpochLosses<string>[];
  readonly points: Tensor;
  /** Mean squared error of a coordinate. */
  readonly error: number;
}

/** Coordinate j of each row of x [N, 2]. */
const coordinate = ({ shape, data }: Tensor, j: number): Float64Array =>
  Float64Array.from({ length: shape[0]! }, (_, i) => data[2 * i + j]!);

const at = (points: Tensor) => ({ x: coordinate(points, 0), y: coordinate(points, 1) });

const over = ({ names, curves, test }: Curves, { name, points, error }: Restored): Content =>
  panel(
    [
      scatter({ ...at(test.x), label: "held-out points", colour: "#b5b5b5", opacity: 0.5 }),
      ...curves.map((curve, k) => line({ ...at(curve), label: names[k]! })),
      scatter({ ...at(points), label: "restored", colour: "#111111", radius: 1.8 }),
    ],
    {
      title: `${name}: mean squared error ${error.toFixed(4)}`,
      x: { label: "x", domain: [-2.6, 2.6] },
      y: { label: "y", domain: [-1.5, 1.5] },
      width: 440,
      height: 254,
      legend: "none",
    },
  );

const errors = (restored: readonly Restored[]): Content =>
  panel(
    restored.map(({ name, history }) => line({ y: history.map(({ test }) => test!.loss), label: name })),
    { x: { label: "step" }, y: { label: "held-out mean squared error", scale: "log" }, width: 440, height: 260 },
  );

/** Both autoencoders over the curves, and how their errors fell. */
export const pictures = (curves: Curves, restored: readonly Restored[]): Figures => {
  const key =
    "Grey: held-out points. Lines: the curves without noise. Black: what is left of the points behind one number.";
  return {
    "restored.png": figure(row(restored.map((each) => over(curves, each))), {
      title: "One number for two curves: without the label, and with it",
      footnote: key,
    }),
    "errors.png": figure(errors(restored), { title: "Held-out error by step" }),
  };
};
