/** Codecs between a value and the word that stands for it on a command line. The name of a codec says what it expects. */
import { either as E, function as F, option as O } from "fp-ts";
import * as t from "io-ts";

/** A value written as one word. */
export type TextCodec<A> = t.Type<A, string, unknown>;

/**
 * A codec of a program's own: `name` is what the user reads after "expected", `show` is the inverse of `parse`.
 *
 * @example
 * const angle = textCodec("an angle in degrees, as 30deg", (text) => O.fromNullable(/^(\d+)deg$/.exec(text)?.[1]), (a) => `${a}deg`);
 * angle.encode("30") // => "30deg"
 */
export const textCodec = <A>(
  name: string,
  parse: (text: string) => O.Option<A>,
  show: (value: A) => string,
): TextCodec<A> => {
  const is = (value: unknown): value is A =>
    F.pipe(
      O.tryCatch(() => show(value as A)),
      O.chain(parse),
      O.isSome,
    );
  const validate: t.Validate<unknown, A> = (input, context) =>
    F.pipe(
      typeof input === "string" ? parse(input) : O.none,
      O.match(() => t.failure(input, context), t.success),
    );
  return new t.Type(name, is, validate, show);
};

const numeric = (name: string, form: RegExp, accepts: (value: number) => boolean): TextCodec<number> =>
  textCodec(
    name,
    (text) =>
      F.pipe(
        O.some(text),
        O.filter((digits) => form.test(digits)),
        O.map((digits) => Number(digits) + 0),
        O.filter((value) => Number.isFinite(value) && accepts(value)),
      ),
    String,
  );

const wholeForm = /^[+-]?\d+(e\+?\d+)?$/i;
const realForm = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A whole number from `from` to `to`, both among them; `1e4` is one. */
export const wholeNumber = (
  from: number,
  { to = Number.MAX_SAFE_INTEGER }: { readonly to?: number } = {},
): TextCodec<number> =>
  numeric(
    to === Number.MAX_SAFE_INTEGER ? `a whole number from ${from} up` : `a whole number from ${from} to ${to}`,
    wholeForm,
    (value) => Number.isSafeInteger(value) && value >= from && value <= to,
  );

/** 1, 2, ..., 2^53 - 1. */
export const positiveInt = wholeNumber(1);

/** 0, 1, ..., 2^53 - 1. */
export const nonNegativeInt = wholeNumber(0);

/** A finite number. */
export const finite = numeric("a number", realForm, () => true);

/** A finite number above 0. */
export const positive = numeric("a number above 0", realForm, (value) => value > 0);

/** A finite number from 0 up. */
export const nonNegative = numeric("a number from 0 up", realForm, (value) => value >= 0);

/** A number in `[0, 1]`. */
export const probability = numeric("a number from 0 to 1", realForm, (value) => value >= 0 && value <= 1);

/** The name of a file or folder, or any other text that is not empty. */
export const path: TextCodec<string> = textCodec(
  "a path",
  O.fromPredicate((text) => text !== ""),
  F.identity,
);

/**
 * One of a few words.
 *
 * @example
 * oneOf(["bce", "mse", "l1"]).name // => "one of bce, mse, l1"
 */
export const oneOf = <const A extends string>(words: readonly A[]): TextCodec<A> =>
  textCodec(
    `one of ${words.join(", ")}`,
    (text) => O.fromNullable(words.find((candidate) => candidate === text)),
    F.identity,
  );

/**
 * A value, or one of a few words in its place.
 *
 * @example
 * orWord(positive, ["scott", "silverman"]).name // => "a number above 0, scott or silverman"
 */
export const orWord = <A, const W extends string>(codec: TextCodec<A>, words: readonly W[]): TextCodec<A | W> =>
  textCodec<A | W>(
    `${[codec.name, ...words.slice(0, -1)].join(", ")} or ${words.at(-1)}`,
    (text) => {
      const word = words.find((candidate) => candidate === text);
      return word === undefined ? O.fromEither(codec.decode(text)) : O.some(word);
    },
    (value) => words.find((word) => word === value) ?? codec.encode(value as A),
  );

/** All values, or all errors. */
const combine = <A>(items: readonly t.Validation<A>[]): t.Validation<readonly A[]> => {
  const errors = items.flatMap((item) => (E.isLeft(item) ? item.left : []));
  return errors.length > 0 ? E.left(errors) : E.right(items.flatMap((item) => (E.isRight(item) ? [item.right] : [])));
};

/**
 * Items with commas between them, at least one.
 *
 * @example
 * listOf(positiveInt).decode("256,128") // => E.right([256, 128])
 */
export const listOf = <A>(item: TextCodec<A>): TextCodec<readonly A[]> =>
  new t.Type<readonly A[], string, unknown>(
    `a list with commas, each ${item.name}`,
    (value): value is readonly A[] => Array.isArray(value) && value.length > 0 && value.every(item.is),
    (input, context) =>
      typeof input !== "string"
        ? t.failure(input, context)
        : combine(
            input.split(",").map((text, i) => item.validate(text, t.appendContext(context, String(i), item, text))),
          ),
    (values) => values.map(item.encode).join(","),
  );

/**
 * Two values with a letter between them: `50x5`.
 *
 * @example
 * pair("ROWSxCOLUMNS", "x", positiveInt, positiveInt).decode("15x20") // => E.right([15, 20])
 */
export const pair = <A, B>(
  name: string,
  between: string,
  first: TextCodec<A>,
  second: TextCodec<B>,
): TextCodec<readonly [A, B]> =>
  textCodec(
    name,
    (text) => {
      const [a, b, ...rest] = text.split(between);
      const both = [O.fromEither(first.decode(a)), O.fromEither(second.decode(b))] as const;
      return rest.length === 0 && O.isSome(both[0]) && O.isSome(both[1])
        ? O.some([both[0].value, both[1].value] as const)
        : O.none;
    },
    ([a, b]) => `${first.encode(a)}${between}${second.encode(b)}`,
  );
