import { orThrow } from "../../src/failure.js";
import { load } from "../../src/node/load.js";
import { startWorker } from "../../src/node/threads.js";
import { loadWith } from "../../src/wasm/load.js";
import { pool, type Sharing, type Start } from "../../src/wasm/pool/pool.js";
import type { Runtime, Simd } from "../../src/wasm/runtime.js";

const loaded = async (simd: Simd): Promise<Runtime> => orThrow(await load({ simd })());

/** Both builds: every kernel suite runs on each of them. */
export const runtimes: readonly Runtime[] = [await loaded("relaxed"), await loaded("plain")];

/** The build whose bits are the same on every engine. */
export const plain: Runtime = await loaded("plain");

/** Divides what can be divided, however short, anywhere. */
const finely: Sharing = { parts: 2, least: 0, grain: 1, allowance: 60_000 };

/** A build whose calls so many threads share, cut as finely as may be. */
export const onThreads = async (
  simd: Simd,
  threads: number,
  start: Start = startWorker,
  sharing: Partial<Sharing> = {},
): Promise<Runtime> =>
  orThrow(await loadWith({ simd }, (module) => pool(module, threads, start, { ...finely, ...sharing }))());

const nobody: Start = () => ({ tell: () => {}, said: () => undefined });

/** The same cuts, each part made by the caller, for want of workers. */
export const inParts: Readonly<Record<Simd, Runtime>> = {
  relaxed: await onThreads("relaxed", 3, nobody),
  plain: await onThreads("plain", 3, nobody),
};
