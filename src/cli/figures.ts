/** Named results of a run or of a step: a loss, a bound, a count. */
export type Figures = Readonly<Record<string, number | string>>;

/**
 * A number to six digits, as people write it.
 *
 * @example
 * showNumber(110.8234567) // => "110.823"
 * showNumber(60000) // => "60000"
 */
export const showNumber = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : String(Number(value.toPrecision(6)));

/** One figure as text. */
export const showFigure = (value: number | string): string => (typeof value === "number" ? showNumber(value) : value);

/**
 * A time with as much of it as matters.
 *
 * @example
 * showSeconds(0.0421) // => "0.04 s"
 * showSeconds(12.34) // => "12.3 s"
 * showSeconds(125) // => "2:05"
 * showSeconds(3725) // => "1:02:05"
 */
export const showSeconds = (seconds: number): string => {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  return showClock(seconds);
};

/**
 * Minutes and seconds, hours before them where there are any.
 *
 * @example
 * showClock(7) // => "0:07"
 */
export const showClock = (seconds: number): string => {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number): string => String(n).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
};
