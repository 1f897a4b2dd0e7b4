/**
 * Kernels of convolutions, from the layout in which they are trained to the one in which they are multiplied.
 *
 * Trained: (outs, ins, taps) of a convolution, taps = kernelHeight x kernelWidth row by row; its own transposed
 * convolution has the same tensor. Multiplied with: (taps, ins, outs).
 *
 * Where `flipped`, trained as (ins, outs, taps) with the taps in reverse: a convolution of stride 1 is the transpose of
 * the convolution with the kernel rotated by half a circle, in which ins and outs are exchanged.
 *
 * Both move the outs [from, to).
 */
import { at32, bytes } from "../memory";
import { transposeRows } from "../transpose";

/** Outs that are moved together: a line of the cache. */
const together: i32 = 16;

/** packed[t, i, o] = w[o, i, t], or w[i, o, taps - 1 - t] */
export function convPack32(
  packed: usize, w: usize, ins: i32, outs: i32, taps: i32, flipped: bool, from: i32, to: i32,
): void {
  const inStep = flipped ? outs * taps : taps, outStep = flipped ? taps : ins * taps, tap = ins * outs;
  const first = flipped ? at32(packed, (taps - 1) * tap) : packed, next = bytes<f32>(flipped ? -tap : tap);
  for (let o = from; o < to; o += together)
    for (let i = 0; i < ins; i++)
      transposeRows(
        at32(first, i * outs + o), next, at32(w, i * inStep + o * outStep), bytes<f32>(outStep),
        min(together, to - o), taps,
      );
}

/** The way back: w from packed. */
export function convUnpack32(
  w: usize, packed: usize, ins: i32, outs: i32, taps: i32, flipped: bool, from: i32, to: i32,
): void {
  const inStep = flipped ? outs * taps : taps, outStep = flipped ? taps : ins * taps, tap = ins * outs;
  const first = flipped ? at32(packed, (taps - 1) * tap) : packed, next = bytes<f32>(flipped ? -tap : tap);
  for (let o = from; o < to; o += together)
    for (let i = 0; i < ins; i++)
      transposeRows(
        at32(w, i * inStep + o * outStep), bytes<f32>(outStep), at32(first, i * outs + o), next,
        taps, min(together, to - o),
      );
}
