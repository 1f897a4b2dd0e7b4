import { at64 } from "./memory";
import { fma64, fnma64 } from "./simd";

/**
 * Complex Fourier transforms of four complex signals at a time.
 *
 *   Z[f] = sum_j z[j] w^(f j),   w = exp(-2 pi i / n),   n = 2^a 3^b 5^c
 *
 * An octet holds one sample of eight real signals as four complex ones, in two quads of 32 bytes:
 *
 *   byte   0        16       32       48
 *          re re    im im    re re    im im
 *   signal 0  1     2  3     4  5     6  7
 *
 * so signal 0 + i * signal 2 is one complex signal, and eight real numbers in a row are an octet as they stand.
 * Transforms are linear: for products with the spectrum of a real signal the two real parts need no separating.
 *
 * Stockham's autosort form: stages of radix 4, 2, 3 and 5 run from one buffer to the other; no bit reversal.
 */

const quad: usize = 32;

// sin and cos of r in [0, pi/4]: Taylor coefficients up to r^17, the remainder is below 2^-57
const sine = memory.data<f64>([
  -1.0 / 6.0, 1.0 / 120.0, -1.0 / 5040.0, 1.0 / 362880.0, -1.0 / 39916800.0, 1.0 / 6227020800.0,
  -1.0 / 1307674368000.0, 1.0 / 355687428096000.0,
]);
const cosine = memory.data<f64>([
  -1.0 / 2.0, 1.0 / 24.0, -1.0 / 720.0, 1.0 / 40320.0, -1.0 / 3628800.0, 1.0 / 479001600.0,
  -1.0 / 87178291200.0, 1.0 / 20922789888000.0,
]);

/** r + r * (c0 r^2 + c1 r^4 + ...) or 1 + (c0 r^2 + ...), by the table and its leading term. */
@inline function series(table: usize, r2: f64): f64 {
  let sum: f64 = 0;
  for (let i = 7; i >= 0; i--) sum = (sum + load<f64>(at64(table, i))) * r2;
  return sum;
}

/**
 * out[2k] = cos(2 pi k / n), out[2k + 1] = -sin(2 pi k / n), k = 0..n-1. The angle is brought to an eighth of the
 * circle in integers, so that the symmetric entries are exactly symmetric.
 */
export function fftTwiddles(out: usize, n: i32): void {
  for (let k = 0; k < n; k++) {
    const octant = (8 * k) / n;
    // in eighths: the angle is (pi/4) * (8k/n); odd octants are reflected
    const rest = 8 * k - octant * n;
    const part = (octant & 1) == 1 ? n - rest : rest;
    const r = (0.78539816339744830962 * <f64>part) / <f64>n;
    const r2 = r * r;
    const s = r + r * series(sine, r2);
    const c = 1.0 + series(cosine, r2);
    const swap = ((octant + 1) & 2) != 0;
    const re = swap ? s : c;
    const im = swap ? c : s;
    store<f64>(at64(out, 2 * k), octant >= 2 && octant < 6 ? -re : re);
    store<f64>(at64(out, 2 * k + 1), octant >= 4 ? im : -im);
  }
}

/** The real part of (re + i im) (wr + i wi). */
@inline function timesRe(re: v128, im: v128, wr: v128, wi: v128): v128 {
  return fnma64(im, wi, f64x2.mul(re, wr));
}

/** The imaginary part of (re + i im) (wr + i wi). */
@inline function timesIm(re: v128, im: v128, wr: v128, wi: v128): v128 {
  return fma64(im, wr, f64x2.mul(re, wi));
}

/** Address of the twiddle w^k. */
@inline function twiddle(table: usize, k: i32): usize {
  return table + ((<usize>k) << 4);
}

@inline function quads(p: usize, i: i32): usize {
  return p + (<usize>i) * quad;
}

/** One stage of radix 2: y[q + s (2p + t)] from x[q + s (p + m t)]; re, im are the byte offsets of the parts. */
function radix2(y: usize, x: usize, m: i32, s: i32, step: i32, table: usize, re: usize, im: usize): void {
  for (let p = 0; p < m; p++) {
    const w = twiddle(table, p * step);
    const wr = v128.load64_splat(w);
    const wi = v128.load64_splat(w, 8);
    for (let q = 0; q < s; q++) {
      const a = quads(x, q + s * p);
      const b = quads(a, s * m);
      const y0 = quads(y, q + s * 2 * p);
      const y1 = quads(y0, s);
      const ar = v128.load(a + re);
      const ai = v128.load(a + im);
      const br = v128.load(b + re);
      const bi = v128.load(b + im);
      v128.store(y0 + re, f64x2.add(ar, br));
      v128.store(y0 + im, f64x2.add(ai, bi));
      const dr = f64x2.sub(ar, br);
      const di = f64x2.sub(ai, bi);
      v128.store(y1 + re, timesRe(dr, di, wr, wi));
      v128.store(y1 + im, timesIm(dr, di, wr, wi));
    }
  }
}

/** One stage of radix 3. */
function radix3(y: usize, x: usize, m: i32, s: i32, step: i32, table: usize, re: usize, im: usize): void {
  const half = f64x2.splat(0.5);
  const h = f64x2.splat(0.86602540378443864676); // sin(2 pi / 3)
  for (let p = 0; p < m; p++) {
    const w1 = twiddle(table, p * step);
    const w2 = twiddle(table, 2 * p * step);
    const w1r = v128.load64_splat(w1);
    const w1i = v128.load64_splat(w1, 8);
    const w2r = v128.load64_splat(w2);
    const w2i = v128.load64_splat(w2, 8);
    for (let q = 0; q < s; q++) {
      const a = quads(x, q + s * p);
      const b = quads(a, s * m);
      const c = quads(b, s * m);
      const y0 = quads(y, q + s * 3 * p);
      const y1 = quads(y0, s);
      const y2 = quads(y1, s);
      const ar = v128.load(a + re);
      const ai = v128.load(a + im);
      const sr = f64x2.add(v128.load(b + re), v128.load(c + re));
      const si = f64x2.add(v128.load(b + im), v128.load(c + im));
      const dr = f64x2.mul(h, f64x2.sub(v128.load(b + re), v128.load(c + re)));
      const di = f64x2.mul(h, f64x2.sub(v128.load(b + im), v128.load(c + im)));
      v128.store(y0 + re, f64x2.add(ar, sr));
      v128.store(y0 + im, f64x2.add(ai, si));
      const tr = fnma64(half, sr, ar);
      const ti = fnma64(half, si, ai);
      const ur = f64x2.add(tr, di);
      const ui = f64x2.sub(ti, dr);
      v128.store(y1 + re, timesRe(ur, ui, w1r, w1i));
      v128.store(y1 + im, timesIm(ur, ui, w1r, w1i));
      const vr = f64x2.sub(tr, di);
      const vi = f64x2.add(ti, dr);
      v128.store(y2 + re, timesRe(vr, vi, w2r, w2i));
      v128.store(y2 + im, timesIm(vr, vi, w2r, w2i));
    }
  }
}

/** One stage of radix 4. */
function radix4(y: usize, x: usize, m: i32, s: i32, step: i32, table: usize, re: usize, im: usize): void {
  for (let p = 0; p < m; p++) {
    const w1 = twiddle(table, p * step);
    const w2 = twiddle(table, 2 * p * step);
    const w3 = twiddle(table, 3 * p * step);
    for (let q = 0; q < s; q++) {
      const a = quads(x, q + s * p);
      const b = quads(a, s * m);
      const c = quads(b, s * m);
      const d = quads(c, s * m);
      const y0 = quads(y, q + s * 4 * p);
      const y1 = quads(y0, s);
      const y2 = quads(y1, s);
      const y3 = quads(y2, s);
      const acr = f64x2.add(v128.load(a + re), v128.load(c + re));
      const aci = f64x2.add(v128.load(a + im), v128.load(c + im));
      const bdr = f64x2.add(v128.load(b + re), v128.load(d + re));
      const bdi = f64x2.add(v128.load(b + im), v128.load(d + im));
      v128.store(y0 + re, f64x2.add(acr, bdr));
      v128.store(y0 + im, f64x2.add(aci, bdi));
      let ur = f64x2.sub(acr, bdr);
      let ui = f64x2.sub(aci, bdi);
      v128.store(y2 + re, timesRe(ur, ui, v128.load64_splat(w2), v128.load64_splat(w2, 8)));
      v128.store(y2 + im, timesIm(ur, ui, v128.load64_splat(w2), v128.load64_splat(w2, 8)));
      const er = f64x2.sub(v128.load(a + re), v128.load(c + re));
      const ei = f64x2.sub(v128.load(a + im), v128.load(c + im));
      const gr = f64x2.sub(v128.load(b + re), v128.load(d + re));
      const gi = f64x2.sub(v128.load(b + im), v128.load(d + im));
      ur = f64x2.add(er, gi);
      ui = f64x2.sub(ei, gr);
      v128.store(y1 + re, timesRe(ur, ui, v128.load64_splat(w1), v128.load64_splat(w1, 8)));
      v128.store(y1 + im, timesIm(ur, ui, v128.load64_splat(w1), v128.load64_splat(w1, 8)));
      ur = f64x2.sub(er, gi);
      ui = f64x2.add(ei, gr);
      v128.store(y3 + re, timesRe(ur, ui, v128.load64_splat(w3), v128.load64_splat(w3, 8)));
      v128.store(y3 + im, timesIm(ur, ui, v128.load64_splat(w3), v128.load64_splat(w3, 8)));
    }
  }
}

/** One stage of radix 5, with c1, c2 = cos(2 pi/5), cos(4 pi/5) and s1, s2 the sines. */
function radix5(y: usize, x: usize, m: i32, s: i32, step: i32, table: usize, re: usize, im: usize): void {
  const c1 = f64x2.splat(0.30901699437494742410);
  const c2 = f64x2.splat(-0.80901699437494742410);
  const s1 = f64x2.splat(0.95105651629515357212);
  const s2 = f64x2.splat(0.58778525229247312917);
  for (let p = 0; p < m; p++) {
    const w1 = twiddle(table, p * step);
    const w2 = twiddle(table, 2 * p * step);
    const w3 = twiddle(table, 3 * p * step);
    const w4 = twiddle(table, 4 * p * step);
    for (let q = 0; q < s; q++) {
      const x0 = quads(x, q + s * p);
      const x1 = quads(x0, s * m);
      const x2 = quads(x1, s * m);
      const x3 = quads(x2, s * m);
      const x4 = quads(x3, s * m);
      const y0 = quads(y, q + s * 5 * p);
      const y1 = quads(y0, s);
      const y2 = quads(y1, s);
      const y3 = quads(y2, s);
      const y4 = quads(y3, s);
      // sums and differences of the mirrored pairs (1, 4) and (2, 3)
      const ar = f64x2.add(v128.load(x1 + re), v128.load(x4 + re));
      const ai = f64x2.add(v128.load(x1 + im), v128.load(x4 + im));
      const br = f64x2.add(v128.load(x2 + re), v128.load(x3 + re));
      const bi = f64x2.add(v128.load(x2 + im), v128.load(x3 + im));
      const cr = f64x2.sub(v128.load(x1 + re), v128.load(x4 + re));
      const ci = f64x2.sub(v128.load(x1 + im), v128.load(x4 + im));
      const dr = f64x2.sub(v128.load(x2 + re), v128.load(x3 + re));
      const di = f64x2.sub(v128.load(x2 + im), v128.load(x3 + im));
      const zr = v128.load(x0 + re);
      const zi = v128.load(x0 + im);
      v128.store(y0 + re, f64x2.add(zr, f64x2.add(ar, br)));
      v128.store(y0 + im, f64x2.add(zi, f64x2.add(ai, bi)));
      // outputs 1 and 4: even part e, odd part o, y = e -+ i o
      let er = fma64(c2, br, fma64(c1, ar, zr));
      let ei = fma64(c2, bi, fma64(c1, ai, zi));
      let or = fma64(s2, dr, f64x2.mul(s1, cr));
      let oi = fma64(s2, di, f64x2.mul(s1, ci));
      let ur = f64x2.add(er, oi);
      let ui = f64x2.sub(ei, or);
      v128.store(y1 + re, timesRe(ur, ui, v128.load64_splat(w1), v128.load64_splat(w1, 8)));
      v128.store(y1 + im, timesIm(ur, ui, v128.load64_splat(w1), v128.load64_splat(w1, 8)));
      ur = f64x2.sub(er, oi);
      ui = f64x2.add(ei, or);
      v128.store(y4 + re, timesRe(ur, ui, v128.load64_splat(w4), v128.load64_splat(w4, 8)));
      v128.store(y4 + im, timesIm(ur, ui, v128.load64_splat(w4), v128.load64_splat(w4, 8)));
      // outputs 2 and 3
      er = fma64(c1, br, fma64(c2, ar, zr));
      ei = fma64(c1, bi, fma64(c2, ai, zi));
      or = fnma64(s1, dr, f64x2.mul(s2, cr));
      oi = fnma64(s1, di, f64x2.mul(s2, ci));
      ur = f64x2.add(er, oi);
      ui = f64x2.sub(ei, or);
      v128.store(y2 + re, timesRe(ur, ui, v128.load64_splat(w2), v128.load64_splat(w2, 8)));
      v128.store(y2 + im, timesIm(ur, ui, v128.load64_splat(w2), v128.load64_splat(w2, 8)));
      ur = f64x2.sub(er, oi);
      ui = f64x2.add(ei, or);
      v128.store(y3 + re, timesRe(ur, ui, v128.load64_splat(w3), v128.load64_splat(w3, 8)));
      v128.store(y3 + im, timesIm(ur, ui, v128.load64_splat(w3), v128.load64_splat(w3, 8)));
    }
  }
}

/** Runs all stages; the result is in the address that comes back, which is `a` or `b`. */
export function transform(a: usize, b: usize, table: usize, n: i32, re: usize, im: usize): usize {
  let x = a;
  let y = b;
  let left = n;
  let s = 2;
  while (left > 1) {
    const step = n / left;
    let radix = 5;
    if (left % 4 == 0) {
      radix = 4;
      radix4(y, x, left / 4, s, step, table, re, im);
    } else if (left % 2 == 0) {
      radix = 2;
      radix2(y, x, left / 2, s, step, table, re, im);
    } else if (left % 3 == 0) {
      radix = 3;
      radix3(y, x, left / 3, s, step, table, re, im);
    } else {
      radix5(y, x, left / 5, s, step, table, re, im);
    }
    left /= radix;
    s *= radix;
    const swap = x;
    x = y;
    y = swap;
  }
  return x;
}

/**
 * The transform of n octets, out of place: out = F x, or n F^-1 x where `inverse` is not 0 (unscaled: the inverse is
 * the same transform with real and imaginary parts exchanged).
 *
 * out, x: n octets each, not overlapping; x serves as the other buffer and is overwritten. twiddles: from
 * `fftTwiddles`, 2n numbers.
 */
export function fft(out: usize, x: usize, twiddles: usize, n: i32, inverse: i32): void {
  const result = inverse ? transform(x, out, twiddles, n, 16, 0) : transform(x, out, twiddles, n, 0, 16);
  if (result != out) memory.copy(out, result, (<usize>n) << 6);
}
