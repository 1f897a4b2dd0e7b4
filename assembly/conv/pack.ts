/**
 * Kernels of convolutions, from the layout in which they are learnt to that in which they are multiplied with.
 *
 * Learnt: (outs, ins, taps) of a convolution, taps = kernelHeight x kernelWidth row by row; its own transposed
 * convolution has the same tensor. Multiplied with: (taps, ins, outs).
 *
 * Where `turned`, learnt as (ins, outs, taps) with the taps in reverse: a convolution of stride 1 is the transpose of
 * the convolution with the kernel turned by half a circle, in which ins and outs have changed places.
 */
import { at32 } from "../memory";

/** packed[t, i, o] = w[o, i, t], or w[i, o, taps - 1 - t] */
export function convPack32(packed: usize, w: usize, ins: i32, outs: i32, taps: i32, turned: bool): void {
  const inStep = turned ? outs * taps : taps, outStep = turned ? taps : ins * taps;
  for (let t = 0; t < taps; t++)
    for (let i = 0; i < ins; i++) {
      let from = at32(w, i * inStep + (turned ? taps - 1 - t : t));
      for (let o = 0; o < outs; o++, packed = at32(packed, 1), from = at32(from, outStep))
        store<f32>(packed, load<f32>(from));
    }
}

/** The way back: w from packed. */
export function convUnpack32(w: usize, packed: usize, ins: i32, outs: i32, taps: i32, turned: bool): void {
  const inStep = turned ? outs * taps : taps, outStep = turned ? taps : ins * taps;
  for (let t = 0; t < taps; t++)
    for (let i = 0; i < ins; i++) {
      let to = at32(w, i * inStep + (turned ? taps - 1 - t : t));
      for (let o = 0; o < outs; o++, packed = at32(packed, 1), to = at32(to, outStep))
        store<f32>(to, load<f32>(packed));
    }
}
