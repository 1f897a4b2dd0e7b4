import { either as E } from "fp-ts";
import { badData, type Failure } from "../../failure.js";
import { type ByteOrder, nativeOrder, type Width } from "../bytes.js";
import { dtypes, elements } from "../elements.js";
import type { DType } from "../ndarray.js";
import type { Literal } from "./pythonLiteral.js";

/** How one element lies in a file. */
export interface Element {
  readonly dtype: DType;
  /** Bytes. */
  readonly width: Width;
  readonly order: ByteOrder;
}

const byCode = new Map(dtypes.map((dtype) => [elements[dtype].code, dtype]));

/** What NumPy's other kinds hold, by the letter of their code. */
const otherKinds: ReadonlyMap<string, string> = new Map([
  ["O", "Python objects"],
  ["U", "text"],
  ["S", "byte strings"],
  ["a", "byte strings"],
  ["V", "raw bytes"],
  ["c", "complex numbers"],
  ["M", "dates"],
  ["m", "time spans"],
  ["f", "extended-precision floats"],
]);

const notNumeric = (where: string, got: string, hint: string): Failure<"NotNumeric"> =>
  badData("NotNumeric", "not an array of plain numbers", {
    where,
    expected: "booleans, integers of 1 to 8 bytes or floats of 2 to 8 bytes",
    got,
    hint,
  });

const fieldNames = (fields: readonly Literal[]): string =>
  fields
    .map((field) => (field.kind === "tuple" && field.items[0]?.kind === "string" ? field.items[0].value : "?"))
    .slice(0, 8)
    .join(", ");

const convert = "convert it in NumPy, for example array.astype('float64')";

/**
 * The element that a `descr` means: `<` little, `>` big, `|`, `=` and nothing the machine's own order.
 *
 * Errors: `NotNumeric`.
 */
export const elementOf = (descr: Literal, where: string): E.Either<Failure<"NotNumeric">, Element> => {
  if (descr.kind === "list")
    return E.left(
      notNumeric(where, `records with the fields ${fieldNames(descr.items)}`, "save one field, for example array['x']"),
    );
  if (descr.kind !== "string") return E.left(notNumeric(where, `a ${descr.kind} as element type`, convert));
  const [, mark, code = ""] = /^([<>|=]?)(.*)$/s.exec(descr.value) ?? [];
  const dtype = byCode.get(code === "?" ? "b1" : code);
  if (dtype === undefined) {
    const kind = otherKinds.get(code[0] ?? "") ?? "an unknown element type";
    return E.left(notNumeric(where, `${kind} (${JSON.stringify(descr.value.slice(0, 20))})`, convert));
  }
  const order = mark === "<" ? "little" : mark === ">" ? "big" : nativeOrder;
  return E.right({ dtype, width: elements[dtype].width, order });
};
