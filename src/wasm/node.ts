/** The Node edge of the loader: builds a checkout's kernels on first use, and turns relaxed SIMD on in Node 20. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import type { taskEither as TE } from "fp-ts";
import type { Failure } from "../failure.js";
import { load, type SimdChoice, supportsRelaxed } from "./load.js";
import type { Runtime } from "./runtime.js";

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

/**
 * `load` for Node: the same kernels, with relaxed SIMD also on Node 20.
 *
 * Errors: as `load`.
 */
export const loadNode = (choice: SimdChoice = "auto"): TE.TaskEither<Failure, Runtime> => {
  return () => {
    buildIfStale();
    if (choice !== "plain") enableRelaxed();
    return load(choice)();
  };
};
