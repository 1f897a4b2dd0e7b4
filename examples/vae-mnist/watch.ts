/** What a run tells on the way. */
import type { Host } from "../../src/cli/index.js";
import type { ElboPart } from "../../src/models/index.js";
import { listener, type Observer, type Task } from "../../src/train/index.js";

/** One who watches a training and acts at the edge. */
export type Watcher = Observer<ElboPart, Task>;

/** Loss, and what it is made of: "121.04 (97.10 + 23.94)". */
const shown = ({ loss, reconstruction, kl }: Readonly<Record<"loss" | ElboPart, number>>): string =>
  `${loss.toPrecision(5)} (${reconstruction.toFixed(2)} + ${kl.toFixed(2)})`;

const clock = (): number => performance.now() / 1000;

/** A bar an epoch, and a line at its end: reconstruction and KL in nats a picture; at last, what an epoch took. */
export const display = ({ progress, log, breathe }: Host, epochs: number): Watcher => {
  let batches = 0;
  let bar: ReturnType<Host["progress"]>;
  let began = 0;
  const seconds: number[] = [];
  return listener((event) => {
    switch (event._tag) {
      case "RunStarted":
        batches = event.batches;
        log("epoch     train loss (reconstruction + KL)     test loss (reconstruction + KL)");
        return undefined;
      case "EpochStarted":
        began = clock();
        bar = progress(`epoch ${event.epoch + 1}/${epochs}`, batches);
        return undefined;
      case "BatchEnded":
        bar.tick(event.batch + 1, { loss: event.losses.loss });
        return breathe();
      case "EpochEnded": {
        bar.end();
        const { train, test } = event.losses;
        const number = `${event.epoch + 1}/${epochs}`.padEnd(8);
        const took = clock() - began;
        seconds.push(took);
        log(`${number}  ${shown(train).padEnd(35)}  ${test ? shown(test).padEnd(32) : ""}  ${took.toFixed(1)} s`);
        return undefined;
      }
      case "RunEnded":
        if (seconds.length > 0)
          log(`${(seconds.reduce((sum, s) => sum + s, 0) / seconds.length).toFixed(1)} s an epoch`);
        return undefined;
      default:
        return undefined;
    }
  });
};

/** A line every so many batches. */
export const batchLines = ({ log }: Host, every: number): Watcher =>
  listener((event) => {
    if (event._tag === "BatchEnded" && (event.batch + 1) % every === 0)
      log(`  epoch ${event.epoch + 1}, batch ${event.batch + 1}: loss ${event.losses.loss.toFixed(3)}`);
    return undefined;
  });
