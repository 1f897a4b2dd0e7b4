import { parseArgs } from "node:util";
import { either as E, function as F, option as O } from "fp-ts";
import * as t from "io-ts";
import { quote, report } from "../../core/report.js";
import { type Failure, usage } from "../../failure.js";
import { type Flags, flagName, type SettingsOf } from "./flag.js";
import { nearest } from "./nearest.js";

/** What was typed, by key, before decoding. */
type Raw = Readonly<Record<string, string | true>>;

type Tokens = NonNullable<ReturnType<typeof parseArgs>["tokens"]>;

const tokensOf = (flags: Flags, argv: readonly string[]): Tokens => {
  const options = Object.entries(flags).map(([key, { placeholder }]) => [
    flagName(key).slice(2),
    { type: placeholder === undefined ? "boolean" : "string" } as const,
  ]);
  return parseArgs({ args: [...argv], options: Object.fromEntries(options), strict: false, tokens: true }).tokens;
};

/** Whether help is asked for; it is answered whatever else was typed. */
export const asksForHelp = (argv: readonly string[]): boolean => {
  const end = argv.indexOf("--");
  return argv.slice(0, end < 0 ? argv.length : end).some((word) => word === "--help" || word === "-h");
};

const didYouMean = (wrong: string, candidates: readonly string[], prefix = ""): string =>
  F.pipe(
    nearest(wrong, candidates),
    O.match(
      () => "see --help",
      (meant) => `did you mean ${prefix}${meant}?`,
    ),
  );

const unknownFlag = (flags: Flags, name: string, typed: string): Failure => {
  const names = [...Object.keys(flags), "help"].map((key) => flagName(key).slice(2));
  return usage("UnknownFlag", "no such flag", { where: quote(typed), hint: didYouMean(name, names, "--") });
};

/** `--width --height 3` lacks a width; `--shift -3` has one. */
const isFlagLike = (value: string): boolean => /^-[^\d.]/.test(value);

const read = (flags: Flags, argv: readonly string[]): E.Either<Failure, Raw> => {
  const keys = new Map(Object.keys(flags).map((key) => [flagName(key).slice(2), key]));
  const raw: Record<string, string | true> = {};
  // The flag before a word, and how many of its words are still to come.
  let open = { key: "", missing: 0 };
  for (const token of tokensOf(flags, argv)) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional" && open.missing > 0) {
      raw[open.key] = `${raw[open.key]} ${token.value}`;
      open = { ...open, missing: open.missing - 1 };
      continue;
    }
    if (token.kind === "positional")
      return E.left(
        usage("UnexpectedArgument", "no flag stands before it", { where: quote(token.value), hint: "see --help" }),
      );
    const key = keys.get(token.name);
    if (key === undefined) return E.left(unknownFlag(flags, token.name, token.rawName));
    const { placeholder, codec, words = 1 } = flags[key]!;
    const where = token.rawName;
    if (placeholder === undefined) {
      if (token.value !== undefined)
        return E.left(usage("UnexpectedValue", "takes no value", { where, got: quote(token.value) }));
      raw[key] = true;
    } else {
      if (token.value === undefined || (!token.inlineValue && isFlagLike(token.value)))
        return E.left(usage("MissingValue", "a value is missing", { where, expected: codec.name }));
      raw[key] = token.value;
    }
    open = { key, missing: token.inlineValue ? 0 : words - 1 };
  }
  return E.right(raw);
};

const wrongValue = (flags: Flags, errors: t.Errors): Failure => {
  const [first] = report(errors);
  const [key, ...inside] = first!.path;
  const { choices } = flags[key!]!;
  return usage("WrongValue", inside.length === 0 ? "wrong value" : `wrong item ${Number(inside[0]) + 1}`, {
    where: flagName(key!),
    expected: first!.expected,
    got: quote(first!.got),
    ...(choices && { hint: didYouMean(String(first!.got), choices) }),
  });
};

/** What a flag is worth when it is not typed. */
const defaultsOf = (flags: Flags, quick: boolean): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(flags).map(([key, flag]) => [key, quick && "quick" in flag ? flag.quick : flag.default]),
  );

/**
 * The settings that a command line asks for. The last of a repeated flag counts.
 *
 * Errors: `UnknownFlag`, `UnexpectedArgument`, `UnexpectedValue`, `MissingValue`, `WrongValue`, all of kind "usage".
 */
export const parse = <F extends Flags>(flags: F, argv: readonly string[]): E.Either<Failure, SettingsOf<F>> => {
  const codecs = t.partial(Object.fromEntries(Object.entries(flags).map(([key, { codec }]) => [key, codec])));
  return F.pipe(
    read(flags, argv),
    E.chain((raw) =>
      F.pipe(
        codecs.decode(raw),
        E.mapLeft((errors) => wrongValue(flags, errors)),
      ),
    ),
    E.map((typed) => ({ ...defaultsOf(flags, typed["quick"] === true), ...typed }) as SettingsOf<F>),
  );
};

const isDefault = (codec: t.Mixed, value: unknown, byDefault: unknown): boolean =>
  value === undefined || (byDefault !== undefined && codec.encode(value) === codec.encode(byDefault));

/**
 * The shortest command line of `settings`: the inverse of `parse`. Values at their defaults are left out.
 *
 * `parse(flags, unparse(flags, settings))` is `E.right(settings)`.
 */
export const unparse = <F extends Flags>(flags: F, settings: SettingsOf<F>): readonly string[] => {
  const values: Readonly<Record<string, unknown>> = settings;
  const defaults = defaultsOf(flags, values["quick"] === true);
  return Object.entries(flags).flatMap(([key, { codec, placeholder }]) => {
    if (placeholder === undefined) return values[key] === true ? [flagName(key)] : [];
    return isDefault(codec, values[key], defaults[key]) ? [] : [`${flagName(key)}=${codec.encode(values[key])}`];
  });
};
