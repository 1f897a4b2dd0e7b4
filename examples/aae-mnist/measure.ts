/** How near codes have come to their prior, as numbers. */
import { either as E, function as F } from "fp-ts";
import type { Failure } from "../../src/failure.js";
import {
  type Key,
  key,
  momentsOf,
  named,
  pca,
  type Runtime,
  squaredMmd,
  standardizedTo,
  type Tensor,
} from "../../src/flat.js";
import { aae } from "../../src/index.js";

/** Codes beside their prior. */
export interface Fit {
  /** Unbiased squared maximum mean discrepancy, Gaussian kernel, h = 1, each coordinate brought to the prior's moments. */
  readonly mmd: number;
  /** Of the codes as they are. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** The least eigenvalue of the codes' covariance over the prior's. */
  readonly spread: number;
}

/** The least of the variances along principal axes; 0 where all rows are one point. */
const leastVariance = (runtime: Runtime, x: Tensor): E.Either<Failure, number> =>
  F.pipe(
    pca.fit(runtime, key(0), x, { components: x.shape[1]! }),
    E.map(({ variances }) => variances[variances.length - 1]!),
    E.orElse((failure) => (failure.kind === "NoSpread" ? E.right(0) : E.left(failure))),
  );

/** Draws of a prior that codes are held against: so many that the figure hangs on the codes alone. */
const enough = 10_000;

/** Codes [N, d] beside draws of a prior. */
export const fitOf = (runtime: Runtime, codes: Tensor, prior: aae.Prior, key: Key): E.Either<Failure, Fit> => {
  const width = codes.shape[1]!;
  return F.pipe(
    E.Do,
    E.bind("draws", () => aae.samplePrior(runtime, named(key, "draws"), prior, { count: enough, width })),
    E.bind("many", () => aae.samplePrior(runtime, named(key, "moments"), prior, { count: 100_000, width })),
    E.bind("mmd", ({ draws, many }) => squaredMmd(runtime, standardizedTo(momentsOf(many), codes), draws)),
    E.bind("own", () => leastVariance(runtime, codes)),
    E.bind("wanted", ({ draws }) => leastVariance(runtime, draws)),
    E.map(({ mmd, own, wanted }) => ({ mmd, ...momentsOf(codes), spread: own / wanted })),
  );
};

/** Below them a training has collapsed: the codes on a line or a point, or a discriminator that is never wrong. */
const [leastSpread, leastLoss] = [0.01, 0.02];

/** Why a training has collapsed, if it has: in one line. */
export const collapse = ({ spread }: Pick<Fit, "spread">, discriminator: readonly number[]): string | undefined => {
  if (spread < leastSpread)
    return `collapse: the codes' least variance is ${(100 * spread).toPrecision(2)} % of the prior's`;
  const epoch = discriminator.findIndex((loss) => loss < leastLoss);
  return epoch < 0
    ? undefined
    : `collapse: the discriminator's loss fell to ${discriminator[epoch]!.toPrecision(2)} in epoch ${epoch + 1}`;
};
