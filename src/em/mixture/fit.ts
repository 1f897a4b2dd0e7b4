import { either as E, function as F } from "fp-ts";
import { checked, expectOption, expectOptions } from "../../core/checks.js";
import type { Computation } from "../../core/computation.js";
import type { Key } from "../../core/key.js";
import type { Failure } from "../../failure.js";
import type { Runtime } from "../../wasm/runtime.js";
import type { EmData } from "../chunks.js";
import type { EmFit, EmProgress } from "../driver.js";
import { fitSteps as emFitSteps } from "../fit.js";
import { type EmOptions, emOptionNames, type Observing, runObserved } from "../options.js";
import { type MixtureModelOptions, model, modelOptionNames } from "./model.js";
import type { Points } from "./points.js";
import type { StartRule } from "./starts.js";
import type { MixtureStatistics } from "./statistics.js";
import { check, extentsOf, type Mixture } from "./theta.js";

type OfModel = Omit<MixtureModelOptions, "start">;

/** So many components, from starts that are made; or a mixture to start from, which says how many and of which kind. */
type Beginning =
  | (OfModel & { readonly start?: StartRule | Mixture | undefined })
  | (Partial<OfModel> & { readonly start: Mixture });

/**
 * How a mixture is fitted; all but the number of components, or the start, has a default. At most 200 iterations, until
 * the bound rises by less than 0.01 nats: a hundredth of what one parameter must earn in AIC.
 */
export type MixtureOptions = Beginning & Omit<EmOptions<Mixture>, "start">;

/** Where a fit is, and from which it resumes: told after each iteration. */
export interface MixtureProgress extends EmProgress<Mixture, MixtureStatistics> {}

/** What the model is asked for, and what the driver. */
interface Asked {
  readonly ofModel: MixtureModelOptions;
  readonly ofFit: EmOptions<Mixture>;
}

/** The number of components and the kind of covariance as a start has them. */
const asStarted = (options: MixtureOptions, start: Mixture): E.Either<Failure, MixtureModelOptions> =>
  E.chain((theta: Mixture) => {
    const { k } = extentsOf(theta);
    const { components = k, covariance = theta.covariance, covarianceFloor } = options;
    return checked(
      { components, covariance, covarianceFloor },
      expectOption("components", components === k, `${k}, as the start has them`, components),
      expectOption("covariance", covariance === theta.covariance, `${theta.covariance}, as of the start`, covariance),
    );
  })(check(start));

const askedOf = (options: MixtureOptions): E.Either<Failure, Asked> =>
  F.pipe(
    expectOptions(options, [...modelOptionNames, ...emOptionNames.filter((name) => name !== "start")]),
    E.chain((): E.Either<Failure, Asked> => {
      const { components, covariance, covarianceFloor, start, ...others } = options;
      const ofFit = { iterations: 200, tolerance: 0.01, ...others };
      return typeof start === "object" && start !== null
        ? E.map((ofModel: MixtureModelOptions) => ({ ofModel, ofFit: { ...ofFit, start } }))(asStarted(options, start))
        : E.right({ ofModel: { components: components!, covariance, covarianceFloor, start }, ofFit });
    }),
  );

/**
 * `fit`, one iteration at a time: yields where it is, returns the fit.
 *
 * `from` of the options: a position of an earlier fit with the same key, points and options; it resumes there.
 *
 * Errors: as `fit`; `ShapeMismatch` where the position is of another size.
 */
export function* fitSteps(
  runtime: Runtime,
  key: Key,
  points: EmData<Points>,
  options: MixtureOptions,
): Computation<MixtureProgress, EmFit<Mixture>> {
  const asked = askedOf(options);
  if (E.isLeft(asked)) return asked;
  const { ofModel, ofFit } = asked.right;
  return yield* emFitSteps(runtime, key, model(ofModel), points, ofFit);
}

/**
 * Fits a mixture of normals. Values that are NaN are missing: their components are judged by the rest of the point.
 * `observe` of the options is told of each iteration.
 *
 * key: of the starts. The same key gives the same bits. points: in one piece, or in chunks for data larger than memory,
 * each prepared, summed up and given up once an iteration; the first of them gives the starts.
 *
 * Errors: `BadOption`, which lists what there is, `BadArgument`; `TooFewPoints`, `NeverObserved`; of a given start what
 * `check` finds, or `ShapeMismatch`; `OnlyOnce`, `NoChunks`; where every start fails, the failure of the first
 * (`ComponentCollapsed`, `ComponentEmpty`, ...).
 * Source: Dempster, Laird and Rubin (1977); of missing values Little and Rubin (2002), 11.2.
 *
 * @example
 * const x = tensor64([6, 1], [-3.1, -3, -2.9, 1.9, 2, 2.1]);
 * const fitted = E.chain((all) => fit(runtime, key(1), all, { components: 2, covariance: "diagonal" }))(points(x));
 * E.map(({ theta }) => [...theta.weights.data].map((w) => Math.round(2 * w)))(fitted) // => E.right([1, 1])
 */
export const fit = (
  runtime: Runtime,
  key: Key,
  points: EmData<Points>,
  options: MixtureOptions & Observing<MixtureProgress>,
): E.Either<Failure, EmFit<Mixture>> =>
  runObserved<MixtureOptions, MixtureProgress, EmFit<Mixture>>(options, (rest) => fitSteps(runtime, key, points, rest));
