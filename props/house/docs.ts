/** Docstrings as they stand in a source file: what each export is said to be, and the examples to be run. */
import ts from "typescript";

/** An `@example` of a docstring. */
export interface Example {
  /** What it is an example of. */
  readonly name: string;
  readonly text: string;
}

/** One statement of an example. */
export interface Step {
  readonly code: string;
  /** What stands behind `// =>`. */
  readonly value?: string;
}

const parsed = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);

const claimed = /^\s*\/\/ => (.+)/;

/** An import as a declaration that asks for its module: types are left out. */
const bindingOf = ({ importClause, moduleSpecifier }: ts.ImportDeclaration): string => {
  const bindings = importClause?.namedBindings;
  const module = `await imported(${moduleSpecifier.getText()})`;
  if (bindings === undefined || importClause?.isTypeOnly) return "";
  if (ts.isNamespaceImport(bindings)) return `const ${bindings.name.text} = ${module};`;
  const names = bindings.elements
    .filter((element) => !element.isTypeOnly)
    .map(({ propertyName, name }) =>
      propertyName === undefined ? name.text : `${propertyName.getText()}: ${name.text}`,
    );
  return `const { ${names.join(", ")} } = ${module};`;
};

/**
 * Statements, each with its claim.
 *
 * Throws where a claim follows no expression, so that none is passed over.
 */
export const stepsOf = ({ name, text }: Example): readonly Step[] => {
  const { statements } = parsed(`${name}.ts`, text);
  const steps = statements.map((statement, i): Step => {
    if (ts.isImportDeclaration(statement)) return { code: bindingOf(statement) };
    const [, value] = claimed.exec(text.slice(statement.end, statements[i + 1]?.getStart() ?? text.length)) ?? [];
    if (value === undefined) return { code: statement.getText() };
    if (!ts.isExpressionStatement(statement)) throw new SyntaxError(`${name}: "// => ${value}" follows no expression`);
    return { code: statement.expression.getText(), value };
  });
  const claims = text.split("// =>").length - 1;
  const read = steps.filter(({ value }) => value !== undefined).length;
  if (claims !== read) throw new SyntaxError(`${name}: ${claims} claims, of which ${read} stand behind a statement`);
  return steps;
};

const isExported = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

const namesOf = (node: ts.Node): readonly string[] => {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = node as ts.NamedDeclaration;
  return name === undefined ? [] : [name.getText()];
};

/** The docstrings of a statement. */
export const docsOf = (node: ts.Node): readonly ts.JSDoc[] => ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);

/** The names that a file exports and says nothing of. A type with the name of a documented value is said enough of. */
export const undocumented = (path: string, text: string): readonly string[] => {
  const exports = parsed(path, text).statements.filter(isExported);
  const said = new Set(exports.filter((statement) => docsOf(statement).length > 0).flatMap(namesOf));
  return exports.flatMap(namesOf).filter((name) => !said.has(name));
};

/** The lines of a docstring without its frame of asterisks; one that stands in the frame's own line is the only one. */
export const linesOf = (doc: ts.JSDoc): readonly string[] =>
  doc
    .getText()
    .replace(/^\/\*\* ?| ?\*\/$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""));

const exampleIn = (doc: ts.JSDoc): readonly string[] => {
  const lines = linesOf(doc);
  const starts = lines.flatMap((line, i) => (line.startsWith("@example") ? [i + 1] : []));
  return starts.map((start) => {
    const next = lines.findIndex((line, i) => i >= start && /^@\w/.test(line));
    return lines.slice(start, next < 0 ? lines.length : next).join("\n");
  });
};

/** Every `@example` of a file, of whatever it is an example. */
export const examplesOf = (path: string, text: string): readonly Example[] => {
  const examples = new Map<number, readonly Example[]>();
  const visit = (node: ts.Node): void => {
    for (const doc of docsOf(node)) {
      if (examples.has(doc.pos)) continue;
      const name = namesOf(node).join(", ");
      examples.set(
        doc.pos,
        exampleIn(doc).map((text) => ({ name, text })),
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed(path, text));
  return [...examples.values()].flat();
};
