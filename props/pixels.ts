import { createCanvas } from "canvas";
import { orThrow } from "../src/failure.js";
import { canvasOf } from "../src/node/canvas.js";
import { families } from "../src/node/font/index.js";
import { type Figure, marks, type Rgb, theme } from "../src/plot/index.js";
import { type FigureLayout, layout } from "../src/plot/layout/index.js";

/** A drawn figure, to be probed at places in CSS pixels. */
export interface ProbedPixels {
  readonly width: number;
  readonly height: number;
  /** The colour of the device pixel whose top left corner is nearest to a place. */
  readonly at: (x: number, y: number) => Rgb;
  /** Whether a place of the rectangle fulfils a condition. */
  readonly any: (x: number, y: number, width: number, height: number, fulfils: (colour: Rgb) => boolean) => boolean;
}

/** The pixels of a figure. */
export const pixelsOf = (figure: Figure): ProbedPixels => {
  const canvas = orThrow(canvasOf(figure));
  const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const at = (x: number, y: number): Rgb => {
    const i = 4 * (Math.floor(y * theme.density) * width + Math.floor(x * theme.density));
    return [data[i]!, data[i + 1]!, data[i + 2]!];
  };
  return {
    width: canvas.width / theme.density,
    height: canvas.height / theme.density,
    at,
    any: (x, y, wide, high, fulfils) => {
      for (let down = y; down < y + high; down += 1 / theme.density) {
        for (let across = x; across < x + wide; across += 1 / theme.density) if (fulfils(at(across, down))) return true;
      }
      return false;
    },
  };
};

/** A figure as it is laid out in the bundled font. */
export const laidOut = (figure: Figure): FigureLayout =>
  orThrow(layout({ context: createCanvas(1, 1).getContext("2d"), fontFamily: families }, figure, marks));

/** The first data rectangle of a figure. */
export const areaOf = (figure: Figure) => laidOut(figure).leaves[0]!.area;

/** Whether a colour is not paper; three levels of leeway for the rounding of blended edges. */
export const inked = (colour: Rgb): boolean => Math.min(...colour) < 252;

/** Whether a colour is dark, as text and axes are and grid lines are not. */
export const dark = (colour: Rgb): boolean => Math.max(...colour) < 150;

/** `#rrggbb` as numbers. */
export const rgbOf = (css: string): Rgb =>
  [1, 3, 5].map((i) => Number.parseInt(css.slice(i, i + 2), 16)) as unknown as Rgb;
