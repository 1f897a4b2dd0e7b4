import type { Rect } from "../geometry.js";
import type { BoundMark, PanelFrame } from "../mark/definition.js";
import type { AxisOptions } from "../panel.js";
import { type Interval, niceDomain, type Scale, scaleOf, widened } from "../scale.js";
import { extremes } from "../values.js";
import type { BoundPanel } from "./bound.js";

/** Pixels that a tick and its label want along each axis. */
const pitch = { x: 72, y: 44 };

const countOf = (axis: AxisOptions, length: number, along: "x" | "y"): number =>
  axis.ticks ?? Math.max(2, Math.floor(length / pitch[along]));

const extentOf = (marks: readonly BoundMark[], along: "x" | "y") => marks.flatMap(({ extent }) => extent[along]);

/** The domain an axis asks for, or that of the marks. */
const domainOf = (panel: BoundPanel, along: "x" | "y", count: number): Interval => {
  const axis = panel[along];
  const kind = axis.scale ?? "linear";
  if (axis.domain) return axis.domain;
  if (kind === "band") return [-0.5, (axis.categories?.length ?? 1) - 0.5];
  const found = extremes(extentOf(panel.marks, along), kind === "log") ?? (kind === "log" ? [1, 10] : [0, 1]);
  const fits = new Set(panel.marks.map(({ fit }) => fit));
  const [low, high] = widened(kind, found);
  if (fits.has("exact")) return [low, high];
  if (!fits.has("roomy")) return niceDomain(kind, [low, high], count);
  if (kind === "log") return [low * (high / low) ** -0.03, high * (high / low) ** 0.03];
  return [low - (high - low) * 0.03, high + (high - low) * 0.03];
};

/** A domain with the same middle that is `length` long. */
const stretched = ([low, high]: Interval, length: number): Interval => {
  const middle = low / 2 + high / 2;
  return [middle - length / 2, middle + length / 2];
};

/** Domains in which a unit takes as many pixels along both axes. */
const equalised = (x: Interval, y: Interval, { width, height }: Rect): readonly [Interval, Interval] => {
  const unit = Math.max((x[1] - x[0]) / width, (y[1] - y[0]) / height);
  return [stretched(x, unit * width), stretched(y, unit * height)];
};

const axisScale = (axis: AxisOptions, domain: Interval, [start, end]: Interval, count: number): Scale =>
  scaleOf({
    kind: axis.scale ?? "linear",
    domain,
    range: axis.reverse ? [end, start] : [start, end],
    count,
    categories: axis.categories ?? [],
  });

/** The scales of a panel whose data rectangle lies at `area`. */
export const frameOf = (panel: BoundPanel, area: Rect): PanelFrame => {
  const counts = { x: countOf(panel.x, area.width, "x"), y: countOf(panel.y, area.height, "y") };
  const free = [domainOf(panel, "x", counts.x), domainOf(panel, "y", counts.y)] as const;
  const linear = [panel.x, panel.y].every(({ scale = "linear" }) => scale === "linear");
  const [x, y] = panel.aspect === "equal" && linear ? equalised(...free, area) : free;
  return {
    area,
    x: axisScale(panel.x, x, [area.x, area.x + area.width], counts.x),
    y: axisScale(panel.y, y, [area.y + area.height, area.y], counts.y),
  };
};

/** Whether any mark has a value to show. */
export const hasData = ({ marks }: BoundPanel): boolean =>
  marks.some(({ extent: { x, y } }) => {
    const shown = [x, y].filter((series) => series.length > 0);
    return shown.length > 0 && shown.every((series) => extremes(series) !== undefined);
  });
