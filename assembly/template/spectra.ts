import { transform } from "../fft";
import { block, octets, pair, zero } from "./lanes";

function rowSpectra<T extends number>(
  spectra: usize, pixels: usize, twiddles: usize, scratch: usize, from: i32, to: i32, height: i32, width: i32, n: i32,
): void {
  const column = (<usize>height) * block<T>();
  const spare = octets(scratch, n);
  for (let g = from; g < to; g++) {
    const image = pixels + (<usize>g) * (<usize>width) * column;
    const out = octets(spectra, g * n * height);
    for (let i = 0; i < height; i++) {
      let p = image + (<usize>i) * block<T>();
      for (let j = 0; j < width; j++) {
        const a = octets(scratch, j);
        v128.store(a, pair<T>(p, 0));
        v128.store(a, pair<T>(p, 1), 16);
        v128.store(a, pair<T>(p, 2), 32);
        v128.store(a, pair<T>(p, 3), 48);
        p += column;
      }
      zero(octets(scratch, width), n - width);
      const z = transform(scratch, spare, twiddles, n, 0, 16);
      for (let f = 0; f < n; f++) memory.copy(octets(out, f * height + i), octets(z, f), 64);
    }
  }
}

/**
 * The spectrum of each image row: spectra[g][f][i] = sum_j pixels[g][j][i] w^(f j), zero-padded to n >= width.
 *
 * scratch: 2n octets.
 */
export function templateSpectra16(
  spectra: usize, pixels: usize, twiddles: usize, scratch: usize, from: i32, to: i32, height: i32, width: i32, n: i32,
): void {
  rowSpectra<i16>(spectra, pixels, twiddles, scratch, from, to, height, width, n);
}

/** `templateSpectra16` on float64 pixels. */
export function templateSpectra64(
  spectra: usize, pixels: usize, twiddles: usize, scratch: usize, from: i32, to: i32, height: i32, width: i32, n: i32,
): void {
  rowSpectra<f64>(spectra, pixels, twiddles, scratch, from, to, height, width, n);
}
