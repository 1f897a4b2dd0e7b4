import { type Flag, type Flags, flagName } from "../flags/flag.js";
import type { Io } from "../program/io.js";
import { exitCodes } from "../program/io.js";
import type { Program } from "../program/program.js";
import { columnOf, columns, type Entry, pageWidth, paint, wrap } from "./layout.js";

const meanings: readonly Entry[] = [
  [String(exitCodes.done), "done"],
  [String(exitCodes.data), "a file, a shape or a value is wrong, or the kernels are missing"],
  [String(exitCodes.usage), "a flag is wrong; nothing was written"],
  [String(exitCodes.numerical), "the numbers failed: a collapse, an overflow, a NaN"],
  [String(exitCodes.bug), "a bug in the program"],
  [String(exitCodes.interrupted), "interrupted (Ctrl-C); finished files are kept"],
];

const defaultOf = ({ codec, quick, placeholder, ...flag }: Flag): string => {
  if (placeholder === undefined || flag.default === undefined) return "";
  const shown = `default ${codec.encode(flag.default)}`;
  return quick === undefined ? ` [${shown}]` : ` [${shown}; quick ${codec.encode(quick)}]`;
};

const entryOf = ([key, flag]: [string, Flag]): Entry => [
  flag.placeholder === undefined ? flagName(key) : `${flagName(key)} ${flag.placeholder}`,
  flag.help + defaultOf(flag),
];

const entriesOf = (flags: Flags): readonly Entry[] => Object.entries(flags).map(entryOf);

/** The page that `--help` prints: what it is, how to call it, its own flags, the common ones, examples, exit codes. */
export const help = ({ name, summary, flags, common, examples }: Program, io: Io): string => {
  const { bold, cyan, dim } = paint(io.colours.out);
  const width = pageWidth(io.columns);
  const command = io.command(name);
  const own = entriesOf(flags);
  const shared: readonly Entry[] = [["--help", "print this page"], ...entriesOf(common)];
  const gutter = columnOf([...own, ...shared]);
  const table = (entries: readonly Entry[]) => columns(entries, width, cyan, gutter);
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", bold(title), ...lines];

  const [title = "", ...more] = wrap(`${name}: ${summary}`, width);
  return [
    title.replace(name, bold(name)),
    ...more,
    "",
    `${bold("Usage:")} ${command} [flags]`,
    ...section("Flags", table(own)),
    ...section("Common flags", table(shared)),
    ...section(
      "Examples",
      examples.flatMap(({ argv, does }) => [`  ${[command, argv].filter(Boolean).join(" ")}`, dim(`      ${does}`)]),
    ),
    ...section("Exit codes", columns(meanings, width, cyan)),
    "",
  ].join("\n");
};
