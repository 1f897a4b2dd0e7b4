/**
 * The law of signatures, read from the declarations of the entries: `(runtime, key, model or parameters, data, options)`
 * in that order, whichever are there; uncurried; options last, in one record; what takes a runtime gives a result.
 */
import ts from "typescript";

/** A parameter of a public function. */
export interface Parameter {
  readonly name: string;
  /** The name of its type, or what the compiler prints. */
  readonly type: string;
  /** May be left out. */
  readonly optional: boolean;
}

/** A public function as its callers see it. */
export interface Signature {
  /** As a user writes it: "elbo-ts: mixture.fit". */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** The name of the type of what it gives: "Either". */
  readonly result: string;
  /** It gives a function that has no name of its own. */
  readonly curried: boolean;
}

/** Reads the sources of some entries as a caller's compiler does. */
export const programOf = (paths: readonly string[]): ts.Program =>
  ts.createProgram(paths, {
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    module: ts.ModuleKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    types: ["node"],
  });

const nameOf = (checker: ts.TypeChecker, type: ts.Type): string =>
  type.aliasSymbol?.name ??
  (type.symbol === undefined || type.symbol.name.startsWith("__") ? checker.typeToString(type) : type.symbol.name);

/** `A | undefined` is an optional `A`. */
const withoutUndefined = (checker: ts.TypeChecker, type: ts.Type): ts.Type =>
  type.aliasSymbol === undefined ? checker.getNonNullableType(type) : type;

const parameterOf = (checker: ts.TypeChecker, symbol: ts.Symbol): Parameter => {
  const at = symbol.valueDeclaration as ts.ParameterDeclaration;
  return {
    // A pattern has no name of its own.
    name: ts.isIdentifier(at.name) ? at.name.text : "",
    type: nameOf(checker, withoutUndefined(checker, checker.getTypeOfSymbolAtLocation(symbol, at))),
    optional: at.questionToken !== undefined || at.initializer !== undefined,
  };
};

const signatureOf = (checker: ts.TypeChecker, name: string, signature: ts.Signature): Signature => {
  const type = signature.getReturnType();
  const result = nameOf(checker, type);
  return {
    name,
    parameters: signature.parameters.map((symbol) => parameterOf(checker, symbol)),
    result,
    curried: type.getCallSignatures().length > 0 && result.includes("=>"),
  };
};

/** Every function that an entry exports, those of its namespaces under their names. */
export const signaturesOf = (program: ts.Program, path: string, entry: string): readonly Signature[] => {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(path);
  const visit = (module: ts.Symbol, prefix: string): readonly Signature[] =>
    checker.getExportsOfModule(module).flatMap((alias) => {
      const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias;
      if (symbol.flags & ts.SymbolFlags.ValueModule) return visit(symbol, `${prefix}${alias.name}.`);
      if (!(symbol.flags & ts.SymbolFlags.Value)) return [];
      const signatures = checker.getTypeOfSymbolAtLocation(symbol, file!).getCallSignatures();
      // A task is a value that is called without arguments, not a function of ours.
      return signatures
        .filter(
          ({ parameters, declaration }) =>
            parameters.length > 0 || !declaration?.getSourceFile().fileName.includes("fp-ts"),
        )
        .map((signature) => signatureOf(checker, `${prefix}${alias.name}`, signature));
    });
  return visit(checker.getSymbolAtLocation(file!)!, `${entry}: `);
};

/** A record that is taken apart at once has no name. */
const isOptions = ({ name, type }: Parameter): boolean =>
  name === "options" || /Options(<.*>)?$/.test(type) || (name === "" && /^\{|Options\b/.test(type));
const isData = ({ type }: Parameter): boolean => /^(Tensor|Chunks|Images|Examples|TrainingData)$/.test(type);

/** Where a parameter stands in the order. */
const rankOf = (parameter: Parameter): number => {
  // A host lends its runtime, and more.
  if (/^(Runtime|Context|\w*Host)$/.test(parameter.type)) return 0;
  if (parameter.type === "Key") return 1;
  if (isOptions(parameter)) return 4;
  return isData(parameter) ? 3 : 2;
};

const shown = ({ name, parameters, result }: Signature): string =>
  `${name}(${parameters.map((it) => `${it.name}${it.optional ? "?" : ""}: ${it.type}`).join(", ")}) -> ${result}`;

const takesRuntime = ({ parameters }: Signature): boolean => parameters.some(({ type }) => type === "Runtime");

/** Each law gives the signatures that break it. */
export const laws = {
  "runtime, key, model or parameters, data, options: in that order": (all: readonly Signature[]) =>
    all
      .filter(({ parameters }) => {
        const ranks = parameters.map(rankOf);
        return ranks.some((rank, i) => i > 0 && rank < ranks[i - 1]!);
      })
      .map(shown),

  "options are one record at the end, and nothing else may be left out": (all: readonly Signature[]) =>
    all
      .filter(
        ({ parameters }) =>
          parameters.filter(isOptions).length > 1 || parameters.some((it) => it.optional && !isOptions(it)),
      )
      .map(shown),

  "no function gives a nameless function": (all: readonly Signature[]) =>
    all.filter(({ curried }) => curried).map(shown),

  "what takes a runtime gives a result: an Either, a TaskEither or a Computation": (all: readonly Signature[]) =>
    all.filter((it) => takesRuntime(it) && !/^(Either|TaskEither|Computation)$/.test(it.result)).map(shown),
} satisfies Record<string, (all: readonly Signature[]) => readonly string[]>;
