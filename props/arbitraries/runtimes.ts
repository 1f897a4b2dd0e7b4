import { orThrow } from "../../src/failure.js";
import { loadNode } from "../../src/wasm/node.js";
import type { Runtime, Simd } from "../../src/wasm/runtime.js";

const loaded = async (simd: Simd): Promise<Runtime> => orThrow(await loadNode(simd)());

/** Both builds: every kernel suite runs on each of them. */
export const runtimes: readonly Runtime[] = [await loaded("relaxed"), await loaded("plain")];

/** The build whose bits are the same on every engine. */
export const plain: Runtime = await loaded("plain");
