/** sum over k < 9 of (-1)^k y^(2k + odd) / (2k + odd)!: for |y| <= pi/4 the rest is below 2^-58. */
const taylor = (y: number, odd: 0 | 1): number => {
  let sum = 0;
  for (let k = 8; k > 0; k--) sum = (-(y * y) / ((2 * k + odd) * (2 * k + odd - 1))) * (1 + sum);
  return (odd === 1 ? y : 1) * (1 + sum);
};

/**
 * cos(pi x), the same bits on every engine, which `Math.cos` does not promise.
 *
 * Absolute error below 2^-51 for finite x: the turns are taken off without rounding, what is left is at most pi/4, and
 * a Taylor sum does the rest. Exact at multiples of 1/2.
 *
 * @example
 * cosPi(1) // => -1
 */
export const cosPi = (x: number): number => {
  const turn = Math.abs(x) % 2; // cos is even and has the period 2; % is exact
  const half = turn > 1 ? 2 - turn : turn; // cos(pi (2 - x)) = cos(pi x)
  const sign = half > 0.5 ? -1 : 1; // cos(pi (1 - x)) = -cos(pi x)
  const quarter = half > 0.5 ? 1 - half : half;
  const value = quarter > 0.25 ? taylor(Math.PI * (0.5 - quarter), 1) : taylor(Math.PI * quarter, 0);
  return sign * value;
};
