/**
 * Text in lines of at most `width` characters, broken at spaces; a longer word has a line of its own.
 *
 * @example
 * wrap("a sum of squares", 8) // => ["a sum of", "squares"]
 */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
};

const widths = { least: 60, most: 96 };

/**
 * How wide a page is on a terminal of so many columns: neither too narrow for a table nor too wide to be read.
 *
 * @example
 * pageWidth(200) // => 96
 */
export const pageWidth = (columns: number): number => Math.min(widths.most, Math.max(widths.least, columns));

/** A term and its explanation. */
export type Entry = readonly [term: string, text: string];

/**
 * Two columns: terms, and their wrapped explanations beside them, or below a term that is too long. The terms go
 * through `paintTerm`, which must not change their width on the screen.
 */
export const columns = (
  entries: readonly Entry[],
  width: number,
  paintTerm: (term: string) => string,
  gutter = columnOf(entries),
): readonly string[] =>
  entries.flatMap(([term, text]) => {
    const [first = "", ...rest] = wrap(text, width - gutter);
    const indent = " ".repeat(gutter);
    const fits = term.length + 4 <= gutter;
    const head = `  ${paintTerm(term)}`;
    const below = rest.map((line) => indent + line);
    return fits
      ? [`${head}${" ".repeat(gutter - term.length - 2)}${first}`, ...below]
      : [head, indent + first, ...below];
  });

const widestTerm = 26;

/** Where the second column begins. */
export const columnOf = (entries: readonly Entry[]): number =>
  4 + Math.max(0, ...entries.map(([term]) => term.length).filter((length) => length <= widestTerm));

/** Text in a colour or a weight, or the same text where there are none. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** Between the code that turns it on and the one that turns it off (ECMA-48, 8.3.117). */
const between =
  (on: number, off: number) =>
  (text: string): string =>
    `\x1b[${on}m${text}\x1b[${off}m`;

const coloured: Paint = {
  bold: between(1, 22),
  dim: between(2, 22),
  red: between(31, 39),
  yellow: between(33, 39),
  cyan: between(36, 39),
};

const same = (text: string): string => text;

const plain: Paint = { bold: same, dim: same, red: same, yellow: same, cyan: same };

/** The palette of a stream. */
export const paint = (colours: boolean): Paint => (colours ? coloured : plain);

/**
 * Whether a stream gets colours: a terminal does, unless NO_COLOR is set and not empty (no-color.org); FORCE_COLOR
 * gives them to a pipe too.
 *
 * @example
 * wantsColours({ NO_COLOR: "1" }, true) // => false
 * wantsColours({}, true) // => true
 * wantsColours({}, false) // => false
 */
export const wantsColours = (env: Readonly<Record<string, string | undefined>>, terminal: boolean): boolean => {
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"]) return env["FORCE_COLOR"] !== "0";
  return terminal && env["TERM"] !== "dumb";
};
