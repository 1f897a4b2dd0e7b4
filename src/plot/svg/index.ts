/**
 * Figures as SVG text: a surface that writes down what is drawn on it.
 *
 * May use layouts and bytes; it needs neither Node nor a canvas. Begin with `toSvg`; `context.ts` is the surface.
 */
import { either as E, function as F } from "fp-ts";
import type { Failure } from "../../failure.js";
import { defaultFamily, type FigureOptions, paint, tableOf } from "../draw.js";
import type { Figure } from "../figure.js";
import { layout } from "../layout/index.js";
import { svgSurface } from "./context.js";
import { element } from "./xml.js";

/**
 * A figure as the text of an SVG file, laid out as `draw` lays it out, with texts as wide as they are in Inter: nothing
 * but the figure is needed. Pictures are in it as PNG; text stays text.
 *
 * Errors: `NotDrawable`, as `draw`.
 *
 * @example
 * const drawn = toSvg(figure(panel([line({ y: [3, 1, 2] })]), { title: "Loss < 1" }));
 * E.isRight(drawn) && drawn.right.includes(">Loss &lt; 1</text>") // => true
 */
export const toSvg = (figure: Figure, options: FigureOptions = {}): E.Either<Failure, string> => {
  const surface = svgSurface(options.fontFamily ?? defaultFamily);
  return F.pipe(
    layout(surface, figure, tableOf(options)),
    E.map((placed) => {
      paint(surface, placed);
      const { width, height } = placed;
      const named = figure.title === undefined ? "" : `${element("title", {}, figure.title)}\n`;
      return `${element(
        "svg",
        {
          xmlns: "http://www.w3.org/2000/svg",
          width,
          height,
          viewBox: `0 0 ${width} ${height}`,
          role: "img",
        },
        `\n${named}${surface.written()}\n`,
        true,
      )}\n`;
    }),
  );
};
