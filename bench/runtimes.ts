import { either as E } from "fp-ts";
import { describe } from "../src/failure.js";
import { load } from "../src/node/load.js";
import type { Runtime, Simd } from "../src/wasm/runtime.js";

/** After `--threads`: of our kernels and of the peers; 1 where it is left out. */
export const threads = process.argv.includes("--threads")
  ? Number(process.argv[process.argv.indexOf("--threads") + 1])
  : 1;

const loaded = async (simd: Simd): Promise<readonly Runtime[]> => {
  const result = await load({ simd, threads })();
  if (E.isRight(result)) return [result.right];
  console.log(`${simd}: skipped: ${describe(result.left)}`);
  return [];
};

/** The builds that this engine runs, the faster one first. */
export const runtimes = async (): Promise<readonly Runtime[]> => [
  ...(await loaded("relaxed")),
  ...(await loaded("plain")),
];
