import { either as E, function as F, type task as T, taskEither as TE } from "fp-ts";
import { describe, type Failure } from "../../failure.js";
import { canvasPackage } from "../../node/canvas.js";
import { load } from "../../node/load.js";
import type { Runtime } from "../../wasm/runtime.js";
import { asksForHelp } from "../flags/parse.js";
import { help } from "../output/help.js";
import { paint } from "../output/layout.js";
import { type Screen, screenOn } from "../output/progress.js";
import { encodeRecord } from "../output/record.js";
import { summary } from "../output/summary.js";
import type { Io } from "./io.js";
import { type ExitCode, exitCodes, version } from "./io.js";
import type { PreparedRun, Program, RunResult } from "./program.js";
import { openSession, type Session, writeInto } from "./session.js";

/** Writes the run record where `--json` asks for it. */
const keepRecord = (
  { name }: Program,
  { settings, argv }: PreparedRun,
  { host, ...session }: Session,
  { data, metrics, figures }: RunResult,
): TE.TaskEither<Failure, void> => {
  if (settings.json === undefined) return TE.right(undefined);
  const record = encodeRecord({
    program: name,
    version,
    argv,
    settings: { ...settings, kernels: host.runtime.simd },
    data: { ...data, notices: session.notices() },
    metrics,
    figures,
    timings: session.timings(),
    files: session.files(),
  });
  return writeInto(settings.json, new TextEncoder().encode(record));
};

/** After Ctrl-C: saves what the program asked to be saved, and tells what there is. */
const leave = async (name: string, session: Session, screen: Screen): Promise<ExitCode> => {
  const saved = await session.saved();
  await session.close();
  const kept = session.kept();
  const lost = E.isLeft(saved) ? `; not saved: ${describe(saved.left)}` : "";
  screen.err(`${name}: interrupted; ${kept.length === 0 ? "nothing was written" : `kept ${kept.join(", ")}`}${lost}`);
  return exitCodes.interrupted;
};

const runWith =
  (program: Program, prepared: PreparedRun, io: Io, screen: Screen) =>
  (runtime: Runtime): TE.TaskEither<Failure, ExitCode> =>
  async () => {
    const { settings } = prepared;
    const controller = new AbortController();
    const session = openSession(settings, runtime, io, screen, controller.signal);
    const interrupted = new Promise<"interrupted">((resolve) => {
      controller.signal.addEventListener("abort", () => resolve("interrupted"));
    });
    const forget = io.onInterrupt(() => controller.abort());
    try {
      const ending = await Promise.race([prepared.run(session.host)(), interrupted]);
      if (ending === "interrupted") return E.right(await leave(program.name, session, screen));
      await session.close();
      return await F.pipe(
        TE.fromEither(ending),
        TE.chainFirst((outcome) => keepRecord(program, prepared, session, outcome)),
        TE.map(({ figures }): ExitCode => {
          const closing = { figures, out: settings.out, record: settings.json };
          const lines = { ...closing, files: session.files(), timings: session.timings() };
          if (!settings.quiet) summary(lines, io.columns, io.colours.out).forEach(screen.out);
          return exitCodes.done;
        }),
      )();
    } finally {
      forget();
      await session.close();
    }
  };

/**
 * Runs a program as its command line asks: flags, kernels, the run, the record, a closing summary. Gives the exit code
 * and never throws: a failure is one line on `io.err`, an exception of the program is reported as the bug that it is.
 */
export const main =
  (program: Program, argv: readonly string[], io: Io): T.Task<ExitCode> =>
  async () => {
    const screen = screenOn(io);
    const { red } = paint(io.colours.err);
    if (asksForHelp(argv)) {
      io.out(help(program, io));
      return exitCodes.done;
    }
    try {
      return await F.pipe(
        TE.fromEither(program.prepare(argv)),
        TE.chainFirst(() => (program.draws ? TE.fromEither(canvasPackage()) : TE.right(undefined))),
        TE.chain((prepared) =>
          F.pipe(
            load({ simd: prepared.settings.simd, threads: prepared.settings.threads }),
            TE.chain(runWith(program, prepared, io, screen)),
          ),
        ),
        TE.getOrElseW((failure) => async () => {
          screen.err(`${red(program.name)}: ${describe(failure)}`);
          return exitCodes[failure.fault];
        }),
      )();
    } catch (bug) {
      screen.err(`${red(program.name)}: this is a bug: ${bug instanceof Error ? (bug.stack ?? bug.message) : bug}`);
      return exitCodes.bug;
    }
  };
