import { demand } from "./floats.js";
import { image } from "./mark/image.js";
import type { Mark } from "./mark/index.js";
import type { Interval, ScaleKind } from "./scale.js";
import { theme } from "./theme.js";

/** One axis. Its domain is that of the marks, ended on round numbers, unless it is given. */
export interface Axis {
  readonly label?: string;
  readonly scale?: ScaleKind;
  readonly domain?: Interval;
  /** The names of the bands 0, 1, 2, ... of a band scale. */
  readonly categories?: readonly string[];
  /** About how many ticks. */
  readonly ticks?: number;
  /** Larger values to the left, or downwards. */
  readonly reverse?: boolean;
}

/** Marks on a common pair of axes. */
export interface Panel {
  readonly _tag: "Panel";
  readonly marks: readonly Mark[];
  readonly title?: string;
  /** Below the panel, centred. */
  readonly caption?: string;
  readonly x: Axis;
  readonly y: Axis;
  /** The data rectangle, in CSS pixels; axes, titles and legend lie around it. */
  readonly width: number;
  readonly height: number;
  /** "equal": a unit of x is as long as a unit of y (linear axes), the shorter domain being widened. */
  readonly aspect: "free" | "equal";
  readonly axes: boolean;
  /** "auto": in a corner that the data leave free, or else to the right of the panel. */
  readonly legend: "auto" | "right" | "none";
}

/**
 * A panel.
 *
 * Throws a `RangeError` where the data rectangle has no room, or a domain cannot be: empty, infinite, not positive on
 * a log scale.
 *
 * @example
 * panel([], { title: "Loss", x: { label: "epoch" }, y: { label: "nats", scale: "log" } }).width // => 420
 */
export const panel = (marks: readonly Mark[], options: Partial<Omit<Panel, "_tag" | "marks">> = {}): Panel => {
  const made: Panel = {
    _tag: "Panel",
    marks,
    x: {},
    y: {},
    ...theme.panel,
    aspect: "free",
    axes: true,
    legend: "auto",
    ...options,
  };
  const room = made.axes ? theme.smallest : 1;
  demand(made.width >= room && made.height >= room, `panel: ${made.width} x ${made.height} is below ${room} x ${room}`);
  for (const { domain, scale } of [made.x, made.y]) {
    if (domain === undefined) continue;
    const fine = domain.every((end) => Number.isFinite(end) && (scale !== "log" || end > 0)) && domain[0] < domain[1];
    demand(fine, `panel: no ${scale ?? "linear"} axis runs from ${domain[0]} to ${domain[1]}`);
  }
  return made;
};

/**
 * A panel that is one picture, without axes: `zoom` CSS pixels a cell (2). For the rest see `image`.
 *
 * @example
 * picture({ values: new Float32Array(784), shape: [28, 28], zoom: 3, caption: "original" }).width // => 84
 */
export const picture = (
  options: Parameters<typeof image>[0] & Pick<Panel, "title" | "caption"> & { readonly zoom?: number },
): Panel => {
  const { zoom = 2, title, caption, ...rest } = options;
  const [rows, columns] = options.shape;
  return panel([image(rest)], {
    width: columns * zoom,
    height: rows * zoom,
    axes: false,
    ...(title === undefined ? {} : { title }),
    ...(caption === undefined ? {} : { caption }),
  });
};
