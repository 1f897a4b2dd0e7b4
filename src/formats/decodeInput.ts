/** What every decoder is given: bytes, and how to speak of them. */
import type { either as E } from "fp-ts";
import { checked, expectBytes, expectOptions } from "../core/checks.js";
import type { Failure } from "../failure.js";

/** How bytes are read, whatever their format. */
export interface DecodeOptions {
  /** What a message calls the bytes: the name of their file. */
  readonly where?: string;
}

/**
 * The options of a decoder, where it is given bytes and knows all options: `where`, and those that are its own.
 *
 * Errors: `BadArgument`, `BadOption`.
 *
 * @example
 * decodeInput(Uint8Array.of(1), { where: "a file" }) // => E.right({ where: "a file" })
 */
export const decodeInput = <Options extends DecodeOptions>(
  bytes: Uint8Array,
  options: Options,
  own: readonly string[] = [],
): E.Either<Failure, Options> =>
  checked(options, expectBytes("the bytes", bytes), expectOptions(options, [...own, "where"]));
