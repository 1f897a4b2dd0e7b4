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
