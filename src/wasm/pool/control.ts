import type { Control, ControlLayout } from "./worker.js";

/** The most arguments that a kernel may have, and the most of them that may vary from part to part. */
const most = { arguments: 32, varying: 8 } as const;

/** Words on one line of a cache: two threads that wait for different things do not disturb each other. */
const line = 16;

const layout: ControlLayout = {
  unclaimed: 0,
  unfinished: line,
  waiting: line + 1,
  sleepers: 2 * line,
  sent: 2 * line + 1,
  failed: 2 * line + 2,
  kernel: 3 * line,
  memory: 3 * line + 1,
  parts: 3 * line + 2,
  arity: 3 * line + 3,
  varying: 3 * line + 4,
  places: 3 * line + 5,
  range: 0,
  base: 3,
  growth: 3 + most.arguments,
};

/** Fresh shared memory for the jobs of one pool. */
export const control = (): Control => ({
  words: new Int32Array(new SharedArrayBuffer(4 * (layout.places + most.varying))),
  numbers: new Float64Array(new SharedArrayBuffer(8 * (layout.growth + 3 * most.varying))),
  at: layout,
});
