import type * as t from "io-ts";

/** What is wrong at one place of a decoded value. */
export interface Complaint {
  /** From the root inwards: `["hidden", "1"]`. */
  readonly path: readonly string[];
  readonly expected: string;
  readonly got: unknown;
}

/** Arms of a union or an intersection are numbered in an error's context as if they were fields. */
const isArm = (parent: t.ContextEntry | undefined): boolean => {
  const tag = (parent?.type as { readonly _tag?: string } | undefined)?._tag;
  return tag === "UnionType" || tag === "IntersectionType";
};

const pathOf = (context: t.Context): readonly string[] =>
  context.filter(({ key }, i) => key !== "" && !isArm(context[i - 1])).map(({ key }) => key);

const isInside = (inner: readonly string[], outer: readonly string[]): boolean =>
  inner.length > outer.length && outer.every((key, i) => key === inner[i]);

const anyOf = (names: readonly string[]): string => (names.length === 1 ? names[0]! : `one of ${names.join(", ")}`);

/**
 * io-ts errors as one complaint a place: the arms of a union become "one of ..."; where one arm got further into the
 * value than the others did, only that arm is heard, since it is the one that was meant.
 */
export const report = (errors: t.Errors): readonly Complaint[] => {
  const places = new Map<string, { path: readonly string[]; expected: Set<string>; got: unknown }>();
  for (const { context, value } of errors) {
    const path = pathOf(context);
    const place = places.get(path.join("\0")) ?? { path, expected: new Set(), got: value };
    place.expected.add(context.at(-1)?.type.name ?? "another value");
    places.set(path.join("\0"), place);
  }
  const found = [...places.values()];
  return found
    .filter(({ path }) => !found.some((other) => isInside(other.path, path)))
    .map(({ path, expected, got }) => ({ path, got, expected: anyOf([...expected]) }));
};

const escaped = (character: string): string => `\\u{${character.codePointAt(0)!.toString(16)}}`;

/**
 * A value on one short line: plain words as they are, all else as JSON, without control characters.
 *
 * @example
 * quote("fast") // => "fast"
 * quote("two words") // => "\"two words\""
 * quote(undefined) // => "nothing"
 * quote(Number.NaN) // => "NaN"
 */
export const quote = (value: unknown): string => {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  const isPlain = typeof value === "string" && /^[^\p{C}\p{Z}"]+$/u.test(value);
  const line = (isPlain ? value : (JSON.stringify(value) ?? String(value))).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped);
  return line.length <= 60 ? line : `${line.slice(0, 57)}...`;
};
