import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";

/** The smallest n = 2^a 3^b 5^c that is at least `width`: a length that the transform has stages for. */
export const transformLength = (width: number): number => {
  const smooth = (n: number): boolean => {
    let rest = n;
    for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
    return rest === 1;
  };
  let n = Math.max(1, width);
  while (!smooth(n)) n += 1;
  return n;
};

/** Place of row r of four: two complex signals a quad, real parts before imaginary ones. */
const lane = (row: number): number => (row >> 1) * 4 + (row & 1);

/**
 * Spectra of real rows, divided by n: out[f][i] = 1/n sum_j rows[i][j] w^(f j), complex.
 *
 * rows: [count][length], length <= n. The rows go four at a time into the real lanes of an octet.
 */
export const rowSpectrum = (
  { kernels, arena }: Workspace,
  rows: Float64Array,
  count: number,
  n: number,
  twiddles: Pointer,
  out: Pointer,
): void => {
  const length = rows.length / count;
  arena.scope(() => {
    const x = arena.alloc64(8 * n);
    const z = arena.alloc64(8 * n);
    const spectrum = arena.f64(out, 2 * n * count);
    for (let first = 0; first < count; first += 4) {
      const used = Math.min(4, count - first);
      const signal = arena.f64(x, 8 * n).fill(0);
      for (let r = 0; r < used; r++) {
        const row = (first + r) * length;
        for (let j = 0; j < length; j++) signal[8 * j + lane(r)] = rows[row + j]! / n;
      }
      kernels.fft(z, x, twiddles, n, 0);
      const octets = arena.f64(z, 8 * n);
      for (let r = 0; r < used; r++) {
        for (let f = 0; f < n; f++) {
          const at = 2 * (f * count + first + r);
          spectrum[at] = octets[8 * f + lane(r)]!;
          spectrum[at + 1] = octets[8 * f + lane(r) + 2]!;
        }
      }
    }
  });
};

/**
 * The real parts of the rows whose spectra `sums` holds: rows[i][m] = 1/n Re sum_f sums[f][i] w^(-f m), m < length.
 *
 * sums: [f][count][re, re, im, im], two partial sums a number, as `templateFaceSums` leaves them.
 */
export const rowsOfSums = (
  { kernels, arena }: Workspace,
  sums: Pointer,
  count: number,
  length: number,
  n: number,
  twiddles: Pointer,
): Float64Array =>
  arena.scope(() => {
    const rows = new Float64Array(count * length);
    const x = arena.alloc64(8 * n);
    const z = arena.alloc64(8 * n);
    const spectrum = arena.f64(sums, 4 * n * count);
    for (let first = 0; first < count; first += 4) {
      const used = Math.min(4, count - first);
      const signal = arena.f64(x, 8 * n).fill(0);
      for (let r = 0; r < used; r++) {
        for (let f = 0; f < n; f++) {
          const at = 4 * (f * count + first + r);
          signal[8 * f + lane(r)] = spectrum[at]! + spectrum[at + 1]!;
          signal[8 * f + lane(r) + 2] = spectrum[at + 2]! + spectrum[at + 3]!;
        }
      }
      kernels.fft(z, x, twiddles, n, 1);
      const octets = arena.f64(z, 8 * n);
      for (let r = 0; r < used; r++)
        for (let m = 0; m < length; m++) rows[(first + r) * length + m] = octets[8 * m + lane(r)]! / n;
    }
    return rows;
  });
