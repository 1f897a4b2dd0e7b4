/** The laws of the imports: which file may know which other file, and which package. */
import { posix } from "node:path";
import ts from "typescript";
import type { Files } from "./files.js";

/** What each file imports, values and types, statically or later: files by path, packages as they are written. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** Lowest first: a file imports from its own floor and from lower ones. */
const floors = [
  "failure",
  "wasm",
  "core",
  "prob",
  "nn",
  "optim",
  "train",
  "em",
  "density",
  "embedding",
  "autoencoder",
  "data",
  "formats",
  "plot",
  "node",
  "cli",
];

/** What the package's user imports stands above all floors. */
const entries = ["src/index.ts", "src/flat.ts"];

/** For everyone, at their roots only: plain Node does not find `fp-ts/Either`. */
const common = ["fp-ts", "io-ts"];

/** What some files may have besides, and no other file may reach. */
const allowed: readonly { readonly at: RegExp; readonly packages: RegExp }[] = [
  { at: /^src\/formats\//, packages: /^fflate$/ },
  { at: /^src\/plot\//, packages: /^d3-[a-z-]+$/ },
  { at: /^src\/(node|cli)\//, packages: /^node:.+$/ },
  { at: /^src\/node\/canvas\.ts$/, packages: /^canvas$/ },
];

/** What a file reaches by no way: the edges that run in a browser not Node's, all below them none of these packages. */
const outOfReach = (path: string): RegExp | undefined => {
  if (/^src\/(node|cli)\//.test(path)) return undefined;
  return /^src\/(formats|plot)\//.test(path) ? /^(node:.+|canvas)$/ : /^(node:.+|canvas|d3-[a-z-]+|fflate)$/;
};

const isFile = (to: string): boolean => to.includes("/") && /\.(ts|js)$/.test(to);

/** Reads the imports of TypeScript sources. */
export const importsOf = (files: Files): Imports =>
  new Map(
    [...files].map(([path, text]) => [
      path,
      ts
        .preProcessFile(text, true, true)
        .importedFiles.map(({ fileName }) =>
          fileName.startsWith(".")
            ? posix.join(posix.dirname(path), fileName).replace(/^(?!kernels\/)(.+)\.js$/, "$1.ts")
            : fileName,
        ),
    ]),
  );

/** The number of a file's floor; -1 where it stands on none. */
const floorOf = (path: string): number => {
  if (entries.includes(path)) return floors.length;
  const [, name = ""] = /^src\/(failure(?=\.ts$)|\w+(?=\/))/.exec(path) ?? [];
  return floors.indexOf(name);
};

/** The shortest chain of imports from a file to something sought. */
const chain = (imports: Imports, start: string, sought: (to: string) => boolean): readonly string[] => {
  const importer = new Map<string, string>();
  const queue = [start];
  for (const at of queue)
    for (const to of imports.get(at) ?? []) {
      if (sought(to)) {
        const found = [to];
        for (let back: string | undefined = at; back !== undefined; back = importer.get(back)) found.unshift(back);
        return found;
      }
      if (importer.has(to) || to === start) continue;
      importer.set(to, at);
      queue.push(to);
    }
  return [];
};

const each = (imports: Imports, complain: (from: string, to: string) => string | false): readonly string[] =>
  [...imports].flatMap(([from, all]) => all.map((to) => complain(from, to)).filter((it) => it !== false));

const files = (imports: Imports): readonly string[] => [...imports.keys()];

/** Each law gives its complaints: none where it holds. */
export const laws = {
  "every file stands on a floor": (imports: Imports) => files(imports).filter((path) => floorOf(path) < 0),

  "no file imports from a higher floor": (imports: Imports) =>
    each(imports, (from, to) => floorOf(to) > floorOf(from) && `${from} -> ${to}`),

  "what is imported is in src; the kernels are for their loader alone": (imports: Imports) =>
    each(imports, (from, to) => {
      if (!isFile(to) || imports.has(to)) return false;
      return !(from === "src/wasm/kernels.ts" && to.startsWith("kernels/")) && `${from} -> ${to}`;
    }),

  "no import runs in a circle": (imports: Imports) =>
    files(imports).flatMap((path) => {
      const circle = chain(imports, path, (to) => to === path);
      return circle.length > 0 && circle.every((other) => path <= other) ? [circle.join(" -> ")] : [];
    }),

  "no package but fp-ts and io-ts at their roots, and a few more where they belong": (imports: Imports) =>
    each(imports, (from, to) => {
      if (isFile(to) || common.includes(to)) return false;
      return !allowed.some(({ at, packages }) => at.test(from) && packages.test(to)) && `${from} -> ${to}`;
    }),

  "nothing reaches Node, the canvas or a package of the edges from below them, by whatever way": (imports: Imports) =>
    files(imports)
      .map((path) => chain(imports, path, (to) => outOfReach(path)?.test(to) ?? false).join(" -> "))
      .filter((way) => way !== ""),
} satisfies Record<string, (imports: Imports) => readonly string[]>;
