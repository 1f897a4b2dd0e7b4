/**
 * base^n for an integer n >= 0 by repeated squaring: the same bits on every engine, which `Math.pow` does not promise.
 *
 * Relative error below n * 2^-53 to first order, as of n plain products; 0^0 is 1.
 *
 * @example
 * power(0.5, 10) // => 0.0009765625
 */
export const power = (base: number, n: number): number => {
  let result = 1;
  let square = base;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
};
