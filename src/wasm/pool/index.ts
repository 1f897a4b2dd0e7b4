/**
 * Threads that share long calls of kernels: whoever is free takes the next part, and the bits stay the same.
 *
 * May use the signatures and the arena. Begin with `pool.ts`; `division.ts` cuts a call, `worker.ts` is what threads run.
 */
export { type Pool, pool, type Sharing, type Start, type WorkerHandle } from "./pool.js";
export { claim, run, serve, type WorkerStart } from "./worker.js";
