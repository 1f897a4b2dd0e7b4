import type { Pointer } from "../../wasm/arena.js";
import type { Workspace } from "../../wasm/runtime.js";
import { columns, eachTile } from "./blocks.js";
import type { Components } from "./components.js";
import { marginal } from "./marginal.js";
import { groupSize, type MissingPattern } from "./missingPatterns.js";

/** The E-step on a few groups: what `posteriors` hands on. Rows of `columns` numbers, the first of group `from` first. */
export interface Block {
  readonly from: number;
  readonly to: number;
  /** w_n r_j of point n: [k][columns]. */
  readonly q: Pointer;
  /** w_n log p(x_n), of the observed coordinates. */
  readonly evidence: Pointer;
  /** w_n H(r). */
  readonly entropy: Pointer;
}

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
 * The E-step of a cohort, tile by tile: q(z = j | x_o) of its points is handed to `use` and then overwritten.
 */
export const posteriors = (
  workspace: Workspace,
  cohort: MissingPattern,
  components: Components,
  hard: boolean,
  use: (tile: Block) => void,
): void => {
  const { kernels, arena } = workspace;
  const { k, form } = components;
  const { x, weights, observed } = cohort;
  const { maps, offsets } = marginal(workspace, components, observed);
  const [mapsAt, offsetsAt] = [arena.put64(maps), arena.put64(offsets)];
  const [q, evidence, entropy] = [arena.alloc64(k * columns), arena.alloc64(columns), arena.alloc64(columns)];
  const distances = form.dense ? kernels.mixtureDistances : kernels.mixtureDiagonalDistances;
  eachTile(cohort, (from, to) => {
    const base = (row: Pointer): Pointer => row - 8 * groupSize * from; // the kernels count groups from 0
    distances(base(q), x, mapsAt, from, to, k, observed.length, columns);
    const rows = [base(q), base(evidence), base(entropy), base(q)] as const;
    kernels.mixturePosterior(...rows, offsetsAt, weights, from, to, k, columns);
    const tile = { from, to, q, evidence, entropy };
    if (hard) harden(workspace, k, arena.f64(weights + 8 * groupSize * from, groupSize * (to - from)), tile);
    use(tile);
  });
};
