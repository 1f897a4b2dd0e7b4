import type { NamedFigures } from "../../src/cli/output/pictures.js";
import type { EpochLosses, Tensor } from "../../src/flat.js";
import { type Content, figure, line, panel, row, scatter } from "../../src/plot/index.js";
import { coordinate } from "../digits/charts.js";
import type { Curves } from "./curves.js";
import type { Toy } from "./learn.js";

/** What came of an autoencoder: how it learnt, and the held-out points behind its code. */
export interface Restored {
  readonly name: Toy["name"];
  readonly history: readonly EpochLosses<string>[];
  readonly points: Tensor;
  /** Mean squared error of a coordinate. */
  readonly error: number;
}

const at = (points: Tensor) => ({ x: coordinate(points, 0), y: coordinate(points, 1) });

const titles = { plain: "Without the label", conditional: "Told the label" };

const over = ({ curves, test }: Curves, { name, points, error }: Restored): Content =>
  panel(
    [
      scatter({ ...at(test.x), colour: "#b5b5b5", opacity: 0.5 }),
      ...curves.map((curve) => line(at(curve))),
      scatter({ ...at(points), colour: "#111111", radius: 1.8 }),
    ],
    {
      title: `${titles[name]}: mean squared error ${error.toFixed(4)}`,
      x: { label: "x", domain: [-2.6, 2.6] },
      y: { label: "y", domain: [-1.5, 1.5] },
      width: 440,
      height: 254,
      legend: "none",
    },
  );

const errors = (restored: readonly Restored[]): Content =>
  panel(
    restored.map(({ name, history }) => line({ y: history.map(({ test }) => test!.loss), label: titles[name] })),
    { x: { label: "step" }, y: { label: "held-out mean squared error", scale: "log" }, width: 440, height: 260 },
  );

/** Both autoencoders over the curves, and how their errors fell. */
export const pictures = (curves: Curves, restored: readonly Restored[]): NamedFigures => {
  const key =
    "Grey: held-out points. Lines: the curves without noise. Black: the points, coded as one number and decoded.";
  return {
    "restored.png": figure(row(restored.map((each) => over(curves, each))), {
      title: "Two curves behind one number",
      footnote: key,
    }),
    "errors.png": figure(errors(restored), { title: "Held-out error by step" }),
  };
};
