/** Alone, since every model of EM takes its logarithms so. */
import type { Workspace } from "../wasm/runtime.js";

/** Natural logarithms, by the kernel: the same bits on every engine. */
export const logarithms = ({ kernels, arena }: Workspace, values: ArrayLike<number>): Float64Array =>
  arena.scope(() => {
    const x = arena.put64(values);
    kernels.mapLog64(x, x, values.length);
    return arena.f64(x, values.length).slice();
  });
