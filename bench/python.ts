/** A Python peer in a process of its own, on as many threads as the bench, that takes its turns on request. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { met, skip } from "./figures.js";
import type { Contender } from "./harness.js";
import { threads } from "./runtimes.js";

const interpreter = process.env["PYTHON"] ?? "/usr/bin/python3";

const limit = Object.fromEntries(
  ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"].map((name) => [name, String(threads)]),
);

/**
 * Debian's OpenBLAS for OpenMP, where it is installed. The one that is there by default has threads of its own, which
 * PyTorch's get in the way of: on two cores a step then takes three times as long.
 */
const openmp = (existsSync("/usr/lib") ? readdirSync("/usr/lib") : [])
  .map((folder) => `/usr/lib/${folder}/openblas-openmp`)
  .filter((folder) => existsSync(folder));

const path = [process.env["LD_LIBRARY_PATH"], ...openmp].filter((folder) => folder).join(":");

const peers = fileURLToPath(new URL("peers", import.meta.url));

/** Answers each number of repetitions on its input with the seconds that they took; its own names begin with _. */
const program = (setUp: string, body: string): string => `
import sys, time as _time
sys.path.insert(0, ${JSON.stringify(peers)})
import blas as _blas
${setUp}
print(_blas.loaded(), flush=True)
for _line in sys.stdin:
    _start = _time.perf_counter()
    for _ in range(int(_line)):
        ${body}
    print(_time.perf_counter() - _start, flush=True)
`;

/** A contender to be closed after its race. */
export interface Peer extends Contender {
  readonly close: () => void;
}

/**
 * Runs the statement `body` after `setUp`, which may import the modules of bench/peers; nothing, and a word about it,
 * where Python or a module is missing.
 */
export const python = async (name: string, setUp: string, body: string): Promise<Peer | undefined> => {
  const child = spawn(interpreter, ["-c", program(setUp, body)], {
    env: { ...process.env, ...limit, LD_LIBRARY_PATH: path },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const missing = once(child, "error").then(() => undefined);
  const ready = answers.next().then(({ value, done }) => (done ? undefined : String(value)));
  const libraries = await Promise.race([missing, ready]);
  if (libraries === undefined) return skip(name, "no Python with it; set PYTHON");
  met(name, libraries);
  return {
    name,
    peer: true,
    turn: async (times) => {
      child.stdin.write(`${times}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`${name} came to an end: ${body}`);
      return Number(value);
    },
    close: () => child.stdin.end(),
  };
};
