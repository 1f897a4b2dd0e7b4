/** The Node edge of the loader: builds a checkout's kernels on first use, turns relaxed SIMD on in Node 20, has threads. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { either as E, taskEither as TE } from "fp-ts";
import { checked, expectCount, expectOptions } from "../core/checks.js";
import type { Failure } from "../failure.js";
import type { KernelSource } from "../wasm/kernels.js";
import { type LoadOptions, loadWith, supportsRelaxed } from "../wasm/load.js";
import { pool } from "../wasm/pool/index.js";
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

/** How kernels are loaded in Node. */
export interface NodeLoadOptions extends LoadOptions {
  /** Threads that share the heavy kernels: 1 by default. The bits do not depend on it. */
  readonly threads?: number;
}

/** A `file:` address is read here: Node's own `fetch` does not. */
const readGiven = (kernels: KernelSource): KernelSource =>
  kernels instanceof URL && kernels.protocol === "file:" ? readFile(kernels) : kernels;

/**
 * `load` for Node: the same kernels, with relaxed SIMD also on Node 20, of files too, and on several threads where they
 * are asked for.
 *
 * Errors: as `load` of `elbo-ts`; `BadOption` where `threads` is no integer of 1 or more; `NotShareable` where several
 * threads are asked for and a compiled module is given.
 *
 * @example
 * import { load } from "elbo-ts/node";
 * const loaded = await load({ simd: "plain", threads: 2 })();
 * E.map(({ threads }) => threads)(loaded) // => E.right(2)
 */
export const load = (choice: NodeLoadOptions = {}): TE.TaskEither<Failure, Runtime> => {
  const { threads = 1, kernels, ...options } = choice ?? {};
  const given = checked(null, expectOptions(choice, ["threads", "kernels", "simd"]), expectCount("threads", threads));
  if (E.isLeft(given)) return TE.left(given.left);
  return () => {
    if (kernels === undefined) buildIfStale();
    if (options.simd !== "plain") enableRelaxed();
    const given = kernels === undefined ? options : { ...options, kernels: readGiven(kernels) };
    return loadWith(given, threads > 1 ? (module) => pool(module, threads, startWorker) : undefined)();
  };
};
