import type { Precision } from "../../core/random.js";
import { size } from "../../core/shape.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import type { WithGradient } from "../../prob/distribution.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Runtime, Workspace } from "../../wasm/runtime.js";
import { type Reduction, type Rows, rowsOf, weightOf } from "./rows.js";

/** The loss of a batch, in nats, and its gradient by each of the inputs named. */
export interface Loss<By extends string> extends WithGradient<Readonly<Record<By, Tensor>>> {
  /** The loss of each example, summed over its features, whatever the reduction. */
  readonly rows: Float64Array;
}

/** What a resident loss is called with, in a workspace that holds a batch for the length of one call. */
export interface Call {
  readonly workspace: Workspace;
  readonly precision: Precision;
  readonly rows: Rows;
  readonly weight: number;
  /** Room for the loss of each example. */
  readonly values: Pointer;
  /** Copies a tensor in, as floats of the precision. */
  readonly put: (x: Tensor) => Pointer;
  /** Copies a tensor of the batch's shape out. */
  readonly take: (at: Pointer) => Tensor;
}

/** The shape and the precision of `x` are those of a call; float32 or float64 as `x` is. */
export const evaluate = <By extends string>(
  runtime: Runtime,
  x: Tensor,
  reduction: Reduction,
  run: (call: Call) => WithGradient<Readonly<Record<By, Tensor>>>,
): Loss<By> =>
  runtime.using((workspace) => {
    const { arena } = workspace;
    const precision = x.data.BYTES_PER_ELEMENT === 4 ? "float32" : "float64";
    const [copyIn, view] = precision === "float32" ? [arena.put32, arena.f32] : [arena.put64, arena.f64];
    const rows = rowsOf(x.shape);
    const values = arena.alloc64(rows.m);
    const result = run({
      workspace,
      precision,
      rows,
      weight: weightOf(reduction, rows),
      values,
      put: ({ data }) => copyIn(data),
      take: (at) => tensor(x.shape, view(at, size(x.shape)).slice()),
    });
    return { ...result, rows: arena.f64(values, rows.m).slice() };
  });
