import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { badData, type Failure } from "../../failure.js";
import { makeFolder, writeBytes } from "../../node/file.js";
import type { Runtime } from "../../wasm/runtime.js";
import type { CommonSettings } from "../flags/commonFlags.js";
import { paint } from "../output/layout.js";
import type { Screen } from "../output/progress.js";
import { hiddenProgress, type ProgressDisplay, progressOn } from "../output/progress.js";
import type { Io } from "./io.js";
import type { RunHost } from "./program.js";

/** One run's dealings with the outside: the host that its program gets, and the account of what was done through it. */
export interface Session {
  readonly host: RunHost;
  /** Written by name: for the record. */
  readonly files: () => readonly string[];
  /** All that was written and is there still. */
  readonly kept: () => readonly string[];
  readonly notices: () => readonly string[];
  /** Seconds by phase, and `total`. */
  readonly timings: () => Readonly<Record<string, number>>;
  /** What the program asked for in case of Ctrl-C. */
  readonly saved: TE.TaskEither<Failure, void>;
  /** Ends the progress display, refuses further writes and waits for those under way. */
  readonly close: () => Promise<void>;
}

/** Writes a file, and the folders above it. */
export const writeInto = (path: string, bytes: Uint8Array): TE.TaskEither<Failure, void> =>
  F.pipe(
    TE.tryCatch(
      () => makeFolder(dirname(path)),
      (cause): Failure =>
        badData("NoFolder", "the folder cannot be made", {
          where: dirname(path),
          got: String((cause as Error).message),
        }),
    ),
    TE.chain(() => writeBytes(path, bytes)),
  );

const closed: Failure = badData("SessionClosed", "the run has ended");

/** Opens the session of a run. */
export const openSession = (
  { out, quiet }: CommonSettings,
  runtime: Runtime,
  io: Io,
  screen: Screen,
  signal: AbortSignal,
): Session => {
  const start = io.now();
  const files = new Set<string>();
  const stored = new Set<string>();
  const notices: string[] = [];
  const seconds = new Map<string, number>();
  const { yellow } = paint(io.colours.err);
  let queue: Promise<unknown> = Promise.resolve();
  let progress: ProgressDisplay = hiddenProgress;
  const saves = new Map<string, TE.TaskEither<Failure, void>>();
  let open = true;

  // One after the other: what Ctrl-C saves may be the very file that is being written.
  const store: RunHost["store"] = (path, work) => () => {
    if (!open) return TE.left(closed)();
    const working = queue.then(work).then((done) => {
      if (E.isRight(done)) stored.add(path);
      return done;
    });
    queue = working;
    return working;
  };

  const write: RunHost["write"] = (name, bytes) => {
    const path = join(out, name);
    return F.pipe(
      store(path, writeInto(path, bytes)),
      TE.chainFirstIOK(() => () => files.add(path)),
    );
  };

  const phase: RunHost["phase"] = (name, body) => async () => {
    const from = io.now();
    try {
      return await body();
    } finally {
      seconds.set(name, (seconds.get(name) ?? 0) + (io.now() - from) / 1000);
    }
  };

  return {
    host: {
      runtime,
      signal,
      write,
      store,
      phase,
      log: (line) => {
        if (!quiet) screen.out(line);
      },
      notice: (text) => {
        notices.push(text);
        screen.err(`${yellow("notice:")} ${text}`);
      },
      progress: (label, total) => {
        progress.end();
        progress = quiet ? hiddenProgress : progressOn(io, screen, label, total);
        return progress;
      },
      onInterrupt: (save, name = "") => {
        saves.set(name, save);
      },
      yieldToEvents: () => setImmediate().then(() => (signal.aborted ? new Promise<never>(() => {}) : undefined)),
    },
    files: () => [...files],
    kept: () => [...stored].filter((path) => existsSync(path)),
    notices: () => [...notices],
    timings: () => ({ ...Object.fromEntries(seconds), total: (io.now() - start) / 1000 }),
    saved: () =>
      F.pipe(
        [...saves.values()],
        TE.traverseSeqArray(F.identity),
        TE.map(() => undefined),
      )(),
    close: async () => {
      open = false;
      progress.end();
      await queue;
    },
  };
};
