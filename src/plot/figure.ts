import { demand } from "./floats.js";
import type { Panel } from "./panel.js";
import type { ImageSheet } from "./sheet.js";
import { theme } from "./theme.js";

/** Contents in rows of `columns`, their data rectangles aligned. */
export interface Grid {
  readonly _tag: "Grid";
  readonly columns: number;
  readonly contents: readonly Content[];
  /** CSS pixels between neighbours, axes and titles included. */
  readonly gap: number;
}

/** What a figure shows. */
export type Content = Panel | ImageSheet | Grid;

/**
 * Contents in rows of `columns`.
 *
 * Throws a `RangeError` where there is no content, or no column.
 */
export const grid = (columns: number, contents: readonly Content[], options: { readonly gap?: number } = {}): Grid => {
  const { gap = theme.space.gap } = options;
  demand(
    Number.isInteger(columns) && columns > 0 && contents.length > 0,
    `grid: ${contents.length} in ${columns} columns`,
  );
  demand(gap >= 0, `grid: a gap of ${gap}`);
  return { _tag: "Grid", columns, contents, gap };
};

/** Contents side by side. */
export const row = (contents: readonly Content[], options: { readonly gap?: number } = {}): Grid =>
  grid(Math.max(1, contents.length), contents, options);

/** Contents one below the other. */
export const column = (contents: readonly Content[], options: { readonly gap?: number } = {}): Grid =>
  grid(1, contents, options);

/** A picture for a page: contents under a title, over a footnote. A value; `toPng` draws it. */
export interface Figure {
  readonly content: Content;
  readonly title?: string;
  /** A warning about the figure that must not be missed, small under the title: "synthetic data". */
  readonly notice?: string;
  readonly footnote?: string;
}

/**
 * A figure. In every text of it `^{...}` raises and `_{...}` lowers.
 */
export const figure = (content: Content, options: Omit<Figure, "content"> = {}): Figure => ({ content, ...options });
