/** A Python peer in a process of its own, on as many threads as the bench, that takes its turns on request. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Contender } from "./harness.js";
import { threads } from "./runtimes.js";

const interpreter = process.env["PYTHON"] ?? "/usr/bin/python3";

const limit = Object.fromEntries(
  ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"].map((name) => [name, String(threads)]),
);

/** Answers each number of repetitions on its input with the seconds that they took. */
const program = (setUp: string, body: string): string => `
import sys, time
${setUp}
print("ready", flush=True)
for line in sys.stdin:
    times = int(line)
    start = time.perf_counter()
    for _ in range(times):
        ${body}
    print(time.perf_counter() - start, flush=True)
`;

/** A contender to be closed after its race. */
export interface Peer extends Contender {
  readonly close: () => void;
}

/** Runs the statement `body` after `setUp`; nothing where Python or a module it imports is missing. */
export const python = async (name: string, setUp: string, body: string): Promise<Peer | undefined> => {
  const child = spawn(interpreter, ["-c", program(setUp, body)], {
    env: { ...process.env, ...limit },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const missing = once(child, "error").then(() => true);
  const failed = answers.next().then(({ done }) => done === true);
  if (await Promise.race([missing, failed])) return undefined;
  return {
    name,
    turn: async (times) => {
      child.stdin.write(`${times}\n`);
      return Number((await answers.next()).value);
    },
    close: () => child.stdin.end(),
  };
};
