import type { Io } from "./io.js";

/** Whole lines on both streams around at most one live line, which is rewritten in place at the foot of a terminal. */
export interface Screen {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Replaces the live line. */
  readonly live: (line: string) => void;
  /** Ends the live line, if there is one: what follows begins at a line's start. */
  readonly settle: () => void;
}

const erase = "\r\x1b[2K";

/** The screen of a run. */
export const screenOn = (io: Io): Screen => {
  let shown: string | undefined;

  const around = (print: (text: string) => void) => (line: string) => {
    if (shown !== undefined) io.err(erase);
    print(`${line}\n`);
    if (shown !== undefined) io.err(shown);
  };

  return {
    out: around(io.out),
    err: around(io.err),
    live: (line) => {
      io.err(shown === undefined ? line : `${erase}${line}`);
      shown = line;
    },
    settle: () => {
      if (shown !== undefined) io.err("\n");
      shown = undefined;
    },
  };
};
