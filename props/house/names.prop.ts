import { describe, expect, test } from "vitest";
import { filesIn } from "./files.js";
import { laws } from "./names.js";
import { beyond, notYet } from "./notYet.js";

const all = Object.keys(laws) as readonly (keyof typeof laws)[];
const files = filesIn(["src"]);

describe("the names of src", () => {
  test.each(all)("%s", (law) => expect(beyond(notYet.names, laws[law](files))).toEqual([]));
});

describe("the laws of names", () => {
  const [shared, tags] = all.map(
    (law) => (text: Readonly<Record<string, string>>) => laws[law](new Map(Object.entries(text))),
  );

  test("catch two meanings of a type, but not a codec beside its type, nor what is not exported", () => {
    const ours = "export interface Batch {}\nexport const Rate = 1;\nexport type Rate = number;\ntype Own = 1;";
    expect(shared!({ "a.ts": ours, "b.ts": "type Batch = 1;\nexport type Own = 2;" })).toEqual([]);
    expect(shared!({ "a.ts": ours, "b.ts": "export type Batch = 1;" })).toEqual(["Batch: a.ts, b.ts"]);
  });

  test("catch a tag of another name in an interface and in a union, but not a literal beside the kind", () => {
    expect(tags!({ "a.ts": 'interface A { readonly kind: "a"; readonly mode: "fast" }' })).toEqual([]);
    expect(tags!({ "a.ts": "interface A { readonly type: string; readonly tag: 1 }" })).toEqual([]);
    expect(tags!({ "a.ts": 'interface A { readonly _tag: "a" }' })).toEqual(["a.ts: _tag"]);
    expect(tags!({ "a.ts": 'type A = { readonly type: "a" } | { readonly kind: "b" };' })).toEqual(["a.ts: type"]);
  });
});
