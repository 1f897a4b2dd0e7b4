import { either as E, type taskEither as TE } from "fp-ts";
import { writeAll } from "../../src/cli/index.js";
import type { Failure } from "../../src/failure.js";
import {
  aic,
  bic,
  finalLogLikelihood,
  finishAsync,
  fitMixtureSteps,
  foldIn,
  key,
  type Mixture,
  named,
  type Points,
} from "../../src/flat.js";
import { candidates, type Run } from "./settings.js";

/** A mixture of so many normals, as it was fitted. */
export interface Fitted {
  readonly components: number;
  readonly theta: Mixture;
  readonly trace: readonly number[];
  readonly iterations: number;
  readonly outcome: string;
  readonly logLikelihood: number;
  readonly aic: number;
  readonly bic: number;
  /** The bound of each start after its first E-step and after each M-step; the best start comes first. */
  readonly rises: readonly (readonly number[])[];
}

/** The best of the mixtures that were tried, and all of them. */
export interface Selection {
  readonly best: Fitted;
  readonly tried: readonly Fitted[];
  /** Why some could not be fitted. */
  readonly failed: readonly { readonly components: number; readonly failure: Failure }[];
}

/** The mixture as JSON, which has no use for typed arrays. */
export const mixtureFile = ({
  covariance,
  weights,
  means,
  covariances,
}: Mixture): Readonly<Record<string, Uint8Array>> => {
  const plain = { shape: means.shape, covariance, weights: [...weights.data], means: [...means.data] };
  const text = JSON.stringify(
    { ...plain, covariances: { shape: covariances.shape, data: [...covariances.data] } },
    null,
    2,
  );
  return { "mixture.json": new TextEncoder().encode(`${text}\n`) };
};

const fit = async (context: Run, points: Points, components: number): Promise<E.Either<Failure, Fitted>> => {
  const { settings, runtime } = context;
  const { covariance, data, start = data === undefined ? "random" : "k-means++", restarts } = settings;
  const { iterations, tolerance, floor, seed } = settings;
  const steps = fitMixtureSteps(runtime, foldIn(named(key(seed), "fit"), components), points, {
    components,
    covariance,
    start,
    restarts,
    covarianceFloor: floor,
    iterations,
    tolerance,
  });
  const bar = context.progress(`${components} normal${components === 1 ? "" : "s"}`);
  const rises = Array.from({ length: restarts }, (): number[] => []);
  let ticks = 0;
  const fitted = await finishAsync(steps, async ({ restart, iteration }) => {
    const { afterExpectation, afterMaximisation, theta } = iteration;
    const rise = rises[restart]!;
    rise.push(...(rise.length === 0 ? [afterExpectation] : []), afterMaximisation);
    bar.tick(++ticks, { bound: afterMaximisation });
    context.onInterrupt(writeAll(context, mixtureFile(theta)));
    await context.yieldToEvents();
  }).finally(() => bar.end());
  return E.map(({ theta, trace, bounds, ...rest }: Extract<typeof fitted, E.Right<unknown>>["right"]): Fitted => {
    const logLikelihood = finalLogLikelihood({ trace });
    const won = bounds.indexOf(logLikelihood);
    return {
      ...rest,
      components,
      theta,
      trace,
      logLikelihood,
      aic: aic(theta, logLikelihood),
      bic: bic(theta, logLikelihood, points.count),
      rises: [rises[won]!, ...rises.filter((rise, i) => i !== won && rise.length > 0)],
    };
  })(fitted);
};

/** Fits a mixture for each number of normals, and takes the one that BIC likes best. */
export const select =
  (context: Run, points: Points): TE.TaskEither<Failure, Selection> =>
  async () => {
    const tried: Fitted[] = [];
    const failed: { components: number; failure: Failure }[] = [];
    for (const components of candidates(context.settings)) {
      const fitted = await fit(context, points, components);
      if (E.isRight(fitted)) tried.push(fitted.right);
      else failed.push({ components, failure: fitted.left });
    }
    const [first, ...others] = tried;
    if (first === undefined) return E.left(failed[0]!.failure);
    return E.right({ best: others.reduce((a, b) => (b.bic < a.bic ? b : a), first), tried, failed });
  };
