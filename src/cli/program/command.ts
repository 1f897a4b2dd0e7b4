/** One command for many programs: `elbo NAME [flags]`. */
import { either as E, function as F, option as O, readonlyRecord as R, type task as T, taskEither as TE } from "fp-ts";
import { quote } from "../../core/report.js";
import { badData, describe, type Failure, usage } from "../../failure.js";
import { nearest } from "../flags/nearest.js";
import { columns, type Entry, pageWidth, paint, wrap } from "../output/layout.js";
import type { Io } from "./io.js";
import { type ExitCode, exitCodes, version } from "./io.js";
import { main } from "./main.js";
import type { Program } from "./program.js";

/** A program as a list has it: what it shows, and a way to it that is not taken before it is asked for. */
export interface Listed {
  /** The program's own. */
  readonly summary: string;
  readonly load: () => Promise<Program>;
}

/** A command: its name, what it is, and its programs by name. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly programs: Readonly<Record<string, Listed>>;
}

/** The page of a command: what it is, its programs, and how to go on from there. */
const page = ({ name, summary, programs }: Command, io: Io): string => {
  const { bold, cyan } = paint(io.colours.out);
  const width = pageWidth(io.columns);
  const further: readonly Entry[] = [
    [io.command("help NAME"), "the flags of a program, and examples"],
    [io.command("NAME --quick"), "a program in seconds"],
    [io.command("--version"), "the version of the package"],
  ];
  const [title = "", ...more] = wrap(`${name} ${version}: ${summary}`, width);
  return [
    title.replace(name, bold(name)),
    ...more,
    "",
    `${bold("Usage:")} ${io.command("NAME")} [flags]`,
    "",
    bold("Programs"),
    ...columns(
      Object.entries(programs).map(([key, { summary: shows }]): Entry => [key, shows]),
      width,
      cyan,
    ),
    "",
    bold("More"),
    ...columns(further, width, cyan),
    "",
  ].join("\n");
};

const helpWords = ["help", "--help", "-h"];

const unknown = (name: string, { programs }: Command): Failure =>
  usage("UnknownProgram", name.startsWith("-") ? "no such flag" : "no such program", {
    where: quote(name),
    hint: F.pipe(
      nearest(name, [...Object.keys(programs), ...helpWords, "--version"]),
      O.match(
        () => "see --help",
        (meant) => `did you mean ${meant}?`,
      ),
    ),
  });

/** What Node says of a package that is not there. */
const absent = /^Cannot find (?:package|module) '((?:@[\w.-]+\/)?\w[\w.-]*)/;

const notLoaded = (name: string, error: unknown): Failure => {
  const message = error instanceof Error ? error.message : String(error);
  const [, missing] = absent.exec(message) ?? [];
  if (missing === undefined) return badData("NotLoaded", "could not be loaded", { where: name, got: message });
  return badData("NotInstalled", `a package that ${name} needs is not installed`, {
    where: missing,
    hint: "it is optional: install this one again without --omit=optional",
  });
};

/** The program of this name. */
const load = (name: string, command: Command): TE.TaskEither<Failure, Program> =>
  R.has(name, command.programs)
    ? TE.tryCatch(command.programs[name]!.load, (error) => notLoaded(name, error))
    : TE.left(unknown(name, command));

/**
 * What a command line asks for: the program that its first word names, with the other words as its flags;
 * `help NAME` is `NAME --help`. Without a word, the page of the command.
 */
export const runCommand =
  (command: Command, argv: readonly string[], io: Io): T.Task<ExitCode> =>
  async () => {
    const [first = "help", ...rest] = argv;
    const [name, flags] = helpWords.includes(first) ? [rest[0], ["--help"]] : [first, rest];
    if (name === undefined || name === "--version") {
      io.out(name === undefined ? page(command, io) : `${version}\n`);
      return exitCodes.done;
    }
    const program = await load(name, command)();
    if (E.isRight(program)) return main(program.right, flags, io)();
    io.err(`${paint(io.colours.err).red(command.name)}: ${describe(program.left)}\n`);
    return exitCodes[program.left.fault];
  };
