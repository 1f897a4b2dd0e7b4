import type { Precision } from "../../core/random.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";

/**
 * A workspace and the kernels of one precision in it: affinities and maps are stored in that precision, sums over
 * neighbours are float64 in both.
 */
export const floats = (workspace: Workspace, precision: Precision) => {
  const { kernels, arena } = workspace;
  const bits = precision === "float32" ? 32 : 64;
  const bytes = bits / 8;
  const view = (at: Pointer, length: number): Float32Array | Float64Array => arena[`f${bits}`](at, length);
  return {
    workspace,
    bytes,
    /** Valid until the next allocation. */
    view,
    /** Room for so many, all zero. */
    zeros: (length: number): Pointer => {
      const at = arena.alloc(bytes * length);
      view(at, length).fill(0);
      return at;
    },
    conditional: kernels[`tsneConditional${bits}`],
    joint: kernels[`tsneJoint${bits}`],
    nearest: kernels[`tsneNearest${bits}`],
    forces: kernels[`tsneForces${bits}`],
    tree: kernels[`tsneTree${bits}`],
    repulsion: kernels[`tsneRepulsion${bits}`],
    attraction: kernels[`tsneAttraction${bits}`],
    divergence: kernels[`tsneDivergence${bits}`],
    sparseDivergence: kernels[`tsneSparseDivergence${bits}`],
    gradient: kernels[`tsneGradient${bits}`],
    descend: kernels[`tsneDescend${bits}`],
  };
};

/** What `floats` gives. */
export type Floats = ReturnType<typeof floats>;
