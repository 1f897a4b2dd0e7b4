/** The Node edge of the loader: builds a checkout's kernels on first use, turns relaxed SIMD on in Node 20, has threads. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { taskEither as TE } from "fp-ts";
import { type Failure, usage } from "../failure.js";
import { load, type SimdChoice, supportsRelaxed } from "../wasm/load.js";
import { pool } from "../wasm/pool/pool.js";
import type { Runtime } from "../wasm/runtime.js";
import { startWorker } from "./threads.js";

const builder = fileURLToPath(new URL("../../assembly/build.mjs", import.meta.url));

/** In a checkout, after `npm ci --ignore-scripts` or a change of a source; the package has no assembly folder. */
const buildIfStale = (): void => {
  if (existsSync(builder)) spawnSync(process.execPath, [builder], { stdio: ["ignore", "ignore", "inherit"] });
};

/**
 * Node 20 has relaxed SIMD behind a flag that may be set at run time, before the first module is compiled. The flag is
 * state of the whole process, which is why only `elbo-ts/node` sets it, and not where `simd` is "plain".
 */
const enableRelaxed = (): void => {
  if (supportsRelaxed()) return;
  if (Number(process.versions.node.split(".")[0]) < 21) setFlagsFromString("--experimental-wasm-relaxed-simd");
};

/** What else a caller may ask for. */
export interface LoadOptions {
  /** Threads that share the heavy kernels: 1 by default. The bits do not depend on it. */
  readonly threads?: number;
}

/**
 * `load` for Node: the same kernels, with relaxed SIMD also on Node 20, and on several threads where they are asked for.
 *
 * Errors: as `load`; `NotACount` where `threads` is no integer of 1 or more.
 */
export const loadNode = (
  choice: SimdChoice = "auto",
  { threads = 1 }: LoadOptions = {},
): TE.TaskEither<Failure, Runtime> => {
  if (!Number.isInteger(threads) || threads < 1)
    return TE.left(usage("NotACount", "the number of threads is an integer of 1 or more", { got: String(threads) }));
  return () => {
    buildIfStale();
    if (choice !== "plain") enableRelaxed();
    return load(choice, threads > 1 ? (module) => pool(module, threads, startWorker) : undefined)();
  };
};
