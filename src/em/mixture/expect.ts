import type { Workspace } from "../../wasm/runtime.js";
import type { Components } from "./components.js";
import { imputeMoments } from "./imputeMoments.js";
import { groupSize, type MissingPattern } from "./missingPatterns.js";
import { momentSums } from "./moments.js";
import { posteriors } from "./posterior.js";
import type { Statistics } from "./statistics.js";

/** Groups whose entropies are added up before they are added to those of others: the sum is nearer to the true one. */
const groupsOfSum = 16;

/**
 * The E-step of one cohort: a tile of points is inferred and summed while it is in the cache, so that an iteration
 * reads the data from memory once.
 */
export const expectCohort = (
  workspace: Workspace,
  components: Components,
  cohort: MissingPattern,
  hard: boolean,
): Statistics =>
  workspace.arena.scope(() => {
    const { kernels } = workspace;
    const { add, moments } = momentSums(workspace, cohort, components.k, components.form);
    let entropy = 0;
    posteriors(workspace, cohort, components, hard, (tile) => {
      for (let from = tile.from; from < tile.to; from += groupsOfSum) {
        const groups = Math.min(groupsOfSum, tile.to - from);
        entropy += kernels.sum64(tile.entropy + 8 * groupSize * (from - tile.from), groupSize * groups);
      }
      add(tile);
    });
    const count = kernels.sum64(cohort.weights, groupSize * cohort.groups);
    return imputeMoments(workspace, components, cohort, moments(), { count, entropy });
  });
