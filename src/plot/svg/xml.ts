const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Control characters, which XML 1.0 has no place for, become spaces. */
const escaped = (text: string): string =>
  text.replace(/\p{Cc}/gu, (found) => (/\s/.test(found) ? found : " ")).replace(/[&<>"]/g, (found) => escapes[found]!);

/**
 * A number in at most three decimals.
 *
 * @example
 * number(1 / 3) // => "0.333"
 */
export const number = (value: number): string => String(Math.round(value * 1000) / 1000 || 0);

/** Attributes by their names; one that is `undefined`, or an opacity of 1, is not there. */
export const attributes = (of: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(of)
    .filter(([name, value]) => value !== undefined && !(name === "opacity" && value === 1))
    .map(([name, value]) => ` ${name}="${typeof value === "number" ? number(value) : escaped(value!)}"`)
    .join("");

/**
 * An element; its inside is text, unless it is said to be `markup`.
 *
 * @example
 * element("text", { x: 1.5, y: undefined }, "a < b") // => '<text x="1.5">a &lt; b</text>'
 */
export const element = (
  name: string,
  of: Readonly<Record<string, string | number | undefined>>,
  inner?: string,
  markup = false,
): string =>
  inner === undefined
    ? `<${name}${attributes(of)}/>`
    : `<${name}${attributes(of)}>${markup ? inner : escaped(inner)}</${name}>`;
