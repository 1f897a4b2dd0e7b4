import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Texts by path: from the root of the repository, with forward slashes. */
export type Files = ReadonlyMap<string, string>;

/** The files of some folders, and of those below them if `deep`, whose path fits, in the order of their paths. */
export const filesIn = (folders: readonly string[], fits = /\.ts$/, deep = true): Files => {
  const paths = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: deep, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).replaceAll("\\", "/"))
      .filter((path) => fits.test(path)),
  );
  return new Map(paths.sort().map((path) => [path, readFileSync(path, "utf8")]));
};
