import type { Key } from "../../core/key.js";
import { named } from "../../core/key.js";
import { integers, uniform } from "../../core/random.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { Runtime } from "../../wasm/runtime.js";
import { type Extents, shiftShape, shiftsOf } from "./extents.js";

/**
 * The parameters: a face F on a background B, white noise of standard deviation s, a prior a over the shifts.
 *
 *   X_k = M^d + s * noise,   M^d = B with F pasted at shift d,   p(d) = a[d]
 */
export interface Template {
  /** F: [h, w], in the units of the pixels. */
  readonly face: Tensor;
  /** B: [H, W]. */
  readonly background: Tensor;
  /** s, in the units of the pixels. */
  readonly noise: number;
  /** a: [D] or [Dy, Dx]; sums to 1. */
  readonly prior: Tensor;
}

/** a[d] = 1 / D. */
export const uniformPrior = (extents: Extents): Tensor => {
  const { count } = shiftsOf(extents);
  return tensor(shiftShape(extents), new Float64Array(count).fill(1 / count));
};

/**
 * The start where none is given: F and B uniform integers 0..254, a uniform, s = u * 64^2 with u uniform in (0, 1).
 */
export const randomStart = (runtime: Runtime, extents: Extents, key: Key): Template => {
  const { height, width, faceHeight, faceWidth } = extents;
  const u = uniform(runtime, named(key, "noise"), [1], "float64").data[0]!;
  return {
    face: integers(runtime, named(key, "face"), [faceHeight, faceWidth], 255),
    background: integers(runtime, named(key, "background"), [height, width], 255),
    noise: (1 - u) * 64 ** 2,
    prior: uniformPrior(extents),
  };
};
