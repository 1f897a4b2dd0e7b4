import type { Rect } from "../geometry.js";
import type { LegendEntry, PanelFrame } from "../mark/definition.js";
import { css } from "../palette.js";
import type { Context2d, Surface } from "../surface.js";
import { theme } from "../theme.js";
import type { BoundPanel } from "./bound.js";
import { drawText, lineHeight, type Ruler, styles } from "./richText.js";

/** The colour of each mark: its own, or the next of the palette. */
export const coloursOf = ({ marks }: BoundPanel): readonly string[] => {
  let next = 0;
  return marks.map(({ colour }) => css(colour === "next" ? next++ : colour));
};

/** The lines of a panel's legend. */
export const entriesOf = (panel: BoundPanel): readonly LegendEntry[] => {
  const colours = coloursOf(panel);
  return panel.marks.flatMap(({ legend }, i) => legend(colours[i] ?? ""));
};

const row = lineHeight(styles.tick) + 2;
const padding = 5;
const { key: sign, near } = theme.space;

/** How large a legend is. */
export const legendSize = (
  entries: readonly LegendEntry[],
  ruler: Ruler,
): { readonly width: number; readonly height: number } => ({
  width: Math.ceil(2 * padding + sign + near + Math.max(0, ...entries.map(({ label }) => ruler(label, styles.tick)))),
  height: 2 * padding + row * entries.length,
});

/** A legend of more lines than this always stands outside. */
const most = 6;

/** The place for the legend in a corner of the data rectangle where no mark has ink, if there is one. */
export const freeCorner = (
  panel: BoundPanel,
  frame: PanelFrame,
  entries: readonly LegendEntry[],
  ruler: Ruler,
): Rect | undefined => {
  if (panel.legend !== "auto" || entries.length === 0 || entries.length > most) return undefined;
  const { area } = frame;
  const { width, height } = legendSize(entries, ruler);
  const margin = 6;
  if (width + 2 * margin > area.width / 2 || height + 2 * margin > area.height * 0.7) return undefined;
  const [left, right] = [area.x + margin, area.x + area.width - margin - width];
  const [top, bottom] = [area.y + margin, area.y + area.height - margin - height];
  const corners = [
    [right, top],
    [left, top],
    [right, bottom],
    [left, bottom],
  ] as const;
  return corners
    .map(([x, y]) => ({ x, y, width, height }))
    .find((place) => {
      const around = { x: place.x - 4, y: place.y - 4, width: width + 8, height: height + 8 };
      return !panel.marks.some(({ covers }) => covers(frame, around));
    });
};

const drawSign = (pen: Context2d, { colour, sign: shape }: LegendEntry, x: number, y: number): void => {
  pen.save();
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = theme.line.series;
  pen.beginPath();
  if (shape === "box") pen.globalAlpha = theme.opacity.bars;
  if (shape === "box") pen.rect(x + 3, y - 5, sign - 6, 10);
  if (shape === "dot" || shape === "marked") pen.arc(x + sign / 2, y, shape === "dot" ? 4 : 3, 0, 2 * Math.PI);
  pen.fill();
  if (shape === "line" || shape === "dashed" || shape === "marked") {
    if (shape === "dashed") pen.setLineDash([5, 3]);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + sign, y);
    pen.stroke();
  }
  pen.restore();
};

/** Draws the legend with its top left corner at a place, on paper that lets the grid lines end around it. */
export const drawLegend = (surface: Surface, entries: readonly LegendEntry[], { x, y, width, height }: Rect): void => {
  const { context } = surface;
  context.fillStyle = theme.colour.paper;
  context.fillRect(x, y, width, height);
  entries.forEach((entry, i) => {
    const middle = y + padding + row * (i + 0.5);
    drawSign(context, entry, x + padding, middle);
    drawText(surface, entry.label, x + padding + sign + near, middle, styles.tick, { up: 0.5 });
  });
};
