import type { Failure } from "../failure.js";
import type { Panel } from "./panel.js";
import type { ImageSheet } from "./sheet.js";
import { theme } from "./theme.js";
import { undrawable } from "./values.js";

/** Contents in rows of `columns`, their data rectangles aligned. */
export interface Grid {
  readonly kind: "grid";
  readonly columns: number;
  readonly contents: readonly Content[];
  /** CSS pixels between neighbours, axes and titles included. */
  readonly gap: number;
}

/** What a figure shows. */
export type Content = Panel | ImageSheet | Grid;

/** Contents in rows of `columns`. It cannot be drawn where there is no content, or no column. */
export const grid = (columns: number, contents: readonly Content[], options: { readonly gap?: number } = {}): Grid => ({
  kind: "grid",
  columns,
  contents,
  gap: theme.space.gap,
  ...options,
});

/** Contents side by side. */
export const row = (contents: readonly Content[], options: { readonly gap?: number } = {}): Grid =>
  grid(Math.max(1, contents.length), contents, options);

/** Contents one below the other. */
export const column = (contents: readonly Content[], options: { readonly gap?: number } = {}): Grid =>
  grid(1, contents, options);

/** What keeps a grid from being drawn, its contents apart. */
export const wrongGrid = ({ columns, contents, gap }: Grid): Failure | undefined => {
  if (!(Number.isInteger(columns) && columns > 0 && contents.length > 0))
    return undrawable("a grid", "a content and a column at least", `${contents.length} contents, ${columns} columns`);
  return gap >= 0 ? undefined : undrawable("a grid", "no negative gap", `${gap}`);
};

/** A picture for a page: contents under a title, over a footnote. A value: `draw` and `toSvg` draw it. */
export interface Figure {
  readonly content: Content;
  readonly title?: string;
  /** A warning about the figure that must not be missed, small under the title: "synthetic data". */
  readonly notice?: string;
  readonly footnote?: string;
}

/** The texts of a figure; one that is `undefined` is not there. */
export type FigureTexts = { readonly [T in "title" | "notice" | "footnote"]?: string | undefined };

/**
 * A figure. In every text of it `^{...}` raises and `_{...}` lowers.
 *
 * @example
 * figure(panel([line({ y: [3, 2, 1] })]), { title: "Loss", notice: undefined }).title // => "Loss"
 */
export const figure = (content: Content, options: FigureTexts = {}): Figure => ({
  content,
  ...(options.title !== undefined && { title: options.title }),
  ...(options.notice !== undefined && { notice: options.notice }),
  ...(options.footnote !== undefined && { footnote: options.footnote }),
});
