/** The laws of the rooms: how folders open, how files are named, how long they are, and what lies beside what. */
import { posix } from "node:path";
import ts from "typescript";
import type { Files } from "./files.js";

/** Most lines of a file of the library. */
export const mostOfSource = 250;

/** A file of fewer lines says why it is alone. */
export const crumb = 25;

/** Most lines of a program. */
export const mostOfExample = 200;

/** Most values and namespaces of the entry. */
export const mostAtRoot = 32;

/** By what a program may call the library, and nothing else. */
const entries = ["elbo-ts", "elbo-ts/formats", "elbo-ts/plot", "elbo-ts/node", "elbo-ts/cli"];

/** Folders of props that mirror nothing: what tests are made of, and tests of what is not in src. */
const ofTheirOwn = ["arbitraries", "bin", "examples", "fixtures", "golden", "house", "laws", "reference"];

const lineCount = (text: string): number => text.split("\n").length - 1;

const inFolder = (files: Files, folder: string): readonly (readonly [string, string])[] =>
  [...files].filter(([path]) => path.startsWith(`${folder}/`));

const foldersOf = (files: Files): readonly string[] => [
  ...new Set(inFolder(files, "src").flatMap(([path]) => (posix.dirname(path) === "src" ? [] : [posix.dirname(path)]))),
];

/** The docstring that a file opens with. */
const opening = (text: string): string => /^(?:#!.*\n)?(\/\*\*[\s\S]*?\*\/)/.exec(text)?.[1] ?? "";

/** Every beginning of a camelCase name that ends before a capital: "fitLimits" and "fit". */
const beginnings = (name: string): readonly string[] => [
  name,
  ...[...name.matchAll(/[A-Z]/g)].map(({ index }) => name.slice(0, index)),
];

const hasRoom = (files: Files, path: string): boolean => {
  const [, folder = "", name = ""] = /^props(\/.+)?\/(.+)\.prop\.ts$/.exec(path) ?? [];
  const homes = folder === "/wasm" ? ["src/wasm", "assembly"] : [`src${folder}`];
  const paths = [...files.keys()];
  return homes.some((home) =>
    beginnings(name).some(
      (it) =>
        home.endsWith(`/${it}`) ||
        paths.includes(`${home}/${it}.ts`) ||
        paths.some((other) => other.startsWith(`${home}/${it}/`)),
    ),
  );
};

/** The values and namespaces that a file exports by name. */
const valuesOf = (text: string): readonly string[] =>
  ts.createSourceFile("index.ts", text, ts.ScriptTarget.ESNext).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly) return [];
    const { exportClause } = statement;
    if (exportClause === undefined) return ["*"];
    if (ts.isNamespaceExport(exportClause)) return [exportClause.name.text];
    return exportClause.elements.filter(({ isTypeOnly }) => !isTypeOnly).map(({ name }) => name.text);
  });

const complain = (
  files: Files,
  folder: string,
  complaint: (path: string, text: string) => string | false,
): readonly string[] =>
  inFolder(files, folder).flatMap(([path, text]) => {
    const said = complaint(path, text);
    return said === false ? [] : [said];
  });

/** Each law gives its complaints: none where it holds. */
export const laws = {
  "every room has an index that says what it is for, what it may use and where to begin": (files: Files) =>
    foldersOf(files).flatMap((folder) => {
      const said = opening(files.get(`${folder}/index.ts`) ?? "").replace(/\s*\n \*\s*/g, " ");
      return /may use/i.test(said) && /begin/i.test(said) ? [] : [`${folder}/index.ts`];
    }),

  [`no file of src is longer than ${mostOfSource} lines`]: (files: Files) =>
    complain(files, "src", (path, text) => lineCount(text) > mostOfSource && `${path}: ${lineCount(text)} lines`),

  [`a file under ${crumb} lines opens with a docstring: why it is alone`]: (files: Files) =>
    complain(files, "src", (path, text) => lineCount(text) < crumb && opening(text) === "" && path),

  "names of files and folders are camelCase": (files: Files) =>
    ["src", "props", "bench", "bin", "assembly"].flatMap((folder) =>
      complain(
        files,
        folder,
        (path) => !/^([a-z][a-zA-Z0-9]*\/)+[a-z][a-zA-Z0-9]*(\.prop|\.d)?\.\w+$/.test(path) && path,
      ),
    ),

  "props mirror src: a test is named for a file or a room, with a word more where that has several": (files: Files) =>
    complain(
      files,
      "props",
      (path) => path.endsWith(".prop.ts") && !ofTheirOwn.includes(path.split("/")[1]!) && !hasRoom(files, path) && path,
    ),

  "a program is one file": (files: Files) => complain(files, "examples", (path) => path.split("/").length > 2 && path),

  [`a program has at most ${mostOfExample} lines`]: (files: Files) =>
    complain(files, "examples", (path, text) => lineCount(text) > mostOfExample && `${path}: ${lineCount(text)} lines`),

  "a program imports the entries by the package's name, and nothing else": (files: Files) =>
    inFolder(files, "examples").flatMap(([path, text]) =>
      ts
        .preProcessFile(text, true, true)
        .importedFiles.filter(({ fileName }) => !entries.includes(fileName))
        .map(({ fileName }) => `${path} -> ${fileName}`),
    ),

  [`the entry has at most ${mostAtRoot} values and namespaces`]: (files: Files) => {
    const values = valuesOf(files.get("src/index.ts") ?? "");
    return values.length > mostAtRoot || values.includes("*") ? [`src/index.ts: ${values.length} of them`] : [];
  },
} satisfies Record<string, (files: Files) => readonly string[]>;
