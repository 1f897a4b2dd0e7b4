/** A training and those who watch it. What a run does along the way is one more watcher. */
import { either as E, type taskEither as TE } from "fp-ts";
import type { Host } from "../../src/cli/index.js";
import type { Failure } from "../../src/failure.js";
import type { ElboPart } from "../../src/models/index.js";
import { fitAsync, type TrainEvent, type Trained, type Training } from "../../src/train/index.js";

/** Hears of every event; a `Left` ends the training, which waits for it. */
export type Watcher = (event: TrainEvent<ElboPart>) => Promise<E.Either<Failure, unknown> | undefined> | undefined;

/**
 * The training from start to end, each event told to each watcher in turn.
 *
 * Errors: as `fitSteps`; the first `Left` of a watcher.
 */
export const watched =
  (training: Training<ElboPart>, watchers: readonly Watcher[]): TE.TaskEither<Failure, Trained<ElboPart>> =>
  async () => {
    let failure: E.Either<Failure, never> | undefined;
    const trained = await fitAsync(training, async (event) => {
      for (const watcher of watchers) {
        const heard = await watcher(event);
        if (heard && E.isLeft(heard)) {
          failure = heard;
          return "stop";
        }
      }
      return undefined;
    });
    return failure ?? trained;
  };

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
  return (event) => {
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
        return breathe().then(() => undefined);
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
        log(`${(seconds.reduce((sum, s) => sum + s, 0) / seconds.length).toFixed(1)} s an epoch`);
        return undefined;
      default:
        return undefined;
    }
  };
};

/** A line every so many batches. */
export const batchLines =
  ({ log }: Host, every: number): Watcher =>
  (event) => {
    if (event._tag === "BatchEnded" && (event.batch + 1) % every === 0)
      log(`  epoch ${event.epoch + 1}, batch ${event.batch + 1}: loss ${event.losses.loss.toFixed(3)}`);
    return undefined;
  };
