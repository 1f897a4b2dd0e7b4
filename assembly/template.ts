import { transform } from "./fft";
import { exp64x2, log64x2 } from "./math64";
import { at64 } from "./memory";
import { fma64, fnma64, sum64 } from "./simd";

/**
 * EM of a hidden template (src/em/template). Images come in groups of eight, side by side in the lanes:
 *
 *   pixels  [group][column j][row i][8]            int16 where that is exact, else float64
 *   spectra [group][frequency f][row i][8]         an octet of assembly/fft.ts: four complex signals
 *   scores, posterior [group][shift d][8]          d = dy * dxs + dx
 *
 * Correlating a face with an image along a row is a product of their spectra; nothing wraps round, because
 * dx + w <= W <= n. Sums over rows are made in the frequency domain, so an E-step costs one pass over the spectra and
 * one inverse transform an image, whatever the width of the face.
 */

/** Lanes 2l and 2l + 1 of a block of eight, as float64. */
@inline function pair<T extends number>(p: usize, l: usize): v128 {
  if (sizeof<T>() == 2) return f64x2.convert_low_i32x4_s(i32x4.extend_low_i16x8_s(v128.load32_zero(p + (l << 2))));
  return v128.load(p + (l << 4));
}

/** Bytes of a block of eight pixels. */
@inline function block<T extends number>(): usize {
  return sizeof<T>() << 3;
}

@inline function octets(p: usize, i: i32): usize {
  return p + ((<usize>i) << 6);
}

@inline function zero(p: usize, count: i32): void {
  memory.fill(p, 0, (<usize>count) << 6);
}

/** to = a + b, octet by octet. */
@inline function addOctets(to: usize, a: usize, b: usize): void {
  v128.store(to, f64x2.add(v128.load(a), v128.load(b)));
  v128.store(to, f64x2.add(v128.load(a, 16), v128.load(b, 16)), 16);
  v128.store(to, f64x2.add(v128.load(a, 32), v128.load(b, 32)), 32);
  v128.store(to, f64x2.add(v128.load(a, 48), v128.load(b, 48)), 48);
}

/** Adds the four lanes of v to four float64. */
@inline function addLanes(sums: usize, v: v128): void {
  const high = v128.shuffle<i64>(v, v, 1, 0);
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.convert_low_i32x4_s(v)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.convert_low_i32x4_s(high)), 16);
}

/**
 * One row of byte images into groups of int16, less the pivot: pixels[g][j][row][l] = raw[j][8 g + l] - pivot, and
 * squares[8 g + l] += its squares. raw: `stride` bytes a column, 8 more behind the last; lanes behind `count` become 0.
 *
 * A square is below 2^16, so that a row of up to 2^15 columns adds up exactly in 32 bits.
 */
export function templatePackRow(
  pixels: usize, squares: usize, raw: usize, stride: i32, count: i32, pivot: i32, row: i32, height: i32, width: i32,
): void {
  const centre = i16x8.splat(<i16>pivot);
  const lanes = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  for (let first = 0; first < count; first += 8) {
    const used = i16x8.lt_s(lanes, i16x8.splat(<i16>min(8, count - first)));
    let low = i32x4.splat(0), high = low;
    let from = raw + <usize>first;
    let to = pixels + ((<usize>((first >> 3) * width * height + row)) << 4);
    for (let j = 0; j < width; j++) {
      const x = v128.and(i16x8.sub(v128.load8x8_u(from), centre), used);
      v128.store(to, x);
      low = i32x4.add(low, i32x4.extmul_low_i16x8_s(x, x));
      high = i32x4.add(high, i32x4.extmul_high_i16x8_s(x, x));
      from += <usize>stride;
      to += (<usize>height) << 4;
    }
    addLanes(at64(squares, first), low);
    addLanes(at64(squares, first + 4), high);
  }
}

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
 * The face's statistic in the frequency domain: the spectrum of
 *
 *   N_F[i, m] = sum_k sum_d q[d, k] X_k[i + dy, m + dx]
 *
 * is the sum of spectra times conj(spectrum of q); its inverse transform's real part is N_F, since the imaginary part
 * of (x0 + i x2)(q0 - i q2) holds only what is not asked for.
 *
 * sums: [f][i][re, re, im, im], added to. weights: scratch of (to - from) * dys * n octets. scratch: 2n octets.
 */
export function templateFaceSums(
  sums: usize, spectra: usize, posterior: usize, twiddles: usize, weights: usize, scratch: usize, from: i32, to: i32,
  height: i32, faceHeight: i32, dxs: i32, n: i32,
): void {
  const dys = height - faceHeight + 1;
  const spare = octets(scratch, n);
  for (let g = from; g < to; g++) {
    for (let dy = 0; dy < dys; dy++) {
      memory.copy(scratch, octets(posterior, (g * dys + dy) * dxs), (<usize>dxs) << 6);
      zero(octets(scratch, dxs), n - dxs);
      const w = transform(scratch, spare, twiddles, n, 0, 16);
      memory.copy(octets(weights, ((g - from) * dys + dy) * n), w, (<usize>n) << 6);
    }
  }
  // frequencies outermost: one frequency's sums stay in the first cache while all groups add to them
  for (let f = 0; f < n; f++) {
    const sum = at64(sums, 4 * f * faceHeight);
    for (let g = from; g < to; g++) {
      const z = octets(spectra, (g * n + f) * height);
      for (let dy = 0; dy < dys; dy++) {
        addConjugate(sum, octets(z, dy), octets(weights, ((g - from) * dys + dy) * n + f), faceHeight);
      }
    }
  }
}

/** out = sum_i background[i] x[i] over a column of `rows` pixels. */
function columnDot<T extends number>(out: usize, x: usize, background: usize, rows: i32): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let i = 0; i < rows; i++) {
    const b = v128.load64_splat(background);
    s0 = fma64(pair<T>(x, 0), b, s0);
    s1 = fma64(pair<T>(x, 1), b, s1);
    s2 = fma64(pair<T>(x, 2), b, s2);
    s3 = fma64(pair<T>(x, 3), b, s3);
    x += block<T>();
    background += 8;
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
}

/** out += (all of it) - (prefix[dx + w] - prefix[dx]): what lies outside the window. */
@inline function addOutside(out: usize, all: usize, prefix: usize, end: usize): void {
  for (let l: usize = 0; l < 64; l += 16) {
    const inside = f64x2.sub(v128.load(end + l), v128.load(prefix + l));
    v128.store(out + l, f64x2.add(v128.load(out + l), f64x2.sub(v128.load(all + l), inside)));
  }
}

function backgroundScores<T extends number>(
  scores: usize, pixels: usize, background: usize, scratch: usize, from: i32, to: i32,
  height: i32, width: i32, faceHeight: i32, faceWidth: i32,
): void {
  const dys = height - faceHeight + 1;
  const dxs = width - faceWidth + 1;
  const column = (<usize>height) * block<T>();
  const all = scratch; // 1 octet: sum over the whole picture
  const prefix = octets(scratch, 1); // width + 1
  const windows = octets(prefix, width + 1); // dys x width: sums over the rows dy .. dy + h of a column
  const part = octets(windows, dys * width); // 1
  for (let g = from; g < to; g++) {
    const image = pixels + (<usize>g) * (<usize>width) * column;
    zero(all, 1);
    for (let j = 0; j < width; j++) {
      const x = image + (<usize>j) * column;
      const b = at64(background, j * height);
      for (let dy = 0; dy < dys; dy++) {
        columnDot<T>(octets(windows, dy * width + j), x + (<usize>dy) * block<T>(), at64(b, dy), faceHeight);
      }
      // the whole column is the topmost window and the rows below it
      addOctets(all, all, octets(windows, j));
      columnDot<T>(part, x + (<usize>faceHeight) * block<T>(), at64(b, faceHeight), height - faceHeight);
      addOctets(all, all, part);
    }
    for (let dy = 0; dy < dys; dy++) {
      zero(prefix, 1);
      for (let j = 0; j < width; j++) {
        addOctets(octets(prefix, j + 1), octets(prefix, j), octets(windows, dy * width + j));
      }
      const out = octets(scores, (g * dys + dy) * dxs);
      for (let dx = 0; dx < dxs; dx++) {
        addOutside(octets(out, dx), all, octets(prefix, dx), octets(prefix, dx + faceWidth));
      }
    }
  }
}

/**
 * The background's part: scores[g][dy, dx] += sum of B[i, j] X[i, j] over the pixels outside the window at (dy, dx).
 *
 * background: [j][i], like the pixels. scratch: width + 3 + dys * width octets.
 */
export function templateBackgroundScores16(
  scores: usize, pixels: usize, background: usize, scratch: usize, from: i32, to: i32,
  height: i32, width: i32, faceHeight: i32, faceWidth: i32,
): void {
  backgroundScores<i16>(scores, pixels, background, scratch, from, to, height, width, faceHeight, faceWidth);
}

/** `templateBackgroundScores16` on float64 pixels. */
export function templateBackgroundScores64(
  scores: usize, pixels: usize, background: usize, scratch: usize, from: i32, to: i32,
  height: i32, width: i32, faceHeight: i32, faceWidth: i32,
): void {
  backgroundScores<f64>(scores, pixels, background, scratch, from, to, height, width, faceHeight, faceWidth);
}

/** sums[i] += c . x[i] over `rows` pixels; sums: two lanes a pixel. */
function addWeighted<T extends number>(sums: usize, x: usize, c: usize, rows: i32): void {
  const c0 = v128.load(c), c1 = v128.load(c, 16), c2 = v128.load(c, 32), c3 = v128.load(c, 48);
  for (let i = 0; i < rows; i++) {
    const low = fma64(pair<T>(x, 1), c1, fma64(pair<T>(x, 0), c0, v128.load(sums)));
    v128.store(sums, fma64(pair<T>(x, 3), c3, fma64(pair<T>(x, 2), c2, low)));
    x += block<T>();
    sums += 16;
  }
}

function backgroundSums<T extends number>(
  sums: usize, pixels: usize, posterior: usize, scratch: usize, from: i32, to: i32,
  height: i32, width: i32, faceHeight: i32, faceWidth: i32,
): void {
  const dys = height - faceHeight + 1;
  const dxs = width - faceWidth + 1;
  const column = (<usize>height) * block<T>();
  const left = scratch; // dxs + 1: left[d] = sum of q over dx < d
  const right = octets(left, dxs + 1); // dxs + 1: right[d] = sum of q over dx >= d
  const above = octets(right, dxs + 1); // dys + 1: the same over whole rows of shifts
  const below = octets(above, dys + 1);
  const outside = octets(below, dys + 1); // dys x width: sum of q[dy, dx] over the windows that leave column j out
  const c = octets(outside, dys * width); // 1: weight of a pixel as background
  for (let g = from; g < to; g++) {
    zero(above, 1);
    zero(octets(below, dys), 1);
    for (let dy = 0; dy < dys; dy++) {
      const q = octets(posterior, (g * dys + dy) * dxs);
      zero(left, 1);
      zero(octets(right, dxs), 1);
      for (let d = 0; d < dxs; d++) addOctets(octets(left, d + 1), octets(left, d), octets(q, d));
      for (let d = dxs - 1; d >= 0; d--) addOctets(octets(right, d), octets(right, d + 1), octets(q, d));
      // windows right of column j begin at dx > j, windows left of it end at dx + w <= j; never a difference of sums,
      // so that a pixel which no shift leaves out gets exactly 0
      for (let j = 0; j < width; j++) {
        const out = octets(outside, dy * width + j);
        addOctets(out, octets(left, max(0, j - faceWidth + 1)), octets(right, min(dxs, j + 1)));
      }
      addOctets(octets(above, dy + 1), octets(above, dy), right);
    }
    for (let dy = dys - 1; dy >= 0; dy--) {
      const q = octets(posterior, (g * dys + dy) * dxs);
      memory.copy(octets(below, dy), octets(below, dy + 1), 64);
      for (let d = 0; d < dxs; d++) addOctets(octets(below, dy), octets(below, dy), octets(q, d));
    }
    const image = pixels + (<usize>g) * (<usize>width) * column;
    for (let j = 0; j < width; j++) {
      const x = image + (<usize>j) * column;
      let i = 0;
      while (i < height) {
        // the windows that cover row i are low..high; the run ends where that range changes
        const low = max(0, i - faceHeight + 1);
        const high = min(dys - 1, i);
        const end = i < dys - 1 ? i + 1 : i < faceHeight - 1 ? faceHeight : i + 1;
        addOctets(c, octets(above, low), octets(below, high + 1));
        for (let dy = low; dy <= high; dy++) addOctets(c, c, octets(outside, dy * width + j));
        addWeighted<T>(at64(sums, 2 * (j * height + i)), x + (<usize>i) * block<T>(), c, end - i);
        i = end;
      }
    }
  }
}

/**
 * The background's statistic: sums[j][i] += sum_k X_k[i, j] (sum of q[d, k] over the shifts whose window leaves (i, j) out).
 *
 * sums: [j][i][2], two partial sums a pixel. scratch: 2 (dxs + 1) + 2 (dys + 1) + dys * width + 1 octets.
 */
export function templateBackgroundSums16(
  sums: usize, pixels: usize, posterior: usize, scratch: usize, from: i32, to: i32,
  height: i32, width: i32, faceHeight: i32, faceWidth: i32,
): void {
  backgroundSums<i16>(sums, pixels, posterior, scratch, from, to, height, width, faceHeight, faceWidth);
}

/** `templateBackgroundSums16` on float64 pixels. */
export function templateBackgroundSums64(
  sums: usize, pixels: usize, posterior: usize, scratch: usize, from: i32, to: i32,
  height: i32, width: i32, faceHeight: i32, faceWidth: i32,
): void {
  backgroundSums<f64>(sums, pixels, posterior, scratch, from, to, height, width, faceHeight, faceWidth);
}

/** Posterior of two images over all shifts; lanes lie 64 bytes apart. */
function softmaxPair(q: usize, scores: usize, offsets: usize, evidence: usize, entropy: usize, shifts: i32, scale: v128): void {
  let top = f64x2.splat(-Infinity);
  for (let d = 0; d < shifts; d++) {
    const t = fma64(v128.load(octets(scores, d)), scale, v128.load64_splat(at64(offsets, d)));
    v128.store(octets(q, d), t);
    top = f64x2.pmax(top, t);
  }
  let sum = f64x2.splat(0);
  let energy = sum; // sum_d e^(t - top) (t - top)
  for (let d = 0; d < shifts; d++) {
    const t = f64x2.sub(v128.load(octets(q, d)), top);
    const e = exp64x2(t);
    v128.store(octets(q, d), e);
    sum = f64x2.add(sum, e);
    energy = f64x2.add(energy, v128.and(f64x2.mul(e, t), f64x2.gt(e, f64x2.splat(0)))); // 0 log 0 = 0
  }
  const inverse = f64x2.div(f64x2.splat(1), sum);
  for (let d = 0; d < shifts; d++) v128.store(octets(q, d), f64x2.mul(v128.load(octets(q, d)), inverse));
  const logSum = log64x2(sum);
  v128.store(evidence, f64x2.add(top, logSum));
  v128.store(entropy, f64x2.sub(logSum, f64x2.mul(energy, inverse)));
}

/**
 * The E-step's softmax: with t[d] = scale * scores[d] + offsets[d],
 *
 *   q[d] = exp(t[d] - log sum exp t),   evidence = log sum exp t,   entropy = -sum q log q
 *
 * posterior: [g][d][8]; evidence, entropy: [g][8].
 */
export function templatePosterior(
  posterior: usize, evidence: usize, entropy: usize, scores: usize, offsets: usize, from: i32, to: i32, shifts: i32, scale: f64,
): void {
  const s = f64x2.splat(scale);
  for (let g = from; g < to; g++) {
    const q = octets(posterior, g * shifts);
    const x = octets(scores, g * shifts);
    for (let l: usize = 0; l < 64; l += 16) {
      softmaxPair(q + l, x + l, offsets, octets(evidence, g) + l, octets(entropy, g) + l, shifts, s);
    }
  }
}

/** out[i] = x[2i] + x[2i + 1], i = 0..n-1: brings two partial sums a pixel together. */
export function pairSums64(out: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) store<f64>(at64(out, i), sum64(v128.load(at64(x, 2 * i))));
}
