import { transform } from "../fft";
import { at64 } from "../memory";
import { fma64, fnma64 } from "../simd";
import { addOctets, octets, zero } from "./lanes";

/** out = sum_i conj(face[i]) z[i] over `rows` octets. Two sums an output, so that the additions do not wait in line. */
function conjugateDot(out: usize, z: usize, face: usize, rows: i32): void {
  let rr0 = f64x2.splat(0), ii0 = rr0, ri0 = rr0, ir0 = rr0, rr1 = rr0, ii1 = rr0, ri1 = rr0, ir1 = rr0;
  for (let i = 0; i < rows; i++) {
    const re = v128.load64_splat(face);
    const im = v128.load64_splat(face, 8);
    rr0 = fma64(v128.load(z), re, rr0);
    ri0 = fma64(v128.load(z), im, ri0);
    ii0 = fma64(v128.load(z, 16), im, ii0);
    ir0 = fma64(v128.load(z, 16), re, ir0);
    rr1 = fma64(v128.load(z, 32), re, rr1);
    ri1 = fma64(v128.load(z, 32), im, ri1);
    ii1 = fma64(v128.load(z, 48), im, ii1);
    ir1 = fma64(v128.load(z, 48), re, ir1);
    z += 64;
    face += 16;
  }
  v128.store(out, f64x2.add(rr0, ii0));
  v128.store(out, f64x2.sub(ir0, ri0), 16);
  v128.store(out, f64x2.add(rr1, ii1), 32);
  v128.store(out, f64x2.sub(ir1, ri1), 48);
}

/**
 * The face's part of the correlation: scores[g][dy, dx] (+)= sum_im F[i, m] X[i + dy, m + dx].
 *
 * face: [f][i] complex, the spectrum of F's rows divided by n. dys, dxs: shifts downwards and to the right.
 * scratch: 2n octets. Adds where `accumulate` is not 0.
 */
export function templateFaceScores(
  scores: usize, spectra: usize, face: usize, twiddles: usize, scratch: usize, from: i32, to: i32,
  height: i32, faceHeight: i32, dxs: i32, n: i32, accumulate: i32,
): void {
  const dys = height - faceHeight + 1;
  const spare = octets(scratch, n);
  for (let g = from; g < to; g++) {
    const z = octets(spectra, g * n * height);
    for (let dy = 0; dy < dys; dy++) {
      for (let f = 0; f < n; f++) {
        conjugateDot(octets(scratch, f), octets(z, f * height + dy), at64(face, 2 * f * faceHeight), faceHeight);
      }
      const correlation = transform(scratch, spare, twiddles, n, 16, 0);
      const out = octets(scores, (g * dys + dy) * dxs);
      if (accumulate) {
        for (let dx = 0; dx < dxs; dx++) addOctets(octets(out, dx), octets(out, dx), octets(correlation, dx));
      } else {
        memory.copy(out, correlation, (<usize>dxs) << 6);
      }
    }
  }
}

/** sums[i] += z[i] conj(w) over `rows` octets; sums: re, re, im, im of the two lanes. */
function addConjugate(sums: usize, z: usize, w: usize, rows: i32): void {
  const re0 = v128.load(w), im0 = v128.load(w, 16), re1 = v128.load(w, 32), im1 = v128.load(w, 48);
  for (let i = 0; i < rows; i++) {
    const zr0 = v128.load(z), zi0 = v128.load(z, 16), zr1 = v128.load(z, 32), zi1 = v128.load(z, 48);
    const re = fma64(zi0, im0, fma64(zr0, re0, v128.load(sums)));
    v128.store(sums, fma64(zi1, im1, fma64(zr1, re1, re)));
    const im = fnma64(zr0, im0, fma64(zi0, re0, v128.load(sums, 16)));
    v128.store(sums, fnma64(zr1, im1, fma64(zi1, re1, im)), 16);
    z += 64;
    sums += 32;
  }
}

/**
 * The spectra of the responsibilities: weights[g][dy][f] = sum_dx q[dy, dx] w^(f dx), for the groups [from, to).
 *
 * scratch: 2n octets.
 */
export function templateFaceWeights(
  weights: usize, posterior: usize, twiddles: usize, scratch: usize, dys: i32, dxs: i32, n: i32, from: i32, to: i32,
): void {
  const spare = octets(scratch, n);
  for (let row = from * dys; row < to * dys; row++) {
    memory.copy(scratch, octets(posterior, row * dxs), (<usize>dxs) << 6);
    zero(octets(scratch, dxs), n - dxs);
    memory.copy(octets(weights, row * n), transform(scratch, spare, twiddles, n, 0, 16), (<usize>n) << 6);
  }
}

/**
 * The face's statistic in the frequency domain: the spectrum of
 *
 *   N_F[i, m] = sum_k sum_d q[d, k] X_k[i + dy, m + dx]
 *
 * is the sum of spectra times conj(spectrum of q); its inverse transform's real part is N_F, since the imaginary part
 * of (x0 + i x2)(q0 - i q2) holds only what is not asked for.
 *
 * sums: [f][i][re, re, im, im], added to for the frequencies [from, to), by `groups` groups from `first` on, in order:
 * one frequency's sums stay in the first cache meanwhile. weights: of templateFaceWeights.
 */
export function templateFaceSums(
  sums: usize, spectra: usize, weights: usize, first: i32, groups: i32,
  height: i32, faceHeight: i32, n: i32, from: i32, to: i32,
): void {
  const dys = height - faceHeight + 1;
  for (let f = from; f < to; f++) {
    const sum = at64(sums, 4 * f * faceHeight);
    for (let g = first; g < first + groups; g++) {
      const z = octets(spectra, (g * n + f) * height);
      for (let dy = 0; dy < dys; dy++) addConjugate(sum, octets(z, dy), octets(weights, (g * dys + dy) * n + f), faceHeight);
    }
  }
}
