import { option as O } from "fp-ts";

/** A Python literal as an NPY header may hold one. Integers are numbers: an extent past 2^53 is no array of ours. */
export type Literal =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "integer"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "none" }
  | { readonly kind: "tuple" | "list"; readonly items: readonly Literal[] }
  | { readonly kind: "dict"; readonly entries: ReadonlyMap<string, Literal> };

/** Strings, integers (Python 2 wrote 10L), names, punctuation. A string may hold an escape, which is kept as written. */
const token =
  /\s*(?:[uUbB]?('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|([+-]?\d+)[lL]?(?!\w)|(True|False|None)(?!\w)|([()[\]{},:]))/y;

/** Deeper than any header, and shallow enough for the stack. */
const maxDepth = 32;

type Token = { readonly literal: Literal } | { readonly mark: string };

const tokensOf = (source: string): O.Option<readonly Token[]> => {
  const text = source.trimEnd();
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) return O.none;
    at = token.lastIndex;
    const [, string, integer, name, mark] = match;
    if (string !== undefined) tokens.push({ literal: { kind: "string", value: string.slice(1, -1) } });
    else if (integer !== undefined) tokens.push({ literal: { kind: "integer", value: Number(integer) } });
    else if (name === "None") tokens.push({ literal: { kind: "none" } });
    else if (name !== undefined) tokens.push({ literal: { kind: "boolean", value: name === "True" } });
    else tokens.push({ mark: mark! });
  }
  return O.some(tokens);
};

/**
 * Reads a literal: what Python's `ast.literal_eval` does with strings, integers, True, False, None, tuples, lists and
 * dictionaries with string keys, of which the last of equal keys counts. `none` where the source is anything else.
 *
 * @example
 * parseLiteral("(3, True, )") // => O.some({ kind: "tuple", items: [{ kind: "integer", value: 3 }, { kind: "boolean", value: true }] })
 */
export const parseLiteral = (source: string): O.Option<Literal> => {
  const tokens = tokensOf(source);
  if (O.isNone(tokens)) return O.none;
  let at = 0;

  const take = (mark: string): boolean => {
    const next = tokens.value[at];
    const taken = next !== undefined && "mark" in next && next.mark === mark;
    if (taken) at++;
    return taken;
  };

  /** Items up to the closing mark, and whether a comma stood behind the last: (3) is an integer, (3,) a tuple. */
  const sequence = <A>(
    close: string,
    item: () => A | undefined,
  ): { items: readonly A[]; comma: boolean } | undefined => {
    const items: A[] = [];
    let comma = false;
    while (!take(close)) {
      if (items.length > 0 && !comma) return undefined;
      const next = item();
      if (next === undefined) return undefined;
      items.push(next);
      comma = take(",");
    }
    return { items, comma };
  };

  const entry = (depth: number) => (): readonly [string, Literal] | undefined => {
    const key = value(depth);
    if (key?.kind !== "string" || !take(":")) return undefined;
    const item = value(depth);
    return item && [key.value, item];
  };

  const value = (depth: number): Literal | undefined => {
    if (depth > maxDepth) return undefined;
    const nested = () => value(depth + 1);
    if (take("(")) {
      const inside = sequence(")", nested);
      if (inside?.items.length === 1 && !inside.comma) return inside.items[0];
      return inside && { kind: "tuple", items: inside.items };
    }
    if (take("[")) {
      const inside = sequence("]", nested);
      return inside && { kind: "list", items: inside.items };
    }
    if (take("{")) {
      const inside = sequence("}", entry(depth + 1));
      return inside && { kind: "dict", entries: new Map(inside.items) };
    }
    const next = tokens.value[at++];
    return next !== undefined && "literal" in next ? next.literal : undefined;
  };

  const whole = value(0);
  return whole !== undefined && at === tokens.value.length ? O.some(whole) : O.none;
};
