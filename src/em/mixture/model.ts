import { either as E, function as F } from "fp-ts";
import { checked, expectCount, expectName, expectNumber, expectOptions } from "../../core/checks.js";
import { shapeMismatch } from "../../core/shape.js";
import type { Failure } from "../../failure.js";
import type { Workspace } from "../../wasm/runtime.js";
import type { Latent } from "../latent.js";
import type { EmModel } from "../model.js";
import { formOf, shifted } from "./components.js";
import { expectPattern } from "./expect.js";
import { type Estimator, maximise } from "./maximise.js";
import { type MissingPattern, missingPattern, patternsOf } from "./missingPatterns.js";
import { expectPoints, meanOf, type Points } from "./points.js";
import { type StartRule, startOf, startRules } from "./starts.js";
import { bound, type MixtureStatistics, statisticsMonoid } from "./statistics.js";
import { type Covariance, check, covarianceKinds, extentsOf, type Mixture } from "./theta.js";

/** What a mixture is to be; all but the number of components has a default. */
export interface MixtureModelOptions {
  readonly components: number;
  /** "full" if absent. */
  readonly covariance?: Covariance | undefined;
  /** Added to every variance after an M-step, in squared units of x; 1e-6 if absent. With 0 the bound rises strictly. */
  readonly covarianceFloor?: number | undefined;
  /** How the starts are made; "k-means++" if absent. */
  readonly start?: StartRule | undefined;
}

/** The names of all of them. */
export const modelOptionNames = ["components", "covariance", "covarianceFloor", "start"] as const;

/** What a fit has settled before it begins. */
export interface MixtureSetting extends Estimator {
  /** One-hot responsibilities. */
  readonly hard: boolean;
}

/** Points as the E-step takes them, in the current scope of the workspace: sorted by what is missing, less the pivot. */
export const prepare = (workspace: Workspace, points: Points, pivot: Float64Array): readonly MissingPattern[] =>
  patternsOf(points).map((pattern) => missingPattern(workspace, points, pattern, pivot));

/**
 * The mixture of normals as a latent-variable model, in a workspace: what EM folds. The latent variables are the
 * component of a point and its missing values. Chunks are prepared in this workspace, about the same pivot.
 */
export const mixtureLatent = (
  workspace: Workspace,
  setting: MixtureSetting,
): Latent<Mixture, readonly MissingPattern[], MixtureStatistics> => {
  const { covariance, pivot, hard } = setting;
  const stats = statisticsMonoid(formOf(covariance), setting);
  return {
    stats,
    expect: (theta, patterns) => {
      const components = shifted(workspace, theta, pivot);
      return patterns.reduce(
        (sum, pattern) => stats.concat(sum, expectPattern(workspace, components, pattern, hard)),
        stats.empty,
      );
    },
    maximise: maximise(setting),
    bound: (theta, sums) => bound(workspace, shifted(workspace, theta, pivot), sums),
  };
};

const expectFit =
  ({ k, d, covariance }: Estimator) =>
  (theta: Mixture): E.Either<Failure, Mixture> =>
    E.chain((known: Mixture): E.Either<Failure, Mixture> => {
      const extents = extentsOf(known);
      return extents.k === k && extents.d === d
        ? checked(known, expectName("covariance", known.covariance, [covariance]))
        : E.left(shapeMismatch("the mixture does not fit the points or the components", [k, d], known.means.shape));
    })(check(theta));

/** With the defaults in place. */
type AskedMixture = { readonly [Name in keyof MixtureModelOptions]-?: NonNullable<MixtureModelOptions[Name]> };

const expectModelOptions = (options: MixtureModelOptions): E.Either<Failure, AskedMixture> =>
  F.pipe(
    expectOptions(options, modelOptionNames),
    E.chain(() => {
      const { components, covariance = "full", covarianceFloor = 1e-6, start = "k-means++" } = options;
      return checked(
        { components, covariance, covarianceFloor, start },
        expectCount("components", components),
        expectName("covariance", covariance, covarianceKinds),
        expectNumber("covarianceFloor", covarianceFloor, "0 or more"),
        expectName("start", start, startRules),
      );
    }),
  );

/**
 * A mixture of normals as a model that `em.fit` takes, on `Points` in one piece or in chunks. The first chunk gives the
 * pivot and the starts.
 *
 *   p(x) = sum_j w_j N(x; m_j, C_j)
 *
 * Errors, of a fit: `BadOption`, `BadArgument`; `NeverObserved`, `TooFewPoints`; of a start or position from outside
 * what `check` finds, or `ShapeMismatch`; `ComponentEmpty`, `ComponentCollapsed`.
 *
 * @example
 * const x = tensor64([6, 1], [-3.1, -3, -2.9, 1.9, 2, 2.1]);
 * const two = E.chain((all) => em.fit(runtime, key(1), model({ components: 2 }), all, { hard: true }))(points(x));
 * E.map(({ theta }) => theta.weights.data)(two) // => E.right(new Float64Array([0.5, 0.5]))
 */
export const model =
  (options: MixtureModelOptions): EmModel<Mixture, Points, MixtureStatistics, readonly MissingPattern[]> =>
  ({ runtime, workspace, first, hard }) =>
    F.pipe(
      expectModelOptions(options),
      E.chainFirst(() => expectPoints(first)),
      E.bindTo("asked"),
      E.bindW("pivot", () => meanOf(first)),
      E.map(({ asked: { components: k, covariance, covarianceFloor, start }, pivot }) => {
        const setting = { k, d: first.d, covariance, covarianceFloor, pivot, hard };
        return {
          ...mixtureLatent(workspace, setting),
          start: (key) => startOf(runtime, workspace, key, start, first, setting),
          prepare: (points) => prepare(workspace, points, pivot),
          check: expectFit(setting),
        };
      }),
    );
