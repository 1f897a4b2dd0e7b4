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
