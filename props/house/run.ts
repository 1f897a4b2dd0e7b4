import { compileFunction } from "node:vm";
import ts from "typescript";
import { type Example, stepsOf } from "./docs.js";

/** What an expression of an example gave, and what it was said to give. */
export interface Claim {
  readonly code: string;
  readonly got: unknown;
  readonly said: unknown;
}

/** The steps in a function of their own, whose names may hide those of the scope. */
const programOf = (example: Example): string => {
  const body = stepsOf(example).map(({ code, value }) =>
    value === undefined ? code : `claims.push({ code: ${JSON.stringify(code)}, got: ${code}, said: ${value} });`,
  );
  return ["return (async (claims) => {", ...body, "return claims;", "})([]);"].join("\n");
};

/** Runs an example with the names of `scope` at hand. Rejects where it throws. */
export const run = async (
  example: Example,
  scope: Readonly<Record<string, unknown>>,
  filename: string,
): Promise<readonly Claim[]> => {
  const { outputText } = ts.transpileModule(programOf(example), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return compileFunction(outputText, Object.keys(scope), { filename })(...Object.values(scope));
};
