import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { compileFunction } from "node:vm";
import ts from "typescript";
import { type Example, stepsOf } from "./docs.js";

/** What an expression of an example gave, and what it was said to give. */
export interface Claim {
  readonly code: string;
  readonly got: unknown;
  readonly said: unknown;
}

const entries: Readonly<Record<string, string>> = {
  "elbo-ts": "src/index.ts",
  "elbo-ts/node": "src/node.ts",
  "elbo-ts/plot": "src/plot/index.ts",
};

/** A module by its path from the root, one of the package's entries, or any other package. */
export const moduleOf = (name: string): Promise<Readonly<Record<string, unknown>>> => {
  const path = entries[name] ?? name;
  return import(/* @vite-ignore */ path.startsWith("src/") ? pathToFileURL(resolve(path)).href : path);
};

const isImport = (code: string): boolean => /^import\b(?!\()/.test(code);

/** Imports first, then the steps in a function of their own, whose names may hide those of the scope. */
const programOf = (example: Example): string => {
  const steps = stepsOf(example);
  const imports = steps.filter(({ code }) => isImport(code)).map(({ code }) => code);
  const body = steps
    .filter(({ code }) => !isImport(code))
    .map(({ code, value }) =>
      value === undefined ? code : `claims.push({ code: ${JSON.stringify(code)}, got: ${code}, said: ${value} });`,
    );
  return [...imports, "export const run = async (claims) => {", ...body, "};"].join("\n");
};

/** Runs an example with the names of `scope` at hand. */
export const run = async (
  example: Example,
  scope: Readonly<Record<string, unknown>>,
  filename: string,
): Promise<readonly Claim[]> => {
  const program = programOf(example);
  const { outputText } = ts.transpileModule(program, {
    fileName: filename,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const names = ts.preProcessFile(program).importedFiles.map(({ fileName }) => fileName);
  const modules = new Map(await Promise.all(names.map(async (name) => [name, await moduleOf(name)] as const)));
  const exports: { run?: (claims: Claim[]) => Promise<void> } = {};
  const outside = { require: (name: string) => modules.get(name), exports, ...scope };
  compileFunction(outputText, Object.keys(outside), { filename })(...Object.values(outside));
  const claims: Claim[] = [];
  await exports.run?.(claims);
  return claims;
};
