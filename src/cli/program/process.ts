/** The Node process as a program's outside, and the call that makes a file a command. */
import { realpathSync } from "node:fs";
import { basename, relative } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import type { task as T } from "fp-ts";
import { badData, describe } from "../../failure.js";
import { wantsColours } from "../output/layout.js";
import { type Command, runCommand } from "./command.js";
import type { Io } from "./io.js";
import { type ExitCode, exitCodes } from "./io.js";
import { main } from "./main.js";
import type { Program } from "./program.js";

/** A stream that is printed to, and whether anybody still reads it. */
interface Printing {
  readonly print: (text: string) => void;
  readonly isRead: () => boolean;
}

/** A reader that has had enough (`| head`) closes the pipe: that ends the printing, not the run. */
const printingTo = (stream: NodeJS.WriteStream): Printing => {
  let open = true;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    open = false;
  });
  return {
    print: (text) => {
      if (open) stream.write(text);
    },
    isRead: () => open,
  };
};

/** All that was printed is written, or its error has been heard, which comes a turn after the write. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    const aTurnLater = () => setImmediate(resolve);
    if (stream.writable) stream.write("", aTurnLater);
    else aTurnLater();
  });

/** This process: its streams, its clock, its Ctrl-C (the second one ends it at once, as if there were no listener). */
export const processIo = (command: Io["command"]): Io & { readonly isRead: () => boolean } => {
  const { stdout, stderr, env } = process;
  const { print, isRead } = printingTo(stdout);
  return {
    out: print,
    isRead,
    err: printingTo(stderr).print,
    terminal: stderr.isTTY === true && env["TERM"] !== "dumb",
    // A terminal that does not know its width says 0.
    columns: stderr.columns || stdout.columns || 96,
    colours: { out: wantsColours(env, stdout.isTTY === true), err: wantsColours(env, stderr.isTTY === true) },
    now: () => performance.now(),
    onInterrupt: (listener) => {
      process.once("SIGINT", listener);
      return () => process.off("SIGINT", listener);
    },
    command,
  };
};

/** Whether the module of this address is the file that Node was started with (Node 20 has no `import.meta.main`). */
const isMain = (moduleUrl: string): boolean => {
  const started = process.argv[1];
  try {
    return started !== undefined && realpathSync(started) === realpathSync(fileURLToPath(moduleUrl));
  } catch {
    return false;
  }
};

/**
 * How a user who started this process would start it again, from `process.argv[1]`, the environment and the folder.
 *
 * @example
 * startedAs("/home/me/node_modules/.bin/elbo", { npm_command: "exec" }, "/home/me") // => "npx elbo"
 * startedAs("/usr/local/bin/elbo", {}, "/home/me") // => "elbo"
 * startedAs("/home/me/programs/walk.ts", {}, "/home/me") // => "npx tsx programs/walk.ts"
 * startedAs("/home/me/walk.js", {}, "/home/me") // => "node walk.js"
 */
export const startedAs = (file: string, env: NodeJS.ProcessEnv, folder: string): string => {
  if (file.endsWith(".ts")) return `npx tsx ${relative(folder, file)}`;
  if (env["npm_command"] === "exec") return `npx ${basename(file, ".js")}`;
  return file.endsWith(".js") ? `node ${relative(folder, file)}` : basename(file);
};

const startedHere = (): string => startedAs(process.argv[1] ?? "", process.env, process.cwd());

const unread = badData("ClosedPipe", "it was closed before the end: who read it has gone", {
  where: "standard output",
  hint: "the files are whole",
});

/** Ends the process with the exit code of a run; results that nobody read are a failure of their own. */
const ending = async (command: Io["command"], run: (io: Io) => T.Task<ExitCode>): Promise<never> => {
  const io = processIo(command);
  const code = await run(io)();
  await flushed(process.stdout);
  const isUnread = code === exitCodes.done && !io.isRead();
  if (isUnread) io.err(`${describe(unread)}\n`);
  await flushed(process.stderr);
  return process.exit(isUnread ? exitCodes.data : code);
};

/**
 * Runs `program` where the file that calls this is the one that was started, with the flags of this process, and ends
 * it with the program's exit code; does nothing where the file was imported.
 *
 *   await runIfMain(import.meta.url, emFace);
 */
export const runIfMain = async (moduleUrl: string, program: Program): Promise<void> => {
  if (isMain(moduleUrl)) await ending(startedHere, (io) => main(program, process.argv.slice(2), io));
};

/** Runs the program of `command` that the words of this process name, and ends it with its exit code. */
export const runProcess = (command: Command): Promise<never> =>
  ending(
    (what) => `${startedHere()} ${what}`,
    (io) => runCommand(command, process.argv.slice(2), io),
  );
