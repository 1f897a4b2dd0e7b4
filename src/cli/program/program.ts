import { either as E, function as F, type task as T, type taskEither as TE } from "fp-ts";
import type { Failure } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import { type CommonSettings, commonFlags } from "../flags/commonFlags.js";
import type { Flags, SettingsOf } from "../flags/flag.js";
import { parse, unparse } from "../flags/parse.js";
import type { ProgressDisplay } from "../output/progress.js";
import type { Metric } from "../output/record.js";
import type { KeyFigures } from "../output/summary.js";

/** What a program's run may use of the outside; `Own` is the record of its own flags' values. */
export interface Context<Own> extends RunHost {
  readonly settings: CommonSettings & Own;
}

/** The part of a context that is the same for all programs. */
export interface RunHost {
  readonly runtime: Runtime;
  /** A line of results, to stdout. */
  readonly log: (line: string) => void;
  /** Something that the user must know ("MNIST not found: synthetic digits"); repeated in the record's data. */
  readonly notice: (text: string) => void;
  /** A progress display. A new one ends the one before. */
  readonly progress: (label: string, total?: number) => ProgressDisplay;
  /** Writes a file of the run, whole or not at all; `name` may have folders: "frames/001.png". */
  readonly write: (name: string, bytes: Uint8Array) => TE.TaskEither<Failure, void>;
  /**
   * Work on a file with a place of its own, a checkpoint: after all that was asked for before, and Ctrl-C waits for it.
   * The record does not list it.
   */
  readonly store: (path: string, work: TE.TaskEither<Failure, void>) => TE.TaskEither<Failure, void>;
  /** Runs `body`, whose wall time is entered in the record under `name`; times under one name add up. */
  readonly phase: <A>(name: string, body: TE.TaskEither<Failure, A>) => TE.TaskEither<Failure, A>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /**
   * What to do at Ctrl-C: of each name the last one given counts, so a loop gives it afresh with each state worth
   * keeping. Those named first are done first.
   */
  readonly onInterrupt: (save: TE.TaskEither<Failure, void>, name?: string) => void;
  /**
   * Lets waiting events in. A loop that never breathes cannot be interrupted: once a batch or iteration is enough. After
   * Ctrl-C it waits for ever: what is saved then stands still.
   */
  readonly yieldToEvents: T.Task<void>;
}

/** What a run comes to. */
export interface RunResult {
  /** Where the data came from, and how much. */
  readonly data: Readonly<Record<string, unknown>>;
  /** One record an epoch or iteration, without times. */
  readonly metrics: readonly Metric[];
  /** The few numbers that the closing summary prints. */
  readonly figures: KeyFigures;
}

/** A command line for the help, after the program's name, and what it does. */
export interface Example {
  readonly argv: string;
  readonly does: string;
}

/** A program as its author writes it. */
export interface ProgramDefinition<F extends Flags> {
  readonly name: string;
  /** One line: what it shows. */
  readonly summary: string;
  readonly flags: F;
  readonly examples: readonly Example[];
  /** Whether the run draws pictures, so that it is refused at once where the canvas package is absent; true if absent. */
  readonly draws?: boolean;
  /** Judges flags that are right one by one and wrong together, and fills in what a preset decides. */
  readonly refine?: (settings: CommonSettings & SettingsOf<F>) => E.Either<Failure, CommonSettings & SettingsOf<F>>;
  readonly run: (context: Context<SettingsOf<F>>) => TE.TaskEither<Failure, RunResult>;
}

/** A run that is ready to start: its flags have been read. */
export interface PreparedRun {
  readonly settings: CommonSettings;
  /** The shortest command line that asks for it. */
  readonly argv: readonly string[];
  readonly run: (host: RunHost) => TE.TaskEither<Failure, RunResult>;
}

/** A program as a value: to list, to describe, to run. The types of its settings are closed in. */
export interface Program {
  readonly name: string;
  readonly summary: string;
  readonly flags: Flags;
  readonly common: Flags;
  readonly examples: readonly Example[];
  readonly draws: boolean;
  /** Errors: those of `parse` and of the program's `refine`. */
  readonly prepare: (argv: readonly string[]) => E.Either<Failure, PreparedRun>;
}

/**
 * Makes a program of its definition.
 *
 * Throws where a flag has the name of a common one: a broken invariant of the author.
 */
export const program = <F extends Flags>({
  run,
  refine = E.right,
  draws = true,
  ...rest
}: ProgramDefinition<F>): Program => {
  const common = commonFlags(rest.name);
  const taken = Object.keys(rest.flags).filter((key) => key in common || key === "help");
  if (taken.length > 0) throw new TypeError(`${rest.name}: ${taken.join(", ")}: the name of a common flag`);

  const all = { ...rest.flags, ...common };
  return {
    ...rest,
    common,
    draws,
    prepare: (argv) =>
      F.pipe(
        E.Do,
        E.bind("typed", () => parse(all, argv)),
        E.bind("settings", ({ typed }) => refine(typed)),
        E.map(({ typed, settings }) => ({
          settings,
          argv: unparse(all, typed),
          run: (host) => run({ ...host, settings }),
        })),
      ),
  };
};
