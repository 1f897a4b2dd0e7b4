/** Mixtures of several sizes as a program fits them: with a display, open to Ctrl-C, and BIC to choose. */
import { either as E, type taskEither as TE } from "fp-ts";
import { runAsync } from "../../core/computation.js";
import { foldIn, type Key } from "../../core/key.js";
import type { EmFit } from "../../em/driver.js";
import { fitSteps, type MixtureOptions } from "../../em/mixture/fit.js";
import type { MixtureModelOptions } from "../../em/mixture/model.js";
import type { Points } from "../../em/mixture/points.js";
import { aic, bic, type Mixture } from "../../em/mixture/theta.js";
import { finalLogLikelihood } from "../../em/starts.js";
import { describe, type Failure } from "../../failure.js";
import { writeAll } from "../output/pictures.js";
import type { RunHost } from "../program/program.js";

/** A mixture of so many normals, as it was fitted, and what criteria say of it. */
export interface MixtureCandidate extends EmFit<Mixture> {
  readonly components: number;
  readonly logLikelihood: number;
  readonly aic: number;
  readonly bic: number;
  /** The bound of each start after its first E-step and after each M-step; the best start comes first. */
  readonly rises: readonly (readonly number[])[];
}

/** The best of the mixtures that were tried, and all of them in their order. */
export interface MixtureSelection {
  readonly best: MixtureCandidate;
  readonly tried: readonly MixtureCandidate[];
  /** What the criteria say of each, for the `data` of the run's record. */
  readonly criteria: readonly Pick<MixtureCandidate, "components" | "logLikelihood" | "aic" | "bic">[];
}

/** Numbers of normals to choose among, and how each mixture is fitted. */
export type SelectionOptions = Omit<MixtureModelOptions, "components"> &
  Pick<MixtureOptions, "iterations" | "tolerance" | "restarts"> & { readonly among: readonly number[] };

/** The file "mixture.json": JSON has no use for typed arrays. */
export const mixtureFile = ({ covariance, weights, means, covariances }: Mixture): Record<string, Uint8Array> => {
  const plain = { shape: means.shape, covariance, weights: [...weights.data], means: [...means.data] };
  const all = { ...plain, covariances: { shape: covariances.shape, data: [...covariances.data] } };
  return { "mixture.json": new TextEncoder().encode(`${JSON.stringify(all, null, 2)}\n`) };
};

const fitOne = async (
  host: RunHost,
  key: Key,
  points: Points,
  components: number,
  { among: _, restarts = 1, ...options }: SelectionOptions,
): Promise<E.Either<Failure, MixtureCandidate>> => {
  const steps = fitSteps(host.runtime, foldIn(key, components), points, { ...options, components, restarts });
  const display = host.progress(`${components} normal${components === 1 ? "" : "s"}`);
  const rises = Array.from({ length: restarts }, (): number[] => []);
  const fitted = await runAsync(steps, async ({ restart, iteration, position }) => {
    const { afterExpectation, afterMaximisation, theta } = iteration;
    const rise = rises[restart]!;
    rise.push(...(rise.length === 0 ? [afterExpectation] : []), afterMaximisation);
    display.tick(position.iterationsDone, { bound: afterMaximisation });
    host.onInterrupt(writeAll(host, mixtureFile(theta)));
    await host.yieldToEvents();
  }).finally(() => display.end());
  return E.map((fit: EmFit<Mixture>): MixtureCandidate => {
    const logLikelihood = finalLogLikelihood(fit);
    return {
      ...fit,
      components,
      logLikelihood,
      aic: aic(fit.theta, logLikelihood),
      bic: bic(fit.theta, logLikelihood, points.count),
      rises: [rises[fit.restart]!, ...rises.filter((rise, i) => i !== fit.restart && rise.length > 0)],
    };
  })(fitted);
};

/**
 * Fits a mixture for each number of normals, and takes the one that BIC likes best. What cannot be fitted is said in a
 * notice.
 *
 * Errors: those of `mixture.fit`, of the first number, where none can be fitted.
 */
export const selectMixture =
  (host: RunHost, key: Key, points: Points, options: SelectionOptions): TE.TaskEither<Failure, MixtureSelection> =>
  async () => {
    const tried: MixtureCandidate[] = [];
    const failed: (readonly [components: number, failure: Failure])[] = [];
    for (const components of options.among) {
      const fitted = await fitOne(host, key, points, components, options);
      if (E.isRight(fitted)) tried.push(fitted.right);
      else failed.push([components, fitted.left]);
    }
    const [first, ...others] = tried;
    if (first === undefined) return E.left(failed[0]![1]);
    for (const [components, failure] of failed) host.notice(`${components} normals: ${describe(failure)}`);
    return E.right({
      best: others.reduce((a, b) => (b.bic < a.bic ? b : a), first),
      tried,
      criteria: tried.map(({ components, logLikelihood, aic, bic }) => ({ components, logLikelihood, aic, bic })),
    });
  };

const shown = (value: number): string => String(Number(value.toPrecision(4)));

/** The standard deviation of coordinate a in component j. */
const deviation = ({ covariance, covariances, means }: Mixture, j: number, a: number): number => {
  const d = means.shape[1]!;
  const at = { full: (j * d + a) * d + a, tied: a * d + a, diagonal: j * d + a, spherical: j }[covariance];
  return Math.sqrt(covariances.data[at]!);
};

/**
 * A line a normal: its weight, and mean and standard deviation of the first four coordinates, which `names` has.
 *
 * @example
 * const unit = { weights: tensor64([1], [1]), means: tensor64([1, 1], [3]), covariances: tensor64([1], [4]) };
 * mixtureSummary({ covariance: "spherical", ...unit }, ["x"]) // => ["normal 1: weight 1; x 3 +- 2"]
 */
export const mixtureSummary = (theta: Mixture, names: readonly string[]): readonly string[] =>
  Array.from(theta.weights.data, (weight, j) => {
    const coordinates = names.slice(0, 4).map((name, a) => {
      const mean = shown(theta.means.data[j * names.length + a]!);
      return `${name.replace(/_\{(\d+)\}/, "$1")} ${mean} +- ${shown(deviation(theta, j, a))}`;
    });
    return `normal ${j + 1}: weight ${shown(weight)}; ${coordinates.join(", ")}${names.length > 4 ? ", ..." : ""}`;
  });
