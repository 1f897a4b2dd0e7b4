import { either as E } from "fp-ts";

/**
 * Why something could not be done: what, where, expected, got, what to try. One value from the deepest `Left` to the
 * one line that a user reads.
 */
export interface Failure<Tag extends string = string> {
  /** The reason, to be matched on: "ShapeMismatch", "NotNpy", "NoiseCollapsed", ... */
  readonly _tag: Tag;
  /** Whose fault it is; the command line turns it into an exit code (2, 1, 3). */
  readonly kind: "usage" | "data" | "numerical";
  readonly what: string;
  readonly where?: string;
  readonly expected?: string;
  readonly got?: string;
  readonly hint?: string;
}

type Details = Omit<Failure, "_tag" | "kind" | "what">;

const of =
  (kind: Failure["kind"]) =>
  <Tag extends string>(_tag: Tag, what: string, details: Details = {}): Failure<Tag> => ({
    _tag,
    kind,
    what,
    ...details,
  });

/** The flags alone are wrong. */
export const usage = of("usage");

/** A file, a shape or a value is wrong. */
export const badData = of("data");

/** The input was fine and the numbers were not: a collapse, an overflow, a NaN. */
export const numerical = of("numerical");

/**
 * A failure as one line.
 *
 * @example
 * describe(badData("NotNpy", "not an NPY file", { where: "face.png", got: "a PNG picture", hint: "give a .npy file" }))
 * // => "face.png: not an NPY file: got a PNG picture; give a .npy file"
 */
export const describe = ({ what, where, expected, got, hint }: Failure): string => {
  const comparison = [expected && `expected ${expected}`, got && `got ${got}`].filter(Boolean).join(", ");
  const sentence = [where, what, comparison].filter(Boolean).join(": ");
  return (hint ? `${sentence}; ${hint}` : sentence).replace(/\s*\n\s*/g, " ");
};

/**
 * The same failure, found in `where`: a file around the place that is already named.
 *
 * @example
 * describe(locate("faces.npy")(badData("NotFinite", "a pixel is not a number", { where: "row 3" })))
 * // => "faces.npy, row 3: a pixel is not a number"
 */
export const locate =
  (where: string) =>
  (failure: Failure): Failure => ({ ...failure, where: failure.where ? `${where}, ${failure.where}` : where });

/**
 * The value, for scripts that would rather stop: throws an `Error` with the one line of the failure.
 *
 * @example
 * orThrow(E.right(3)) // => 3
 */
export const orThrow = <A>(result: E.Either<Failure, A>): A => {
  if (E.isLeft(result)) throw new Error(describe(result.left));
  return result.right;
};
