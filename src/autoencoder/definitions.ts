/** Definitions of models as a caller without types may give them. */
import { either as E } from "fp-ts";
import type * as t from "io-ts";
import { quote, report } from "../core/report.js";
import { badData, type Failure } from "../failure.js";

/** A definition that is none of its kind: a field that is missing or out of its range. */
export type NotADefinition = Failure<"NotADefinition">;

/**
 * Holds a definition against its codec, but for the fields that hold networks: `compileAt` reads those, says more of
 * them, and knows the layers of a user's own.
 *
 * Errors: `NotADefinition` with the field.
 */
export const expectDefinition = <A>(
  codec: t.Type<A, unknown>,
  definition: unknown,
  networks: readonly string[],
): E.Either<NotADefinition, A> => {
  const decoded = codec.decode(definition);
  const complaints = E.isLeft(decoded) ? report(decoded.left) : [];
  const complaint = complaints.find(({ path }) => !path.some((field) => networks.includes(field)));
  if (complaint === undefined) return E.right(definition as A);
  const { path, expected, got } = complaint;
  return E.left(
    badData("NotADefinition", "not a definition of this kind of model", {
      where: ["definition", ...path].join("."),
      expected,
      got: quote(got),
    }),
  );
};
