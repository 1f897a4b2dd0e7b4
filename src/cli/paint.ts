import { createColors } from "picocolors";

/** Text in colours, or the same text where there are none. */
export type Paint = ReturnType<typeof createColors>;

/** The palette of a stream. */
export const paint = (colours: boolean): Paint => createColors(colours);

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
