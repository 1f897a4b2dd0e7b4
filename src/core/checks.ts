/**
 * Checks of what a public function is given, which TypeScript makes of a type and JavaScript does not: what is none of
 * the values that there are is a `Left` that lists them, and never another value silently.
 */
import { either as E } from "fp-ts";
import { type Failure, usage } from "../failure.js";
import type { Key } from "./key.js";
import { quote } from "./report.js";
import { showShape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/**
 * What a check gives: why not, or nothing to speak of. `BadOption`: an option that is none, or that has a value out of
 * its range; `where` names it. `BadArgument`: not at all what belongs there, such as an array for a tensor.
 */
export type Checked = E.Either<Failure, unknown>;

/**
 * The `Left` of an option that is not as `expected`.
 *
 * @example
 * E.mapLeft(describe)(badOption("method", "exact or barnesHut", "fast")) // => E.left("method: not a value of this option: expected exact or barnesHut, got fast")
 */
export const badOption = (name: string, expected: string, got: unknown): E.Either<Failure, never> =>
  E.left(usage("BadOption", "not a value of this option", { where: name, expected, got: quote(got) }));

const badArgument = (what: string, expected: string, got: unknown, hint: string): E.Either<Failure, never> =>
  E.left(
    usage("BadArgument", `${what} cannot be that`, {
      expected,
      got: Array.isArray(got) ? "an array" : typeof got === "object" && got !== null ? "an object" : quote(got),
      hint,
    }),
  );

/**
 * Holds an option against what there is of it.
 *
 * Errors: `BadOption`.
 */
export const expectOption = (name: string, holds: boolean, expected: string, got: unknown): Checked =>
  holds ? E.right(got) : badOption(name, expected, got);

/**
 * An integer from `least` to `most`.
 *
 * Errors: `BadOption`.
 *
 * @example
 * E.isLeft(expectCount("count", 2.5)) // => true
 */
export const expectCount = (
  name: string,
  value: unknown,
  { least = 1, most = Number.MAX_SAFE_INTEGER }: { readonly least?: number; readonly most?: number } = {},
): Checked =>
  expectOption(
    name,
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
    most === Number.MAX_SAFE_INTEGER ? `an integer of ${least} or more` : `an integer from ${least} to ${most}`,
    value,
  );

/** A finite number of 0 or more, or above 0. Errors: `BadOption`. */
export const expectNumber = (name: string, value: unknown, least: "0 or more" | "above 0"): Checked =>
  expectOption(
    name,
    typeof value === "number" && Number.isFinite(value) && (value > 0 || (least === "0 or more" && value === 0)),
    least === "above 0" ? "a number above 0" : "a number of 0 or more",
    value,
  );

/**
 * One of some names.
 *
 * Errors: `BadOption`, which lists them.
 *
 * @example
 * E.isRight(expectName("method", "exact", ["exact", "barnesHut"])) // => true
 */
export const expectName = (name: string, value: unknown, names: readonly string[]): Checked =>
  expectOption(name, names.includes(value as string), `one of ${names.join(", ")}`, value);

/** True or false. Errors: `BadOption`. */
export const expectBoolean = (name: string, value: unknown): Checked =>
  expectOption(name, typeof value === "boolean", "true or false", value);

/**
 * A record of options, of which all are known: a misspelt option would else be a default.
 *
 * Errors: `BadOption`, which lists the options that there are.
 *
 * @example
 * E.isLeft(expectOptions({ bandwith: 1 }, ["kernel", "bandwidth"])) // => true
 */
export const expectOptions = (options: unknown, names: readonly string[]): Checked => {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    return badOption("options", `a record of ${names.join(", ")}`, options);
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  return unknown === undefined ? E.right(options) : badOption("options", `${names.join(", ")}`, unknown);
};

/** Numbers one after the other: an array of them, typed or not, but not of big integers. */
export const isNumbers = (value: unknown): value is ArrayLike<number> =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as { length?: unknown }).length === "number" &&
  !(value instanceof BigInt64Array || value instanceof BigUint64Array);

/** An array of numbers, typed or not. Errors: `BadArgument`. */
export const expectNumbers = (what: string, value: unknown): Checked =>
  isNumbers(value) ? E.right(value) : badArgument(what, "an array of numbers", value, "give [0.5, 1] or a typed array");

/**
 * A tensor.
 *
 * Errors: `BadArgument`.
 *
 * @example
 * E.isLeft(expectTensor("the points", [[0, 1]])) // => true
 */
export const expectTensor = (what: string, value: unknown): E.Either<Failure, Tensor> => {
  const { shape, data } = (value ?? {}) as Partial<Tensor>;
  return Array.isArray(shape) && isNumbers(data)
    ? E.right(value as Tensor)
    : badArgument(what, "a tensor", value, "make one with tensor64([rows, columns], numbers)");
};

/** Bytes. Errors: `BadArgument`. */
export const expectBytes = (what: string, value: unknown): Checked =>
  value instanceof Uint8Array
    ? E.right(value)
    : badArgument(what, "a Uint8Array", value, "give the bytes of a file, not its name or its text");

/** An array of whatever it holds. Errors: `BadArgument`. */
export const expectList = (what: string, value: unknown): Checked =>
  Array.isArray(value) ? E.right(value) : badArgument(what, "an array", value, "give [first, second]");

/** A map by names. Errors: `BadArgument`. */
export const expectMap = (what: string, value: unknown): Checked =>
  value instanceof Map ? E.right(value) : badArgument(what, "a Map by names", value, "give new Map([[name, value]])");

/** A record, whatever its fields. Errors: `BadArgument`. */
export const expectRecord = (what: string, value: unknown): Checked =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? E.right(value)
    : badArgument(what, "a record", value, "give { name: value }");

/** A key. Errors: `BadArgument`. */
export const expectKey = (value: unknown): E.Either<Failure, Key> => {
  const { k0, k1 } = (value ?? {}) as Partial<Key>;
  return Number.isInteger(k0) && Number.isInteger(k1)
    ? E.right(value as Key)
    : badArgument("the key", "a key", value, "make one with key(seed)");
};

/** A runtime. Errors: `BadArgument`. */
export const expectRuntime = (value: unknown): Checked =>
  typeof (value as { using?: unknown } | null | undefined)?.using === "function"
    ? E.right(value)
    : badArgument("the runtime", "a runtime", value, "take it from load: orThrow(await load()())");

/** A fitted model: a record with these fields, as `from` gives it. Errors: `BadArgument`. */
export const expectModel = (what: string, value: unknown, fields: readonly string[], from: string): Checked =>
  typeof value === "object" && value !== null && fields.every((field) => field in value)
    ? E.right(value)
    : badArgument(what, `a record with ${fields.join(", ")}`, value, `give what ${from} found, not its Either`);

/** The largest array that is made: 2^29 numbers, of which float64 fill 4 GiB. */
const mostElements = 2 ** 29;

/**
 * A shape that an array can have.
 *
 * Errors: `BadArgument`.
 *
 * @example
 * E.isLeft(expectExtents([2, -1])) // => true
 */
export const expectExtents = (shape: unknown): Checked => {
  const isShape = Array.isArray(shape) && shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0);
  if (isShape && shape.reduce((product, extent) => product * extent, 1) <= mostElements) return E.right(shape);
  const got = isShape ? showShape(shape) : Array.isArray(shape) ? `[${shape.join(", ")}]` : shape;
  return E.left(
    usage("BadArgument", "this is no shape", {
      expected: "integers of 0 or more, with a product of at most 2^29",
      got: quote(got),
      hint: "give a shape such as [60000, 784]",
    }),
  );
};

/**
 * All of some checks: the first `Left`, or the value.
 *
 * @example
 * checked(3, E.right(1), E.right(2)) // => E.right(3)
 */
export const checked = <A>(value: A, ...checks: readonly Checked[]): E.Either<Failure, A> => {
  const failed = checks.find(E.isLeft);
  return failed === undefined ? E.right(value) : failed;
};
