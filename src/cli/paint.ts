/** Text in a colour or a weight, or the same text where there are none. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** Between the code that turns it on and the one that turns it off (ECMA-48, 8.3.117). */
const between =
  (on: number, off: number) =>
  (text: string): string =>
    `\x1b[${on}m${text}\x1b[${off}m`;

const coloured: Paint = {
  bold: between(1, 22),
  dim: between(2, 22),
  red: between(31, 39),
  yellow: between(33, 39),
  cyan: between(36, 39),
};

const same = (text: string): string => text;

const plain: Paint = { bold: same, dim: same, red: same, yellow: same, cyan: same };

/** The palette of a stream. */
export const paint = (colours: boolean): Paint => (colours ? coloured : plain);

/**
 * Whether a stream gets colours: a terminal does, unless NO_COLOR is set and not empty (no-color.org); FORCE_COLOR
 * gives them to a pipe too.
 *
 * @example
 * wantsColours({ NO_COLOR: "1" }, true) // => false
 * wantsColours({}, true) // => true
 * wantsColours({}, false) // => false
 */
export const wantsColours = (env: Readonly<Record<string, string | undefined>>, terminal: boolean): boolean => {
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"]) return env["FORCE_COLOR"] !== "0";
  return terminal && env["TERM"] !== "dumb";
};
