/** The E-step, block by block of points. */
import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";
import { type Components, marginal } from "./components.js";
import { imputeMoments } from "./imputeMoments.js";
import { type Block, columns, eachBlock, groupSize, type MissingPattern } from "./missingPatterns.js";
import { momentSums } from "./moments.js";
import type { MixtureStatistics } from "./statistics.js";

/** One-hot at the first largest entry of each point: hard EM. Its entropy is 0. */
const harden = ({ arena }: Workspace, k: number, weights: Float64Array, { q, entropy }: Block): void => {
  const rows = arena.f64(q, k * columns);
  for (let n = 0; n < weights.length; n++) {
    let best = 0;
    for (let j = 1; j < k; j++) if (rows[j * columns + n]! > rows[best * columns + n]!) best = j;
    for (let j = 0; j < k; j++) rows[j * columns + n] = j === best ? weights[n]! : 0;
  }
  arena.f64(entropy, columns).fill(0);
};

/**
 * The E-step of a pattern, block by block: q(z = j | x_o) of its points is handed to `use` and then overwritten.
 */
export const posteriors = (
  workspace: Workspace,
  pattern: MissingPattern,
  components: Components,
  hard: boolean,
  use: (block: Block) => void,
): void => {
  const { kernels, arena } = workspace;
  const { k, form } = components;
  const { x, weights, observed } = pattern;
  const { maps, offsets } = marginal(workspace, components, observed);
  const [mapsAt, offsetsAt] = [arena.put64(maps), arena.put64(offsets)];
  const [q, evidence, entropy] = [arena.alloc64(k * columns), arena.alloc64(columns), arena.alloc64(columns)];
  const distances = form.dense ? kernels.mixtureDistances : kernels.mixtureDiagonalDistances;
  eachBlock(pattern, (from, to) => {
    const base = (row: Pointer): Pointer => row - 8 * groupSize * from; // the kernels count groups from 0
    distances(base(q), x, mapsAt, from, to, k, observed.length, columns);
    const rows = [base(q), base(evidence), base(entropy), base(q)] as const;
    kernels.mixturePosterior(...rows, offsetsAt, weights, from, to, k, columns);
    const block = { from, to, q, evidence, entropy };
    if (hard) harden(workspace, k, arena.f64(weights + 8 * groupSize * from, groupSize * (to - from)), block);
    use(block);
  });
};

/** Groups whose entropies are added up before they are added to those of others: the sum is nearer to the true one. */
const groupsOfSum = 16;

/**
 * The E-step of one pattern: a block of points is inferred and summed while it is in the cache, so that an iteration
 * reads the data from memory once.
 */
export const expectPattern = (
  workspace: Workspace,
  components: Components,
  pattern: MissingPattern,
  hard: boolean,
): MixtureStatistics =>
  workspace.arena.scope(() => {
    const { kernels } = workspace;
    const { add, moments } = momentSums(workspace, pattern, components.k, components.form);
    let entropy = 0;
    posteriors(workspace, pattern, components, hard, (block) => {
      for (let from = block.from; from < block.to; from += groupsOfSum) {
        const groups = Math.min(groupsOfSum, block.to - from);
        entropy += kernels.sum64(block.entropy + 8 * groupSize * (from - block.from), groupSize * groups);
      }
      add(block);
    });
    const count = kernels.sum64(pattern.weights, groupSize * pattern.groups);
    return imputeMoments(workspace, components, pattern, moments(), { count, entropy });
  });
