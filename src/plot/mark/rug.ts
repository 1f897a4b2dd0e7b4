import type { Colour } from "../palette.js";
import { crisp } from "../surface.js";
import { theme } from "../theme.js";
import type { Floats } from "../values.js";
import { entryOf, type MarkDefinition } from "./definition.js";

/** A short stroke at the foot of the panel for each value. */
export interface RugMark {
  readonly kind: "rug";
  readonly x: Floats;
  readonly label?: string;
  readonly colour?: Colour;
}

/** A rug of the values. */
export const rug = (options: Omit<RugMark, "kind">): RugMark => ({ kind: "rug", ...options });

/** The height of a stroke. */
const pile = 9;

/** What a rug means. */
export const rugMark: MarkDefinition<RugMark> = {
  kind: "rug",
  extent: ({ x }) => ({ x: [x], y: [] }),
  colour: ({ colour }) => colour ?? "next",
  legend: ({ label }, colour) => entryOf(label, colour, "line"),
  covers: (_, { area }, rect) => rect.y + rect.height > area.y + area.height - pile,
  draw: (mark, { area, x }, { context }, colour) => {
    context.save();
    context.globalAlpha = mark.x.length > 200 ? 0.35 : 0.8;
    context.strokeStyle = colour;
    context.lineWidth = theme.line.rug;
    context.lineCap = "butt";
    for (let i = 0; i < mark.x.length; i++) {
      const place = crisp(x.at(mark.x[i]!));
      if (!(place >= area.x && place <= area.x + area.width)) continue;
      context.beginPath();
      context.moveTo(place, area.y + area.height);
      context.lineTo(place, area.y + area.height - pile);
      context.stroke();
    }
    context.restore();
  },
};
