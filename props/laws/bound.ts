/** The distance from |x| to the next larger float of `digits` bits, of least exponent `least`. */
const ulp =
  (digits: number, least: number) =>
  (x: number): number => {
    if (x === 0 || !Number.isFinite(x)) return 2 ** (least - digits + 1);
    let exponent = Math.floor(Math.log2(Math.abs(x)));
    if (2 ** exponent > Math.abs(x)) exponent--;
    return 2 ** (Math.max(exponent, least) - digits + 1);
  };

/** Unit in the last place of a float32 near x. */
export const ulp32 = ulp(24, -126);

/** Unit in the last place of a float64 near x. */
export const ulp64 = ulp(53, -1022);

/** Unit roundoffs. */
export const roundoff32 = 2 ** -24;
export const roundoff64 = 2 ** -53;

/** The error allowed at one element of output number `output`, absolute, from the exact value and the inputs. */
export type Bound<S> = (
  expected: number,
  index: number,
  inputs: readonly Float64Array[],
  shape: S,
  output: number,
) => number;

/** So many units in the last place of a float32 result. */
export const ulps32 =
  (count: number): Bound<unknown> =>
  (expected) =>
    count * ulp32(expected);

/** So many units in the last place of a float64 result. */
export const ulps64 =
  (count: number): Bound<unknown> =>
  (expected) =>
    count * ulp64(expected);

/** The exact result, rounded once: what one IEEE operation gives. */
export const roundedOnce: Bound<unknown> = () => 0;
