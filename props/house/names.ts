/** The laws of names: one meaning a name, and one tag for the arms of a union. */
import ts from "typescript";
import type { Files } from "./files.js";

const isExported = (node: ts.Statement): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

const isTypeNamed = (node: ts.Statement): node is ts.InterfaceDeclaration | ts.TypeAliasDeclaration =>
  ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);

const statementsOf = (path: string, text: string): readonly ts.Statement[] =>
  ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true).statements as unknown as readonly ts.Statement[];

/** Types of src that are exported under one name by more than one file: the name, and where. */
export const sharedNames = (files: Files): readonly string[] => {
  const homes = new Map<string, readonly string[]>();
  for (const [path, text] of files)
    for (const { name } of statementsOf(path, text).filter(isExported).filter(isTypeNamed))
      homes.set(name.text, [...(homes.get(name.text) ?? []), path]);
  return [...homes]
    .filter(([, paths]) => new Set(paths).size > 1)
    .map(([name, paths]) => `${name}: ${[...new Set(paths)].join(", ")}`)
    .sort();
};

/** Names of fields whose type is a literal: candidates for what tells the arms of a union apart. */
const literalFields = (members: ts.NodeArray<ts.TypeElement>): readonly string[] =>
  members.flatMap((member) =>
    ts.isPropertySignature(member) &&
    member.questionToken === undefined &&
    member.type !== undefined &&
    ts.isLiteralTypeNode(member.type) &&
    ts.isStringLiteral(member.type.literal)
      ? [member.name.getText()]
      : [],
  );

/** Object types that carry a literal under another name than `kind`: where, and the field. */
export const otherTags = (files: Files): readonly string[] =>
  [...files].flatMap(([path, text]) => {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node)) {
        const fields = literalFields(node.members);
        if (fields.length > 0 && !fields.includes("kind")) found.push(`${path}: ${fields.join(", ")}`);
      }
      ts.forEachChild(node, visit);
    };
    for (const statement of statementsOf(path, text)) visit(statement);
    return found;
  });

/** Each law gives its complaints: none where it holds. */
export const laws = {
  "an exported type has one meaning a name": sharedNames,
  "what tells the arms of a union apart is their `kind`": otherTags,
} satisfies Record<string, (files: Files) => readonly string[]>;
