import { relative } from "node:path";
import { type Figures, showFigure, showSeconds } from "./figures.js";
import { columns, type Entry, wrap } from "./layout.js";
import { paint } from "./paint.js";

/** What the closing lines of a run tell. */
export interface Closing {
  readonly figures: Figures;
  readonly out: string;
  readonly files: readonly string[];
  /** Where the run record went. */
  readonly record: string | undefined;
  readonly timings: Readonly<Record<string, number>>;
}

const mostNames = 12;

const filesOf = ({ out, files, record }: Closing): readonly Entry[] => {
  const names = files.map((file) => relative(out, file));
  const shown = names.slice(0, mostNames).join(", ");
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
  return [
    ...(names.length > 0 ? [[out, shown + more] as const] : []),
    ...(record === undefined ? [] : [["record", record] as const]),
  ];
};

const timeOf = ({ timings: { total = 0, ...phases } }: Closing): string => {
  const parts = Object.entries(phases).map(([name, seconds]) => `${name} ${showSeconds(seconds)}`);
  return showSeconds(total) + (parts.length > 0 ? ` (${parts.join(", ")})` : "");
};

/** The closing lines: key figures, files, time by phase. */
export const summary = (closing: Closing, width: number, colours: boolean): readonly string[] => {
  const { bold, dim } = paint(colours);
  const figures = Object.entries(closing.figures).map(([name, value]): Entry => [name, showFigure(value)]);
  const entries = [...figures, ...filesOf(closing)];
  const isFigure = new Set(figures.map(([name]) => name));
  return [
    ...columns(entries, width, (term) => (isFigure.has(term) ? bold(term) : dim(term))),
    ...wrap(timeOf(closing), width - 2).map((line) => `  ${dim(line)}`),
  ];
};
