/** What a training tells on the way. */

import { listener, type Observer, type Task } from "../../train/index.js";
import type { Losses } from "../../train/objective.js";
import type { RunHost } from "../program/program.js";

const clock = (): number => performance.now() / 1000;

/**
 * A bar an epoch, and a line at its end with the losses as `show` writes them, under the heading `parts`; at last, what
 * an epoch took.
 */
export const epochLines = <Term extends string>(
  { progress, log, yieldToEvents }: RunHost,
  epochs: number,
  parts: string,
  show: (losses: Losses<Term>) => string,
): Observer<Term, Task> => {
  const heading = `train loss (${parts})`;
  const column = Math.max(35, heading.length);
  let batches = 0;
  let bar: ReturnType<RunHost["progress"]>;
  let began = 0;
  const seconds: number[] = [];
  return listener((event) => {
    switch (event.kind) {
      case "RunStarted":
        batches = event.batches;
        log(`epoch     ${heading.padEnd(column)}  test loss (${parts})`);
        return undefined;
      case "EpochStarted":
        began = clock();
        bar = progress(`epoch ${event.epoch + 1}/${epochs}`, batches);
        return undefined;
      case "BatchEnded":
        bar.tick(event.batch + 1, { loss: event.losses.loss });
        return yieldToEvents();
      case "EpochEnded": {
        bar.end();
        const { train, test } = event.losses;
        const number = `${event.epoch + 1}/${epochs}`.padEnd(8);
        const took = clock() - began;
        seconds.push(took);
        log(
          `${number}  ${show(train).padEnd(column)}  ${(test ? show(test) : "").padEnd(column - 3)}  ${took.toFixed(1)} s`,
        );
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

/** One bar for a whole training that is a means to another. */
export const trainingBar = <Term extends string>(
  { progress, yieldToEvents }: RunHost,
  label: string,
): Observer<Term, Task> => {
  let bar: ReturnType<RunHost["progress"]>;
  let batches = 0;
  return listener((event) => {
    switch (event.kind) {
      case "RunStarted":
        batches = event.batches;
        bar = progress(label, event.epochs * batches);
        return undefined;
      case "BatchEnded":
        bar.tick(event.epoch * batches + event.batch + 1, event.losses);
        return yieldToEvents();
      case "RunEnded":
        bar.end();
        return undefined;
      default:
        return undefined;
    }
  });
};
