/** The pages of the reference: entry, folder, module, export. */
import { posix } from "node:path";
import { firstSentence, markdownOf } from "./docstring.js";
import type { Exported } from "./exports.js";

/** An entry of the package, as it is imported. */
export interface Entry {
  readonly specifier: string;
  readonly summary: string;
  readonly exported: readonly Exported[];
}

/** A page: the exports of an entry that are declared in one folder. */
interface Page {
  readonly entry: Entry;
  readonly folder: string;
  readonly exported: readonly Exported[];
}

const groups = <A>(items: readonly A[], keyOf: (item: A) => string): ReadonlyMap<string, readonly A[]> => {
  const found = new Map<string, readonly A[]>();
  for (const item of items) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item]);
  return found;
};

/** A file at the root of the sources is a folder of its own. */
const folderOf = ({ module }: Exported): string => (module.includes("/") ? posix.dirname(module) : module);

const pagesOf = (entry: Entry): readonly Page[] =>
  [...groups(entry.exported, folderOf)].map(([folder, exported]) => ({ entry, folder, exported }));

const pathOf = ({ entry, folder }: Page): string => `${entry.specifier}/${folder.replaceAll("/", ".")}.md`;

const link = (from: Page | undefined, to: Page, name: string): string => {
  const path = from === undefined ? pathOf(to) : posix.relative(posix.dirname(pathOf(from)), pathOf(to));
  return `[${name}](${from === to ? "" : path}#${name})`;
};

/** The exported types that some declarations name: on the page itself, else of the same entry, else of another one. */
const named = (page: Page, all: readonly Page[], { name, declarations }: Exported): readonly string[] => {
  const nearest = [page, ...all.filter(({ entry }) => entry === page.entry), ...all];
  const words = new Set(
    declarations
      .join("\n")
      .replace(/\/\*\*.*?\*\//gs, "")
      .match(/\b[A-Z]\w+/g) ?? [],
  );
  return [...words].sort().flatMap((word) => {
    const fits = (it: Exported): boolean => it.name !== name && it.name.split(".").at(-1) === word;
    const home = nearest.find(({ exported }) => exported.some(fits));
    return home === undefined ? [] : [link(page, home, home.exported.find(fits)!.name)];
  });
};

const section = (page: Page, all: readonly Page[], exported: Exported): readonly string[] => {
  const types = named(page, all, exported);
  return [
    `### <a id="${exported.name}"></a>${exported.name}`,
    "",
    "```ts",
    ...exported.declarations,
    "```",
    "",
    ...markdownOf(exported.doc),
    ...(types.length > 0 ? [`Types: ${types.join(", ")}`, ""] : []),
  ];
};

const isType = ({ declarations }: Exported): boolean => declarations.every((it) => /^(interface|type) /.test(it));

/** How some of a page's values are imported, of a page of types some of these. */
const imported = ({ entry, exported }: Page): string => {
  const values = exported.filter((it) => !isType(it));
  const names = new Set((values.length > 0 ? values : exported).map(({ name }) => name.split(".")[0]!));
  const some = [...names].slice(0, 4).join(", ");
  return `import${values.length > 0 ? "" : " type"} { ${some}${names.size > 4 ? ", ..." : ""} } from "${entry.specifier}"`;
};

const text = (page: Page, all: readonly Page[]): string => {
  const { folder, exported } = page;
  const back = posix.relative(posix.dirname(pathOf(page)), "README.md");
  return [
    `# ${folder}`,
    "",
    `\`${imported(page)}\` · [all pages](${back})`,
    "",
    "| export | |",
    "| --- | --- |",
    ...exported.map((it) => `| ${link(page, page, it.name)} | ${firstSentence(it.doc).replaceAll("|", "\\|")} |`),
    "",
    ...[...groups(exported, ({ module }) => module)].flatMap(([module, inside]) => [
      `## ${module}`,
      "",
      ...inside.flatMap((it) => section(page, all, it)),
    ]),
  ].join("\n");
};

const contents = (entries: readonly Entry[]): string =>
  [
    "# Reference",
    "",
    "Made from the docstrings of the sources. What stands in an example behind `// =>` is tested.",
    "",
    ...entries.flatMap((entry) => [
      `## ${entry.specifier}`,
      "",
      entry.summary,
      "",
      ...pagesOf(entry).map((page) => {
        const names = page.exported.map(({ name }) => link(undefined, page, name)).join(", ");
        return `- **[${page.folder}](${pathOf(page)})**: ${names}`;
      }),
      "",
    ]),
  ].join("\n");

/** The files of the reference by path. */
export const reference = (entries: readonly Entry[]): ReadonlyMap<string, string> => {
  const pages = entries.flatMap(pagesOf);
  return new Map([
    ["README.md", contents(entries)],
    ...pages.map((page) => [pathOf(page), text(page, pages)] as const),
  ]);
};
