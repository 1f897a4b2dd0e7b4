import type { Failure } from "../failure.js";
import type { Mark } from "./mark/definition.js";
import { image } from "./mark/image.js";
import type { Interval, ScaleKind } from "./scale.js";
import { theme } from "./theme.js";
import { undrawable } from "./values.js";

/** One axis. Its domain is that of the marks, ended on round numbers, unless it is given. */
export interface AxisOptions {
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
  readonly kind: "panel";
  readonly marks: readonly Mark[];
  readonly title?: string;
  /** Below the panel, centred. */
  readonly caption?: string;
  readonly x: AxisOptions;
  readonly y: AxisOptions;
  /** The data rectangle, in CSS pixels; axes, titles and legend lie around it. */
  readonly width: number;
  readonly height: number;
  /** "equal": a unit of x is as long as a unit of y (linear axes), the shorter domain being widened. */
  readonly aspect: "free" | "equal";
  readonly axes: boolean;
  /** "auto": in a corner that the data leave free, or else to the right of the panel. */
  readonly legend: "auto" | "right" | "none";
}

/** All of a panel but its marks; what is left out is the theme's. */
export type PanelOptions = Partial<Omit<Panel, "kind" | "marks">>;

/**
 * A panel.
 *
 * It cannot be drawn where the data rectangle has no room, or a domain cannot be: empty, infinite, not positive on a log
 * scale.
 *
 * @example
 * panel([], { title: "Loss", x: { label: "epoch" }, y: { label: "nats", scale: "log" } }).width // => 420
 */
export const panel = (marks: readonly Mark[], options: PanelOptions = {}): Panel => ({
  kind: "panel",
  marks,
  x: {},
  y: {},
  ...theme.panel,
  aspect: "free",
  axes: true,
  legend: "auto",
  ...options,
});

const wrongAxis = ({ domain, scale = "linear" }: AxisOptions): Failure | undefined => {
  if (!["linear", "log", "band"].includes(scale)) return undrawable("an axis", "linear, log or band", scale);
  if (domain === undefined) return undefined;
  const fine = domain.every((end) => Number.isFinite(end) && (scale !== "log" || end > 0)) && domain[0] < domain[1];
  return fine
    ? undefined
    : undrawable(`a ${scale} axis`, "a lower and a higher end that it can show", `${domain[0]} to ${domain[1]}`);
};

/** What keeps a panel from being drawn, its marks apart. */
export const wrongPanel = ({ width, height, axes, x, y }: Panel): Failure | undefined => {
  const room = axes ? theme.smallest : 1;
  return width >= room && height >= room
    ? (wrongAxis(x) ?? wrongAxis(y))
    : undrawable("a panel", `at least ${room} x ${room}`, `${width} x ${height}`);
};

/** What a `picture` is made of. */
export type ImagePanelOptions = Parameters<typeof image>[0] &
  Pick<Panel, "title" | "caption"> & {
    /** CSS pixels a cell (2). */
    readonly zoom?: number;
  };

/**
 * A panel that is one picture, without axes: `zoom` CSS pixels a cell (2). For the rest see `image`.
 *
 * @example
 * picture({ values: new Float32Array(784), shape: [28, 28], zoom: 3, caption: "original" }).width // => 84
 */
export const picture = ({ zoom = 2, title, caption, ...rest }: ImagePanelOptions): Panel =>
  panel([image(rest)], {
    width: rest.shape[1] * zoom,
    height: rest.shape[0] * zoom,
    axes: false,
    ...(title === undefined ? {} : { title }),
    ...(caption === undefined ? {} : { caption }),
  });
