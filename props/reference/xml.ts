/** A reader of XML, strict about what SVG files of ours may hold: elements, attributes in double quotes, and text. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };
const unescaped = (text: string): string =>
  text.replace(/&([^;&]*);?/g, (all, name: string) => {
    const letter = entities[name];
    if (letter === undefined || !all.endsWith(";")) throw new Error(`no entity: ${all}`);
    return letter;
  });

/** The root of a document; throws where it is not well-formed. */
export const parseXml = (document: string): Element => {
  const open: { name: string; attributes: Record<string, string>; children: Element[]; text: string }[] = [
    { name: "", attributes: {}, children: [], text: "" },
  ];
  for (const [token, tag] of document.matchAll(/<([^>]*)>|[^<]+/g)) {
    const top = open.at(-1)!;
    if (tag === undefined) {
      top.text += unescaped(token);
      continue;
    }
    if (tag.startsWith("/")) {
      if (tag.slice(1) !== top.name) throw new Error(`</${top.name}> was expected, not ${token}`);
      open.pop();
      open.at(-1)!.children.push(top);
      continue;
    }
    const [, name = "", rest = "", slash] = /^([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)$/.exec(tag) ?? [];
    if (name === "") throw new Error(`no tag: ${token}`);
    const pairs = [...rest.matchAll(/([\w:-]+)="([^"]*)"/g)].map(
      ([, key, value]) => [key!, unescaped(value!)] as const,
    );
    if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`twice the same attribute: ${token}`);
    const element = { name, attributes: Object.fromEntries(pairs), children: [], text: "" };
    if (slash) top.children.push(element);
    else open.push(element);
  }
  const { children, text } = open[0]!;
  if (open.length !== 1 || children.length !== 1 || text.trim() !== "") throw new Error("not one root, closed");
  return children[0]!;
};
