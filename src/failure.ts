import { either as E } from "fp-ts";

/**
 * Why something could not be done: what, where, expected, got, what to try. One value from the deepest `Left` to the
 * one line that a user reads.
 */
export interface Failure<Kind extends string = string> {
  /** The reason, to be matched on: "ShapeMismatch", "NotNpy", "NoiseCollapsed", ... */
  readonly kind: Kind;
  /** Whose fault it is; the command line turns it into an exit code (2, 1, 3). */
  readonly fault: "usage" | "data" | "numerical";
  readonly what: string;
  readonly where?: string;
  readonly expected?: string;
  readonly got?: string;
  readonly hint?: string;
}

type Details = Omit<Failure, "kind" | "fault" | "what">;

const of =
  (fault: Failure["fault"]) =>
  <Kind extends string>(kind: Kind, what: string, details: Details = {}): Failure<Kind> => ({
    kind,
    fault,
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

/** What a value is that should have been a result, and what to do about it. */
const misuse = (given: unknown): string => {
  if (typeof given === "function") return "a task that was never run; give it what the task finds: await task()";
  if (typeof given !== "object" || given === null) return given === null ? "null" : `a value of type ${typeof given}`;
  if ("then" in given) return "a promise; await it first";
  return "next" in given ? "a computation that was never run; run it first" : "an object that is neither";
};

/**
 * The value, for scripts that would rather stop: throws an `Error` with the one line of the failure, which is its `cause`.
 *
 * Throws a TypeError for what is no result (a task that was never run, a promise), which says what it was given.
 *
 * @example
 * orThrow(E.right(3)) // => 3
 */
export const orThrow = <A>(result: E.Either<Failure, A>): A => {
  const { _tag: tag } = (result ?? {}) as Partial<E.Either<Failure, A>>;
  if (tag !== "Left" && tag !== "Right") throw new TypeError(`orThrow takes a Left or a Right, not ${misuse(result)}`);
  if (E.isLeft(result)) throw new Error(describe(result.left), { cause: result.left });
  return result.right;
};

/**
 * The failure that `orThrow` threw; of any other error, none.
 *
 * @example
 * failureOf(new Error("a bug")) // => undefined
 */
export const failureOf = (error: unknown): Failure | undefined => {
  if (!(error instanceof Error) || typeof error.cause !== "object" || error.cause === null) return undefined;
  const failure = error.cause as Partial<Failure>;
  return failure.kind !== undefined && failure.fault !== undefined && failure.what !== undefined
    ? (failure as Failure)
    : undefined;
};
