/** What an entry of the package exports, as its declarations have it. */
import { posix } from "node:path";
import ts from "typescript";
import { docsOf, linesOf } from "../../props/house/docs.js";

/** One export: where it stands, what it is, and what is said of it. */
export interface Exported {
  /** As a user writes it: "split", "nn.split". */
  readonly name: string;
  /** The file of its declaration, from the root of the declarations, without its ending: "core/key". */
  readonly module: string;
  /** Its declarations, without a docstring before them: a type and a value may share a name. */
  readonly declarations: readonly string[];
  /** The lines of its docstring. */
  readonly doc: readonly string[];
}

/** Declarations to be read: files by their path, formatted as they are to be shown. */
export const programOf = (paths: readonly string[]): ts.Program =>
  ts.createProgram(paths, { module: ts.ModuleKind.NodeNext, types: [], skipLibCheck: true });

/** Of a constant, the whole statement: its docstring stands before that. */
const statementOf = (node: ts.Declaration): ts.Node => (ts.isVariableDeclaration(node) ? node.parent.parent : node);

const shown = (node: ts.Declaration, name: string): string => {
  const statement = statementOf(node);
  const text = statement.getText();
  const own = ts.getNameOfDeclaration(node);
  if (own === undefined) return text;
  const from = own.getStart() - statement.getStart();
  const named = text.slice(0, from) + name + text.slice(from + own.getText().length);
  return named.replace(/^export (declare )?/, "");
};

const exportedOf = (root: string, name: string, symbol: ts.Symbol): Exported => {
  const nodes = symbol.declarations ?? [];
  const docs = nodes.flatMap((node) => docsOf(statementOf(node)));
  const file = nodes[0]!.getSourceFile().fileName;
  return {
    name,
    module: posix.relative(root, file).replace(/\.d\.ts$/, ""),
    declarations: nodes.map((node) => shown(node, name.split(".").at(-1)!)),
    doc: docs.slice(0, 1).flatMap((doc) => linesOf(doc).map((line) => line.trimEnd())),
  };
};

/** The exports of a file, in the order of their modules and there of their places; those of a namespace under its name. */
export const exportsOf = (program: ts.Program, root: string, path: string): readonly Exported[] => {
  const checker = program.getTypeChecker();
  const target = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const found: { readonly at: number; readonly exported: Exported }[] = [];
  const visit = (module: ts.Symbol, prefix: string): void => {
    for (const alias of checker.getExportsOfModule(module)) {
      const symbol = target(alias);
      const name = prefix + alias.name;
      if (symbol.flags & ts.SymbolFlags.ValueModule) visit(symbol, `${name}.`);
      else found.push({ at: symbol.declarations![0]!.pos, exported: exportedOf(root, name, symbol) });
    }
  };
  visit(checker.getSymbolAtLocation(program.getSourceFile(path)!)!, "");
  const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
  return found
    .sort((a, b) => order(a.exported.module, b.exported.module) || a.at - b.at)
    .map(({ exported }) => exported);
};
