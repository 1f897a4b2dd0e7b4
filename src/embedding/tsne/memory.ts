/** Points and affinities in linear memory, in one of two precisions. */
import type { Precision } from "../../core/random.js";
import { type Tensor, tensor } from "../../core/tensor.js";
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
export type TsneFloats = ReturnType<typeof floats>;

/** Points in linear memory, coordinate by coordinate: x[c][i] at c * stride + i, zero behind the last point. */
export interface StoredPoints {
  readonly at: Pointer;
  readonly count: number;
  /** `count`, rounded up to whole vectors. */
  readonly stride: number;
  readonly dims: number;
}

/**
 * The length of a row over so many points.
 *
 * @example
 * strideOf(10) // => 12
 */
export const strideOf = (count: number): number => 4 * Math.ceil(count / 4);

/** Copies rows [from, to) of x, [n, dims], into memory. */
export const putPoints = (own: TsneFloats, x: Tensor, from = 0, to = x.shape[0]!): StoredPoints => {
  const dims = x.shape[1]!;
  const points = { at: 0, count: to - from, stride: strideOf(to - from), dims };
  const at = own.zeros(dims * points.stride);
  const out = own.view(at, dims * points.stride);
  for (let i = from; i < to; i++)
    for (let c = 0; c < dims; c++) out[c * points.stride + i - from] = x.data[i * dims + c]!;
  return { ...points, at };
};

/** Copies a block that lies like `points` out of memory, as [n, dims]. */
export const takePoints = (own: TsneFloats, { at, count, stride, dims }: StoredPoints): Tensor => {
  const block = own.view(at, dims * stride);
  const out = own.bytes === 4 ? new Float32Array(count * dims) : new Float64Array(count * dims);
  for (let i = 0; i < count; i++) for (let c = 0; c < dims; c++) out[i * dims + c] = block[c * stride + i]!;
  return tensor([count, dims], out);
};
