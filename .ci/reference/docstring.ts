/** A docstring as Markdown. */

/** What Markdown would take for its own, outside of code. */
const escaped = (line: string): string =>
  line
    .split(/(`[^`]*`)/)
    .map((piece, i) => (i % 2 === 1 ? piece : piece.replace(/[*_<[\]]/g, "\\$&")))
    .join("");

const fenced = (language: string, lines: readonly string[]): readonly string[] => [
  `\`\`\`${language}`,
  ...lines,
  "```",
];

/** Groups of lines: a line that begins one is the first of it, whatever it holds. */
const split = (lines: readonly string[], begins: (line: string) => boolean): readonly (readonly string[])[] => {
  const groups: string[][] = [[]];
  for (const line of lines) {
    if (begins(line)) groups.push([]);
    groups.at(-1)!.push(line);
  }
  return groups;
};

const isBlank = (line: string): boolean => line.trim() === "";

const paragraphs = (lines: readonly string[]): readonly (readonly string[])[] =>
  split(lines, isBlank)
    .map((paragraph) => paragraph.filter((line) => !isBlank(line)))
    .filter(({ length }) => length > 0);

/** A paragraph all of whose lines are indented is a formula or a table: it keeps its lines. */
const isFormula = (lines: readonly string[]): boolean => lines.every((line) => /^ {2}/.test(line));

const prose = (lines: readonly string[]): readonly string[] =>
  paragraphs(lines).flatMap((paragraph) => [
    ...(isFormula(paragraph)
      ? fenced(
          "text",
          paragraph.map((line) => line.slice(2)),
        )
      : paragraph.map(escaped)),
    "",
  ]);

/** The lines of a docstring: at first its text, then each tag with what follows it. */
const sections = (lines: readonly string[]): readonly (readonly string[])[] =>
  split(lines, (line) => /^@\w/.test(line));

/** The lines as Markdown: formulas and examples as code. */
export const markdownOf = (lines: readonly string[]): readonly string[] => {
  const [text = [], ...tags] = sections(lines);
  return [
    ...prose(text),
    ...tags.flatMap(([tag = "", ...rest]) =>
      tag === "@example"
        ? [...fenced("ts", rest.slice(0, 1 + rest.findLastIndex((line) => !isBlank(line)))), ""]
        : prose([tag.replace(/^@/, ""), ...rest]),
    ),
  ];
};

/** The first sentence: up to a full stop, a colon before a formula, or the end of the paragraph. */
export const firstSentence = (lines: readonly string[]): string => {
  const [first = []] = paragraphs(sections(lines)[0]!);
  const text = first.map((line) => line.trim()).join(" ");
  return escaped(/^.*?[.](?= |$)/.exec(text)?.[0] ?? text);
};
