/** What a run tells on the way. */

import type { RunHost } from "../../src/cli/index.js";
import { epochLines } from "../../src/cli/training/display.js";
import type { ElboTerm } from "../../src/flat.js";
import { listener, type Observer, type Task } from "../../src/flat.js";

/** One who watches a training and acts at the edge. */
export type Watcher = Observer<ElboTerm, Task>;

/** Loss, and what it is made of: "121.04 (97.10 + 23.94)". */
const shown = ({ loss, reconstruction, kl }: Readonly<Record<"loss" | ElboTerm, number>>): string =>
  `${loss.toPrecision(5)} (${reconstruction.toFixed(2)} + ${kl.toFixed(2)})`;

/** Reconstruction and KL in nats a picture. */
export const display = (host: RunHost, epochs: number): Watcher =>
  epochLines(host, epochs, "reconstruction + KL", shown);

/** A line every so many batches. */
export const batchLines = ({ log }: RunHost, every: number): Watcher =>
  listener((event) => {
    if (event.kind === "BatchEnded" && (event.batch + 1) % every === 0)
      log(`  epoch ${event.epoch + 1}, batch ${event.batch + 1}: loss ${event.losses.loss.toFixed(3)}`);
    return undefined;
  });
