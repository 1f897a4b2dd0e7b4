/** What data and maps must be: matrices of finite numbers, enough of them for a perplexity, and not too many. */
import { either as E, function as F } from "fp-ts";
import { expectTensor } from "../../core/checks.js";
import type { Precision } from "../../core/random.js";
import { quote } from "../../core/report.js";
import { showShape } from "../../core/shape.js";
import type { ReadonlyFloats, Tensor } from "../../core/tensor.js";
import { badData, type Failure } from "../../failure.js";
import { strideOf } from "./memory.js";

/** The methods by which the forces between points are found. */
export const methods = ["exact", "barnesHut"] as const;

/**
 * How the forces between points are found: over all pairs of them, or those of neighbours one by one and the others by
 * a tree of cells, in the plane.
 */
export type TsneMethod = (typeof methods)[number];

const firstNotFinite = (data: ReadonlyFloats): number => {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return i;
  return -1;
};

/**
 * Holds a matrix of points against the extents that are known of it.
 *
 * Errors: `ShapeMismatch`, `NotFinite` with the row.
 */
export const checkPoints = (
  where: string,
  x: Tensor,
  [n, dims]: readonly [number | "any", number | "any"],
): E.Either<Failure, Tensor> => {
  const tensor = expectTensor(where, x);
  if (E.isLeft(tensor)) return tensor;
  const [rows, columns, ...more] = x.shape;
  const fits = columns !== undefined && columns > 0 && more.length === 0;
  if (!fits || (n !== "any" && rows !== n) || (dims !== "any" && columns !== dims))
    return E.left(
      badData("ShapeMismatch", "these are not the points that are needed", {
        where,
        expected: `${n} points x ${dims} features`,
        got: showShape(x.shape),
      }),
    );
  const wrong = firstNotFinite(x.data);
  if (wrong >= 0)
    return E.left(
      badData("NotFinite", "a coordinate is not a number", {
        where: `${where}, row ${Math.floor(wrong / columns)}`,
        expected: "finite numbers",
        got: String(x.data[wrong]),
      }),
    );
  return E.right(x);
};

/**
 * Whether n points carry a perplexity: 1 < perplexity <= (n - 1) / 3.
 *
 * A Gaussian of perplexity k rests on about 3k neighbours (van der Maaten's bound). An entropy of log(k) can be reached
 * up to k = n - 1, but there all precisions go to 0, every pair is alike, and the map shows nothing of the data.
 *
 * Errors: `BadPerplexity`, naming the largest one that n points carry.
 *
 * @example
 * E.isLeft(checkPerplexity(60, 30)) // => true
 * E.isRight(checkPerplexity(91, 30)) // => true
 */
export const checkPerplexity = (n: number, perplexity: number): E.Either<Failure, number> => {
  if (perplexity > 1 && 3 * perplexity <= n - 1) return E.right(perplexity);
  const largest = Math.floor((10 * (n - 1)) / 3) / 10;
  const few = largest <= 1;
  return E.left(
    badData("BadPerplexity", `${n} points do not carry this perplexity`, {
      expected: few ? "5 points or more" : `above 1 and at most ${largest}, a third of the other points`,
      got: quote(perplexity),
      hint: few
        ? "give more points"
        : `give a perplexity of at most ${largest}${perplexity > 1 ? ", or more points" : ""}`,
    }),
  );
};

/** What all else but the affinities may take of the 4 GiB: 1 GiB. */
const roomForPairs = 3 * 2 ** 30;

/** What decides how much memory the affinities take. */
interface Stored {
  readonly precision: Precision;
  readonly method: TsneMethod;
  readonly perplexity: number;
}

/** The most points whose affinities fit: rows of all others, or of twice the neighbours at most and who they are. */
const mostPoints = ({ precision, method, perplexity }: Stored): number => {
  const bytes = precision === "float32" ? 4 : 8;
  if (method === "exact") return 4 * Math.floor(Math.sqrt(roomForPairs / bytes) / 4);
  return Math.floor(roomForPairs / ((bytes + 4) * strideOf(6 * perplexity + 3)));
};

/**
 * Whether the affinities fit into linear memory: those of all pairs of about 28,000 points in float32, 20,000 in
 * float64; those of the neighbours of two millions.
 *
 * Errors: `TooManyPoints`.
 */
const checkRoom = (n: number, stored: Stored): E.Either<Failure, number> => {
  const most = mostPoints(stored);
  if (n <= most) return E.right(n);
  return E.left(
    badData("TooManyPoints", "the affinities do not fit into memory", {
      expected: `at most ${most} points in ${stored.precision}`,
      got: String(n),
      hint: "fit a sample, and transform the other points",
    }),
  );
};

/**
 * Whether a map can be made of the points x, [n, d]: their number n.
 *
 * Errors: `ShapeMismatch`, `NotFinite`, `TooManyPoints`, `BadPerplexity`.
 */
export const checkData = (
  x: Tensor,
  perplexity: number,
  precision: Precision,
  methodOf: (n: number) => TsneMethod,
): E.Either<Failure, number> =>
  F.pipe(
    checkPoints("the data", x, ["any", "any"]),
    E.map(({ shape }) => shape[0]!),
    E.chainFirst((n) => checkPerplexity(n, perplexity)),
    E.chainFirst((n) => checkRoom(n, { precision, method: methodOf(n), perplexity })),
  );
