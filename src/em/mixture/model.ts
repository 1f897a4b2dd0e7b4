import type { Workspace } from "../../wasm/runtime.js";
import type { Latent } from "../latent.js";
import type { Batch } from "./batch.js";
import { bound } from "./bound.js";
import { formOf, shifted } from "./components.js";
import { expectCohort } from "./expect.js";
import { type Estimator, maximise } from "./maximise.js";
import type { Mixture } from "./mixture.js";
import { type Statistics, statisticsMonoid } from "./statistics.js";

/** How a mixture is fitted. */
export interface MixtureOptions extends Estimator {
  /** One-hot responsibilities. */
  readonly hard: boolean;
}

/**
 * The mixture of normals as a latent-variable model: what `em` folds. The latent variables are the component of a point
 * and its missing values.
 *
 * Chunks are batches prepared in `workspace`, about the same pivot.
 */
export const mixtureModel = (workspace: Workspace, options: MixtureOptions): Latent<Mixture, Batch, Statistics> => {
  const { empty, concat } = statisticsMonoid(formOf(options.covariance), options);
  return {
    stats: { empty, concat },
    expect: (theta, batch) => {
      const components = shifted(workspace, theta, options.pivot);
      return batch.use((cohorts) =>
        cohorts.reduce((sum, cohort) => concat(sum, expectCohort(workspace, components, cohort, options.hard)), empty),
      );
    },
    maximise: maximise(options),
    bound: (theta, stats) => bound(workspace, shifted(workspace, theta, options.pivot), stats),
  };
};
