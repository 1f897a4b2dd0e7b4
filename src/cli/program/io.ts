import { createRequire } from "node:module";

/** What a program's run meets of the outside, so that a test can stand in for the terminal. */
export interface Io {
  /** Results. */
  readonly out: (text: string) => void;
  /** Progress, notices, failures. */
  readonly err: (text: string) => void;
  /** Whether `err` is a terminal, on which a line may be rewritten. */
  readonly terminal: boolean;
  readonly columns: number;
  readonly colours: { readonly out: boolean; readonly err: boolean };
  /** Milliseconds from any origin, never backwards. */
  readonly now: () => number;
  /** Calls `listener` at the next Ctrl-C; gives what takes it off again. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** How the user starts the program of this name: "npx tsx examples/em-face.ts", "npx elbo em-face". */
  readonly command: (name: string) => string;
}

/** What a program's process ends with; of a `Failure`, its kind. */
export const exitCodes = {
  done: 0,
  data: 1,
  usage: 2,
  numerical: 3,
  bug: 70,
  interrupted: 130,
} as const;

/** One of them. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Three folders up from src/cli/program and from dist/cli/program alike; a package always carries this file. */
const manifest: { readonly version: string } = createRequire(import.meta.url)("../../../package.json");

/** The version of this package. */
export const version: string = manifest.version;
