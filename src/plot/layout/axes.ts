import type { Inset } from "../geometry.js";
import type { PanelFrame } from "../mark/definition.js";
import type { Scale, Tick } from "../scale.js";
import { type Context2d, crisp, type Surface } from "../surface.js";
import { theme } from "../theme.js";
import type { BoundPanel } from "./bound.js";
import { drawText, lineHeight, type Ruler, styles } from "./richText.js";

const { tick: stroke, near, far } = theme.space;
const tickHeight = theme.size.tick;

/** Every n-th label, with the least n for which neighbours do not touch. */
const spaced = (scale: Scale, extent: (label: string) => number): readonly Tick[] => {
  const labelled = scale.ticks.filter(({ label }) => label !== "");
  const touching = (every: number): boolean =>
    labelled.some(({ value, label }, i) => {
      const next = labelled[i + every];
      if (i % every !== 0 || next === undefined) return false;
      const room = Math.abs(scale.at(next.value) - scale.at(value));
      return room < (extent(label) + extent(next.label)) / 2;
    });
  let every = 1;
  while (every < labelled.length && touching(every)) every++;
  return labelled.filter((_, i) => i % every === 0);
};

const labelsX = (ruler: Ruler, scale: Scale): readonly Tick[] =>
  spaced(scale, (label) => ruler(label, styles.tick) + far);
const labelsY = (scale: Scale): readonly Tick[] => spaced(scale, () => tickHeight + 2);

const widest = (ruler: Ruler, ticks: readonly Tick[]): number =>
  ticks.reduce((most, { label }) => Math.max(most, ruler(label, styles.tick)), 0);

/** The room that ticks, their labels and the axis labels take around the data rectangle. */
export const axesInset = (panel: BoundPanel, { area, x, y }: PanelFrame, ruler: Ruler): Inset => {
  if (!panel.axes) {
    // A dot on the rim of the panel needs its radius; a picture needs no room.
    const room = panel.marks.every(({ fit }) => fit === "exact") ? 0 : near;
    return { top: room, right: room, bottom: room, left: room };
  }
  const across = labelsX(ruler, x).map(({ value, label }) => [x.at(value), ruler(label, styles.tick) / 2] as const);
  const labelled = (label: string | undefined): number => (label ? lineHeight(styles.label) + near : 0);
  // An axis label longer than its axis sticks out at both ends.
  const excess = (label: string | undefined, length: number): number =>
    label ? Math.max(0, (ruler(label, styles.label) - length) / 2) : 0;
  return {
    top: Math.max(tickHeight, excess(panel.y.label, area.height)),
    right: Math.max(
      near,
      excess(panel.x.label, area.width),
      ...across.map(([at, half]) => at + half - area.x - area.width),
    ),
    bottom: Math.max(stroke + near + tickHeight + labelled(panel.x.label), excess(panel.y.label, area.height)),
    left: Math.max(
      stroke + near + widest(ruler, labelsY(y)) + labelled(panel.y.label),
      excess(panel.x.label, area.width),
      ...across.map(([at, half]) => area.x - at + half),
    ),
  };
};

const strokeLine = (pen: Context2d, colour: string, x0: number, y0: number, x1: number, y1: number): void => {
  pen.strokeStyle = colour;
  pen.lineWidth = theme.line.axis;
  pen.beginPath();
  pen.moveTo(crisp(x0), crisp(y0));
  pen.lineTo(crisp(x1), crisp(y1));
  pen.stroke();
};

/** Grid lines at the labelled ticks, under the marks. */
export const drawGrid = ({ axes }: BoundPanel, { area, x, y }: PanelFrame, surface: Surface, ruler: Ruler): void => {
  if (!axes) return;
  if (x.kind !== "band") {
    for (const { value } of labelsX(ruler, x)) {
      strokeLine(surface.context, theme.colour.grid, x.at(value), area.y, x.at(value), area.y + area.height);
    }
  }
  if (y.kind !== "band") {
    for (const { value } of labelsY(y)) {
      strokeLine(surface.context, theme.colour.grid, area.x, y.at(value), area.x + area.width, y.at(value));
    }
  }
};

/** Axis lines, ticks and labels, over the marks. */
export const drawAxes = (panel: BoundPanel, { area, x, y }: PanelFrame, surface: Surface, ruler: Ruler): void => {
  if (!panel.axes) return;
  const [right, foot] = [area.x + area.width, area.y + area.height];
  const { axis } = theme.colour;
  strokeLine(surface.context, axis, area.x, foot, right, foot);
  strokeLine(surface.context, axis, area.x, area.y, area.x, foot);
  for (const { value, label } of x.ticks) {
    if (x.kind !== "band")
      strokeLine(surface.context, axis, x.at(value), foot, x.at(value), foot + (label ? stroke : stroke / 2));
  }
  for (const { value, label } of y.ticks) {
    if (y.kind !== "band")
      strokeLine(surface.context, axis, area.x, y.at(value), area.x - (label ? stroke : stroke / 2), y.at(value));
  }
  const [yTicks, middle] = [labelsY(y), { x: area.x + area.width / 2, y: area.y + area.height / 2 }];
  for (const { value, label } of labelsX(ruler, x)) {
    drawText(surface, label, x.at(value), foot + stroke + near, styles.tick, { along: 0.5, up: 1 });
  }
  for (const { value, label } of yTicks) {
    drawText(surface, label, area.x - stroke - near, y.at(value), styles.tick, { along: 1, up: 0.5 });
  }
  if (panel.x.label) {
    const under = foot + stroke + near + tickHeight + near;
    drawText(surface, panel.x.label, middle.x, under, styles.label, { along: 0.5, up: 1 });
  }
  if (panel.y.label) {
    const beside = area.x - stroke - near - widest(ruler, yTicks) - near - 3;
    drawText(surface, panel.y.label, beside, middle.y, styles.label, { along: 0.5, rotated: true });
  }
};
