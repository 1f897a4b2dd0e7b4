/**
 * The error function and its inverse, which JavaScript lacks. Evaluation code: it calls the engine's exp and log, whose
 * last bits differ between engines; what feeds training goes through the kernels.
 */

const rootPi = Math.sqrt(Math.PI);

/** Below, the series of erf; above, the continued fraction of erfc. At 1, erfc = 0.157: 1 - erf loses under 3 bits. */
const split = 1;

/** exp(-x^2): x^2 = h^2 + (x - h)(x + h) with h of 24 bits, whose square is exact; else the error would be x^2 2^-53. */
const expMinusSquare = (x: number): number => {
  const h = Math.fround(x);
  return Math.abs(x) > 28 ? 0 : Math.exp(-h * h) * Math.exp(-(x - h) * (x + h));
};

/** erf(x) = 2/sqrt(pi) exp(-x^2) sum_n 2^n x^(2n+1) / (1 3 5 ... (2n+1)): no term cancels. Abramowitz & Stegun 7.1.6. */
const series = (x: number): number => {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) sum += term *= (2 * x * x) / (2 * n + 1);
  return (2 / rootPi) * Math.exp(-x * x) * sum;
};

/**
 * exp(x^2) erfc(x), which neither underflows nor loses digits as x grows. For x >= 1 it is the continued fraction
 * 1/sqrt(pi) 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + ...)))) (Abramowitz & Stegun 7.1.14), whose n-th convergent is off
 * by about exp(-2x sqrt(2n)): by exp(-40) or less with 20 + 200 / x^2.
 *
 * @example
 * erfcx(0) // => 1
 */
export const erfcx = (x: number): number => {
  if (x < split) return Math.exp(x * x) * erfc(x);
  let tail = x;
  for (let n = Math.ceil(20 + 200 / (x * x)); n > 0; n--) tail = x + n / 2 / tail;
  return 1 / (rootPi * tail);
};

/**
 * erf(x) = 2/sqrt(pi) int_0^x exp(-t^2) dt, to a few units in the last place, near 0 too.
 *
 * @example
 * erf(0) // => 0
 */
export const erf = (x: number): number => (Math.abs(x) < split ? series(x) : x < 0 ? erfc(-x) - 1 : 1 - erfc(x));

/**
 * erfc(x) = 1 - erf(x), to 1e-14 relative as long as it is a normal number (x < 26.5).
 *
 * @example
 * erfc(0) // => 1
 */
export const erfc = (x: number): number => {
  if (x <= -split) return 2 - erfc(-x);
  return x < split ? 1 - series(x) : expMinusSquare(x) * erfcx(x);
};

/** Newton's method from a start on the side from which it is monotone; ends where a step changes nothing. */
const newton = (start: number, step: (y: number) => number): number => {
  let y = start;
  for (let i = 0; i < 50; i++) {
    const next = y + step(y);
    if (Math.abs(next - y) <= 2 ** -52 * Math.abs(y)) return next;
    y = next;
  }
  return y;
};

/**
 * The y with erfc(y) = e, for 0 <= e <= 2: from log erfc, which is concave, so that no e is too small. The start
 * sqrt(-log e) lies to the right of the root, because erfc(y) <= exp(-y^2).
 *
 * NaN outside [0, 2].
 *
 * @example
 * erfcinv(1) // => 0
 */
export const erfcinv = (e: number): number => {
  if (e > 1) return -erfcinv(2 - e);
  if (e === 0) return Number.POSITIVE_INFINITY;
  if (e > 0.5) return erfinv(1 - e);
  const logE = Math.log(e);
  return newton(Math.sqrt(-logE), (y) => (Math.log(erfcx(y)) - y * y - logE) * ((rootPi / 2) * erfcx(y)));
};

/**
 * The y with erf(y) = x, relative to 1e-15 also next to 0; infinite at -1 and 1, NaN beyond them. In the middle from
 * erf, concave on y > 0, starting at x sqrt(pi)/2, to the left of the root.
 *
 * @example
 * erfinv(0) // => 0
 */
export const erfinv = (x: number): number => {
  if (x < 0) return -erfinv(-x);
  if (x > 0.5) return erfcinv(1 - x);
  return newton((x * rootPi) / 2, (y) => (x - erf(y)) * ((rootPi / 2) * Math.exp(y * y)));
};
