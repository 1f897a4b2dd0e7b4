/**
 * Convolutions of pictures, channels last, as matrix products. A wide picture x, height x width x ins, and a narrow one
 * y, rows x columns x outs, of the same batch are tied by a kernel w, which lies as (kernelHeight, kernelWidth, ins,
 * outs):
 *
 *   y[r, c, o] = sum over a, b, i of x[r stride + a - top, c stride + b - left, i] w[a, b, i, o],   x = 0 outside
 *
 * With the patches X of x (patches.ts) that is Y = X W, and so x = fold(Y W^T) its transpose, dW = X^T dY. A transposed
 * convolution is the transpose with the same w; its gradients are the other two.
 *
 * Sums are those of `gemm32`, and in the transpose of `fold`: ranges of pictures, or of the rows (a, b, i) of the gradient
 * of w, have the bits of the whole. `scratch` has `convScratch()` bytes; one a thread.
 */
import { gemm32, gemmScratch } from "../gemm";
import { at32, bytes } from "../memory";
import { fold, unfold } from "./patches";
import { foldPlane, unfoldPlane } from "./planes";

export { convPack32, convUnpack32 } from "./pack";

/** Numbers of as many lines of patches as are made at a time, about: 1 MB, which the second cache holds. */
const held: i32 = 1 << 18;

/** How many lines are made at a time; one may have more numbers. */
@inline function linesHeld(line: i32): i32 {
  return max(1, held / line);
}

/** The bytes of scratch for lines of patches of so many numbers: columns x kernelHeight x kernelWidth x ins. */
export function convScratch(line: i32): i32 {
  return gemmScratch() + <i32>bytes<f32>(linesHeld(line) * line);
}

/** How the patches of some lines come about. */
const enum Patches {
  /** A kernel of one pixel sees the pixels of x: its patches are x. */
  There,
  /** One channel at a stride of 1: transposed (planes.ts). */
  Planes,
  Rows,
}

@inline function patchesOf(ins: i32, kernelHeight: i32, kernelWidth: i32, stride: i32, top: i32, left: i32): Patches {
  if (stride > 1) return Patches.Rows;
  if (kernelHeight == 1 && kernelWidth == 1 && top == 0 && left == 0) return Patches.There;
  return ins == 1 ? Patches.Planes : Patches.Rows;
}

/** The numbers [low, high) of the patches of lines [from, to), where they are not there. */
@inline function unfoldAs(
  kind: Patches, patches: usize, x: usize, height: i32, width: i32, ins: i32, rows: i32, columns: i32,
  kernelWidth: i32, stride: i32, top: i32, left: i32, from: i32, to: i32, low: i32, high: i32,
): void {
  if (kind == Patches.Planes)
    unfoldPlane(patches, x, height, width, rows, columns, kernelWidth, top, left, from, to, low, high);
  else if (kind == Patches.Rows)
    unfold(patches, x, height, width, ins, rows, columns, kernelWidth, stride, top, left, from, to, low, high);
}

/** y of the pictures [from, to). */
export function conv32(
  y: usize, x: usize, w: usize, height: i32, width: i32, ins: i32, rows: i32, columns: i32, outs: i32,
  kernelHeight: i32, kernelWidth: i32, stride: i32, top: i32, left: i32, from: i32, to: i32, scratch: usize,
): void {
  const kind = patchesOf(ins, kernelHeight, kernelWidth, stride, top, left), made = scratch + gemmScratch();
  const depth = kernelHeight * kernelWidth * ins, step = linesHeld(columns * depth);
  for (let line = from * rows; line < to * rows; line += step) {
    const end = min(line + step, to * rows), m = (end - line) * columns;
    const patches = kind == Patches.There ? at32(x, line * columns * ins) : made;
    unfoldAs(
      kind, patches, x, height, width, ins, rows, columns, kernelWidth, stride, top, left, line, end, 0, depth,
    );
    const row = kind == Patches.Planes ? 1 : depth, column = kind == Patches.Planes ? m : 1;
    gemm32(
      at32(y, line * columns * outs), outs, patches, row, column, w, outs, 1, m, 0, outs, depth, false, scratch,
    );
  }
}

/** The transpose: x of the pictures [from, to), from y. */
export function convTranspose32(
  x: usize, y: usize, w: usize, height: i32, width: i32, ins: i32, rows: i32, columns: i32, outs: i32,
  kernelHeight: i32, kernelWidth: i32, stride: i32, top: i32, left: i32, from: i32, to: i32, scratch: usize,
): void {
  const kind = patchesOf(ins, kernelHeight, kernelWidth, stride, top, left), made = scratch + gemmScratch();
  const depth = kernelHeight * kernelWidth * ins, step = linesHeld(columns * depth);
  for (let line = from * rows; line < to * rows; line += step) {
    const end = min(line + step, to * rows), m = (end - line) * columns;
    const patches = kind == Patches.There ? at32(x, line * columns * ins) : made;
    const seen = at32(y, line * columns * outs);
    if (kind == Patches.Planes) {
      gemm32(patches, m, w, outs, 1, seen, 1, outs, depth, 0, m, outs, false, scratch);
      foldPlane(x, patches, height, width, rows, columns, kernelHeight, kernelWidth, top, left, line, end);
    } else {
      gemm32(patches, depth, seen, outs, 1, w, 1, outs, m, 0, depth, outs, false, scratch);
      if (kind == Patches.Rows)
        fold(x, patches, height, width, ins, rows, columns, kernelHeight, kernelWidth, stride, top, left, line, end);
    }
  }
}

/**
 * The gradient of w in its rows [from, to), from that of y and from x: `count` pictures, one after the other. Row
 * (a, b, i) asks for one number of each patch.
 */
export function convWeights32(
  dw: usize, x: usize, dy: usize, height: i32, width: i32, ins: i32, rows: i32, columns: i32, outs: i32,
  kernelHeight: i32, kernelWidth: i32, stride: i32, top: i32, left: i32, count: i32, from: i32, to: i32, scratch: usize,
): void {
  const kind = patchesOf(ins, kernelHeight, kernelWidth, stride, top, left), made = scratch + gemmScratch();
  const depth = kernelHeight * kernelWidth * ins, step = linesHeld(columns * depth);
  // Runs once also where there is no picture: the empty sum is written.
  for (let line = 0; line == 0 || line < count * rows; line += step) {
    const end = min(line + step, count * rows), k = (end - line) * columns;
    const patches = kind == Patches.There ? at32(x, line * columns * ins + from) : made;
    unfoldAs(
      kind, patches, x, height, width, ins, rows, columns, kernelWidth, stride, top, left, line, end, from, to,
    );
    const row = kind == Patches.Planes ? k : 1;
    const column = kind == Patches.Planes ? 1 : kind == Patches.There ? ins : to - from;
    gemm32(
      at32(dw, from * outs), outs, patches, row, column, at32(dy, line * columns * outs), outs, 1,
      to - from, 0, outs, k, line > 0, scratch,
    );
  }
}
