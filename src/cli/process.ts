/** The Node process as a program's outside, and the call that makes a file a command. */
import { realpathSync } from "node:fs";
import { relative } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import type { Io } from "./io.js";
import { main } from "./main.js";
import { wantsColours } from "./paint.js";
import type { Program } from "./program.js";

/** A reader that has had enough (`| head`) closes the pipe: that ends the printing, not the run. */
const printingTo = (stream: NodeJS.WriteStream): ((text: string) => void) => {
  let open = true;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    open = false;
  });
  return (text) => {
    if (open) stream.write(text);
  };
};

const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => (stream.writable ? stream.write("", () => resolve()) : resolve()));

/** This process: its streams, its clock, its Ctrl-C (the second one ends it at once, as if there were no listener). */
export const processIo = (command: Io["command"]): Io => {
  const { stdout, stderr, env } = process;
  return {
    out: printingTo(stdout),
    err: printingTo(stderr),
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

/** Runs a program in this process with the flags that it was started with, and ends the process with its exit code. */
export const runProcess = async (program: Program, argv: readonly string[], command: Io["command"]): Promise<never> => {
  const code = await main(program, argv, processIo(command))();
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  return process.exit(code);
};

/**
 * Runs `program` where the file that calls this is the one that was started; does nothing where it was imported.
 *
 *   await runIfMain(import.meta.url, emFace);
 */
export const runIfMain = async (moduleUrl: string, program: Program): Promise<void> => {
  if (!isMain(moduleUrl)) return;
  const file = relative(process.cwd(), fileURLToPath(moduleUrl));
  await runProcess(program, process.argv.slice(2), () => `${file.endsWith(".ts") ? "npx tsx" : "node"} ${file}`);
};
