import { crisp } from "../canvas.js";
import type { Floats } from "../floats.js";
import type { Colour } from "../palette.js";
import { theme } from "../theme.js";
import { type Interpreter, keyOf } from "./interpreter.js";

/** A short stroke at the foot of the panel for each value. */
export interface Rug {
  readonly _tag: "Rug";
  readonly x: Floats;
  readonly label?: string;
  readonly colour?: Colour;
}

/** A rug of the values. */
export const rug = (options: Omit<Rug, "_tag">): Rug => ({ _tag: "Rug", ...options });

/** The height of a stroke. */
const pile = 9;

/** What a `Rug` means. */
export const rugInterpreter: Interpreter<Rug> = {
  reach: ({ x }) => ({ x: [x], y: [] }),
  fit: "round",
  colour: ({ colour }) => colour ?? "next",
  keys: ({ label }, colour) => keyOf(label, colour, "line"),
  covers: (_, { area }, rect) => rect.y + rect.height > area.y + area.height - pile,
  draw: (mark, { area, x }, pen, colour) => {
    pen.save();
    pen.globalAlpha = mark.x.length > 200 ? 0.35 : 0.8;
    pen.strokeStyle = colour;
    pen.lineWidth = theme.line.rug;
    pen.lineCap = "butt";
    for (let i = 0; i < mark.x.length; i++) {
      const place = crisp(x.at(mark.x[i]!));
      if (!(place >= area.x && place <= area.x + area.width)) continue;
      pen.beginPath();
      pen.moveTo(place, area.y + area.height);
      pen.lineTo(place, area.y + area.height - pile);
      pen.stroke();
    }
    pen.restore();
  },
};
