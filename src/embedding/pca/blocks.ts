import { span, type Tensor, tensor } from "../../core/tensor.js";
import type { Kernels } from "../../wasm/abi/index.js";
import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";

/** Rows that are in linear memory at once: the depth of one panel of the matrix product. */
export const blockRows = 512;

/** The kernels and the memory of one precision: float32 data are worked on in float32, all others in float64. */
export interface FloatKernels {
  readonly single: boolean;
  readonly alloc: (length: number) => Pointer;
  readonly put: (values: ArrayLike<number>) => Pointer;
  readonly view: (at: Pointer, length: number) => Float32Array | Float64Array;
  readonly make: (length: number) => Float32Array | Float64Array;
  readonly after: (at: Pointer, elements: number) => Pointer;
  readonly gemm: Kernels["gemm32"];
  readonly centre: Kernels["centreRows32"];
  readonly squaredNorm: Kernels["squaredNorm32"];
}

/** The precision of a tensor, in a workspace. */
export const floatKernelsOf = ({ arena, kernels }: Workspace, { data }: Tensor): FloatKernels =>
  data instanceof Float32Array
    ? {
        single: true,
        alloc: arena.alloc32,
        put: arena.put32,
        view: arena.f32,
        make: (length) => new Float32Array(length),
        after: (at, elements) => at + 4 * elements,
        gemm: kernels.gemm32,
        centre: kernels.centreRows32,
        squaredNorm: kernels.squaredNorm32,
      }
    : {
        single: false,
        alloc: arena.alloc64,
        put: arena.put64,
        view: arena.f64,
        make: (length) => new Float64Array(length),
        after: (at, elements) => at + 8 * elements,
        gemm: kernels.gemm64,
        centre: kernels.centreRows64,
        squaredNorm: kernels.squaredNorm64,
      };

/**
 * Goes through the rows of x (n, d) block by block, each in linear memory and less the pivot; `sums` (d float64) grows
 * by the sum of those rows.
 */
export const centredBlocks = (
  { alloc, put, view, centre }: FloatKernels,
  { shape, data }: Tensor,
  pivot: ArrayLike<number>,
  sums: Pointer,
  body: (block: Pointer, rows: number, from: number) => void,
): void => {
  const [n, d] = [shape[0]!, shape[1]!];
  const [block, centreAt] = [alloc(blockRows * d), put(pivot)];
  for (let from = 0; from < n; from += blockRows) {
    const rows = Math.min(blockRows, n - from);
    view(block, rows * d).set(span(data, from * d, (from + rows) * d));
    centre(block, sums, centreAt, rows, d);
    body(block, rows, from);
  }
};

/** An affine map of rows: y = plus + (x - minus) M, M (d, k) with these strides in `matrix`. */
export interface Affine {
  readonly minus: ArrayLike<number>;
  readonly matrix: Float64Array;
  readonly rowStride: number;
  readonly columnStride: number;
  readonly plus: ArrayLike<number>;
}

/** The image (n, k) of rows (n, d), in the precision of x: each number is one chain of d products. */
export const mapRows = (workspace: Workspace, affine: Affine, x: Tensor): Tensor => {
  const { minus, matrix, rowStride, columnStride, plus } = affine;
  const { arena, kernels } = workspace;
  const floats = floatKernelsOf(workspace, x);
  const [n, d, k] = [x.shape[0]!, minus.length, plus.length];
  const [out, m] = [floats.alloc(blockRows * k), floats.put(matrix)];
  const [scratch, sums] = [arena.alloc(kernels.gemmScratch()), arena.alloc64(d)];
  const y = floats.make(n * k);
  centredBlocks(floats, x, minus, sums, (block, rows, from) => {
    const view = floats.view(out, rows * k);
    for (let i = 0; i < rows; i++) view.set(plus, i * k);
    floats.gemm(out, k, block, d, 1, m, rowStride, columnStride, rows, 0, k, d, 1, scratch);
    y.set(view, from * k);
  });
  return tensor([n, k], y);
};
