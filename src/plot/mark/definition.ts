import type { Failure } from "../../failure.js";
import type { ColourScale } from "../colourScale.js";
import type { Rect } from "../geometry.js";
import type { Colour } from "../palette.js";
import type { Scale } from "../scale.js";
import type { Surface } from "../surface.js";
import type { Floats } from "../values.js";

/** Anything that a panel shows: data under the name of its kind. What it means is said by a `MarkDefinition`. */
export interface Mark {
  readonly kind: string;
}

/** Where marks are drawn: a data rectangle and the scales onto it. */
export interface PanelFrame {
  readonly area: Rect;
  readonly x: Scale;
  readonly y: Scale;
}

/** One line of a legend. */
export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly sign: "line" | "dashed" | "marked" | "dot" | "box";
}

/** A map of colours that a colour bar explains. */
export interface ColourBar {
  readonly scale: ColourScale;
  readonly label: string;
  /** Where the bar is to show single lines, not a flow of colours. */
  readonly levels?: readonly number[];
}

/** The data coordinates that the axes must show. */
export interface Extent {
  readonly x: readonly Floats[];
  readonly y: readonly Floats[];
}

/** What a kind of mark means. Only `kind`, `extent` and `draw` must be said. */
export interface MarkDefinition<M extends Mark = Mark> {
  readonly kind: M["kind"];
  /** What keeps a mark from being drawn. */
  check?(mark: M): Failure | undefined;
  extent(mark: M): Extent;
  /** Axes end on round numbers (as without it), or exactly where the mark ends, or leave some room around it. */
  readonly fit?: "round" | "exact" | "roomy";
  /** The mark's own colour, or "next" (as without it) for the next of the palette. */
  colour?(mark: M): Colour | "next";
  legend?(mark: M, colour: string): readonly LegendEntry[];
  bar?(mark: M): ColourBar | undefined;
  /** Whether the mark has ink in a rectangle (without it, everywhere): a legend goes where there is none. */
  covers?(mark: M, frame: PanelFrame, rect: Rect): boolean;
  draw(mark: M, frame: PanelFrame, surface: Surface, colour: string): void;
}

/** A mark with what it means: what a panel asks of it. */
export interface BoundMark {
  readonly extent: Extent;
  readonly fit: "round" | "exact" | "roomy";
  readonly colour: Colour | "next";
  readonly bar: ColourBar | undefined;
  readonly legend: (colour: string) => readonly LegendEntry[];
  readonly covers: (frame: PanelFrame, rect: Rect) => boolean;
  readonly draw: (frame: PanelFrame, surface: Surface, colour: string) => void;
}

/** A mark with its definition. */
export const bindMark = <M extends Mark>(definition: MarkDefinition<M>, mark: M): BoundMark => ({
  extent: definition.extent(mark),
  fit: definition.fit ?? "round",
  colour: definition.colour?.(mark) ?? "next",
  bar: definition.bar?.(mark),
  legend: (colour) => definition.legend?.(mark, colour) ?? [],
  covers: (frame, rect) => definition.covers?.(mark, frame, rect) ?? true,
  draw: (frame, surface, colour) => definition.draw(mark, frame, surface, colour),
});

/** Draws with what leaves the data rectangle cut off. */
export const clipped = ({ context }: Surface, { area }: PanelFrame, draw: () => void): void => {
  context.save();
  context.beginPath();
  context.rect(area.x - 1, area.y - 1, area.width + 2, area.height + 2);
  context.clip();
  draw();
  context.restore();
};

/** The entry of a series, if it has a label. */
export const entryOf = (
  label: string | undefined,
  colour: string,
  sign: LegendEntry["sign"],
): readonly LegendEntry[] => (label === undefined ? [] : [{ label, colour, sign }]);
