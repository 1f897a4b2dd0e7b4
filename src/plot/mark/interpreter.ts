import type { Pen } from "../canvas.js";
import type { ColourScale } from "../colourScale.js";
import type { Floats } from "../floats.js";
import type { Rect } from "../geometry.js";
import type { Colour } from "../palette.js";
import type { Scale } from "../scale.js";

/** Where marks are drawn: a data rectangle and the scales onto it. */
export interface Frame {
  readonly area: Rect;
  readonly x: Scale;
  readonly y: Scale;
}

/** One line of a legend. */
export interface Key {
  readonly label: string;
  readonly colour: string;
  readonly sign: "line" | "dashed" | "marked" | "dot" | "box";
}

/** A map of colours that a colour bar explains. */
export interface Bar {
  readonly scale: ColourScale;
  readonly label: string;
  /** Where the bar is to show single lines, not a flow of colours. */
  readonly levels?: readonly number[];
}

/** What a panel asks of a kind of mark. A mark is data; its interpreter is what it means. */
export interface Interpreter<M> {
  /** The data coordinates that the axes must show. */
  readonly reach: (mark: M) => { readonly x: readonly Floats[]; readonly y: readonly Floats[] };
  /** Axes end on round numbers, or exactly where the mark ends, or leave some room around it. */
  readonly fit: "round" | "exact" | "roomy";
  /** The mark's own colour, or "next" for the next of the palette. */
  readonly colour: (mark: M) => Colour | "next";
  readonly keys: (mark: M, colour: string) => readonly Key[];
  readonly bar?: (mark: M) => Bar | undefined;
  /** Whether the mark has ink in a rectangle; a legend goes where there is none. */
  readonly covers: (mark: M, frame: Frame, rect: Rect) => boolean;
  readonly draw: (mark: M, frame: Frame, pen: Pen, colour: string) => void;
}

/** Draws with what leaves the data rectangle cut off. */
export const clipped = (pen: Pen, { area }: Frame, draw: () => void): void => {
  pen.save();
  pen.beginPath();
  pen.rect(area.x - 1, area.y - 1, area.width + 2, area.height + 2);
  pen.clip();
  draw();
  pen.restore();
};

/** The key of a series, if it has a label. */
export const keyOf = (label: string | undefined, colour: string, sign: Key["sign"]): readonly Key[] =>
  label === undefined ? [] : [{ label, colour, sign }];
