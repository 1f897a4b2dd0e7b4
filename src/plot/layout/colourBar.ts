import type { Rect } from "../geometry.js";
import type { ColourBar } from "../mark/definition.js";
import { colourAt, hex } from "../palette.js";
import { type Scale, scaleOf } from "../scale.js";
import { crisp, type Surface } from "../surface.js";
import { theme } from "../theme.js";
import type { BoundPanel } from "./bound.js";
import { drawText, lineHeight, type Ruler, styles } from "./richText.js";

const { bar: thickness, near, tick: stroke } = theme.space;

/** The colour bars of a panel's marks. */
export const barsOf = ({ marks }: BoundPanel): readonly ColourBar[] =>
  marks.map(({ bar }) => bar).filter((bar) => bar !== undefined);

const scaleAlong = ({ scale: { scale } }: ColourBar, top: number, height: number): Scale =>
  scaleOf({
    kind: scale.kind,
    domain: scale.domain,
    range: [top + height, top],
    count: Math.max(2, Math.floor(height / 44)),
  });

const labelWidth = (bar: ColourBar, height: number, ruler: Ruler): number =>
  Math.max(0, ...scaleAlong(bar, 0, height).ticks.map(({ label }) => ruler(label, styles.tick)));

/** The width of a colour bar with its labels, beside a panel of the given height. */
export const barWidth = (bar: ColourBar, height: number, ruler: Ruler): number =>
  Math.ceil(
    thickness + stroke + near + labelWidth(bar, height, ruler) + (bar.label ? near + lineHeight(styles.label) : 0),
  );

/** How far a colour bar's words reach beyond either end of it. */
export const barExcess = (bar: ColourBar, height: number, ruler: Ruler): number =>
  Math.max(styles.tick.size / 2 + 2, (ruler(bar.label, styles.label) - height) / 2);

/** Draws a colour bar; `place.width` is what `barWidth` said. */
export const drawBar = (surface: Surface, bar: ColourBar, place: Rect, ruler: Ruler): void => {
  const { context: pen } = surface;
  const { x, y, height } = place;
  const along = scaleAlong(bar, y, height);
  const step = 1 / theme.density;
  if (bar.levels) {
    for (const level of bar.levels) {
      pen.fillStyle = hex(bar.scale.rgb(level));
      pen.fillRect(x, crisp(along.at(level)) - 1, thickness, 2);
    }
  } else {
    for (let down = 0; down < height; down += step) {
      pen.fillStyle = hex(colourAt(bar.scale.map, 1 - (down + step / 2) / height));
      pen.fillRect(x, y + down, thickness, step);
    }
  }
  pen.strokeStyle = theme.colour.frame;
  pen.lineWidth = theme.line.axis;
  pen.strokeRect(x, y, thickness, height);
  pen.fillStyle = theme.colour.axis;
  for (const { value, label } of along.ticks) {
    pen.fillRect(x + thickness, crisp(along.at(value)) - 0.5, label ? stroke : stroke / 2, 1);
    drawText(surface, label, x + thickness + stroke + near, along.at(value), styles.tick, { up: 0.5 });
  }
  if (bar.label) {
    const beside = x + thickness + stroke + near + labelWidth(bar, height, ruler) + near + styles.label.size;
    drawText(surface, bar.label, beside, y + height / 2, styles.label, { along: 0.5, rotated: true });
  }
};
