import { either as E } from "fp-ts";
import * as t from "io-ts";
import { type Failure, usage } from "../../failure.js";
import { oneOf, type TextCodec } from "./codecs.js";

/**
 * One flag of a program, as data: the parser, the help and the run record all read it.
 *
 * Its name is its key in the table, `batchSize` for `--batch-size`.
 */
export interface Flag<C extends t.Mixed = t.Mixed, Value = t.TypeOf<C>> {
  readonly codec: C;
  readonly default: Value;
  /** The default under `--quick`. */
  readonly quick?: Value;
  readonly help: string;
  /** What stands for the value in the help; a flag without one takes no value. */
  readonly placeholder?: string;
  /** How many words make the value (1): of two, they are decoded as one text with a space between them. */
  readonly words?: number;
  /** The words to choose from, where there are few. */
  readonly choices?: readonly string[];
}

/** A table of flags. */
export type Flags = Readonly<Record<string, Flag>>;

/** The record of values that a table of flags decodes to. */
export type SettingsOf<F extends Flags> = { readonly [Name in keyof F]: F[Name]["default"] };

/** What a flag with a value is told. */
export interface FlagDetails<A> {
  readonly default: A;
  readonly quick?: A;
  readonly help: string;
  readonly placeholder?: string;
  readonly words?: number;
}

/** A flag with a value. */
export const flag = <A>(codec: TextCodec<A>, details: FlagDetails<NoInfer<A>>): Flag<TextCodec<A>, A> => ({
  codec,
  placeholder: "N",
  ...details,
});

/** A flag that may be left out: its value is then `undefined`. */
export const optional = <A>(
  codec: TextCodec<A>,
  details: Omit<FlagDetails<NoInfer<A>>, "default" | "quick">,
): Flag<TextCodec<A>, A | undefined> => ({ codec, placeholder: "N", default: undefined, ...details });

/**
 * A flag whose value is one of a few words.
 *
 * @example
 * choice(["bce", "mse", "l1"], { default: "bce", help: "the reconstruction loss" }).placeholder // => "bce|mse|l1"
 */
export const choice = <const A extends string>(
  choices: readonly A[],
  details: Omit<FlagDetails<NoInfer<A>>, "placeholder">,
): Flag<TextCodec<A>, A> => ({ codec: oneOf(choices), placeholder: choices.join("|"), choices, ...details });

/** A flag without a value: false unless given. */
export const toggle = (help: string): Flag<t.BooleanC, boolean> => ({ codec: t.boolean, default: false, help });

/**
 * The flag as it is typed.
 *
 * @example
 * flagName("batchSize") // => "--batch-size"
 */
export const flagName = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/**
 * What a program's `refine` says of flags that are right one by one and wrong together; `key` is that of the flag to mend.
 *
 * @example
 * E.mapLeft(describe)(wrongFlag("minSize", "above the greatest", { got: "9" })) // => E.left("--min-size: above the greatest: got 9")
 */
export const wrongFlag = (
  key: string,
  what: string,
  options: Pick<Failure, "expected" | "got" | "hint"> = {},
): E.Either<Failure, never> => E.left(usage("Contradiction", what, { where: flagName(key), ...options }));
