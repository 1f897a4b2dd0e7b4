import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plateau, reduceOnPlateau } from "../../src/optim/plateau.js";
import type { TrainEvent } from "../../src/train/events.js";
import {
  checkpoints,
  csvLines,
  earlyStop,
  jsonLines,
  type KeptCheckpoints,
  onEpochs,
  rateSchedule,
  reducePlateau,
  sparserEpochs,
  type TextFile,
} from "../../src/train/index.js";
import { type Observer, on } from "../../src/train/observer.js";
import type { EpochLosses, TrainState } from "../../src/train/state.js";
import { wordsOf } from "../laws/observer.js";

const value = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 20 }).map((n) => n / 4) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);

const lossesOf = (loss: number): EpochLosses<"kl"> => ({ train: { loss: 1, kl: 2 }, test: { loss, kl: loss / 2 } });

const nowhere = {} as TrainState<"kl">;

/** The events of a run with these test losses, so many batches an epoch, of which `replayed` epochs were made before. */
const runOf = (tests: readonly number[], batches: number, replayed = 0): readonly TrainEvent<"kl">[] => [
  { kind: "RunStarted", epochs: tests.length, epoch: replayed, batches, examples: batches, state: nowhere },
  ...tests.slice(0, replayed).map((loss, epoch) => ({ kind: "EpochReplayed", epoch, losses: lossesOf(loss) }) as const),
  ...tests.flatMap((loss, epoch): readonly TrainEvent<"kl">[] =>
    epoch < replayed
      ? []
      : [
          { kind: "EpochStarted", epoch, batch: 0 },
          ...Array.from(
            { length: batches },
            (_, batch) => ({ kind: "BatchStarted", epoch, batch, examples: 1, state: () => nowhere }) as const,
          ),
          { kind: "EpochEnded", epoch, losses: lossesOf(loss), state: nowhere },
        ],
  ),
];

const answersOf = (of: Observer<"kl", unknown>, events: readonly TrainEvent<"kl">[]) =>
  wordsOf(of as Observer<string, unknown>, events).flatMap(({ answer }, i) =>
    answer ? [[events[i]!, answer] as const] : [],
  );

const effectsOf = <Effect>(of: Observer<"kl", Effect>, events: readonly TrainEvent<"kl">[]): readonly Effect[] =>
  wordsOf(of as Observer<string, Effect>, events).flatMap(({ effects }) => effects);

const histories = fc.array(value, { minLength: 1, maxLength: 12 });

describe("an observer", () => {
  test("on(tag) hears the events of that kind alone", () => {
    const of = on<"kl", "EpochEnded", number>("EpochEnded", ({ epoch }) => ({ effects: [epoch] }));
    expect(effectsOf(of, runOf([1, 2, 3], 2))).toEqual([0, 1, 2]);
  });

  test("rateSchedule answers the beginning of each epoch with its rate", () => {
    const told = answersOf(
      rateSchedule((epoch) => 1 / (1 + epoch)),
      runOf([1, 2, 3], 1),
    );
    expect(told.map(([event, answer]) => [event.kind, answer])).toEqual(
      [1, 1 / 2, 1 / 3].map((rate) => ["EpochStarted", { rate }]),
    );
  });

  test("reducePlateau has in each epoch the rate of the fold over all before, also of those replayed", () =>
    fc.assert(
      fc.property(histories, fc.nat(12), (tests, replayed) => {
        const config = plateau({ rate: 1, patience: 1, factor: 0.5 });
        const { init, observe } = reduceOnPlateau(config);
        const told = answersOf(reducePlateau(config), runOf(tests, 1, Math.min(replayed, tests.length)));
        for (const [event, answer] of told) {
          const before = tests.slice(0, (event as { readonly epoch: number }).epoch);
          expect(answer).toEqual({ rate: before.reduce(observe, init).rate });
        }
        expect(told).toHaveLength(Math.max(0, tests.length - replayed));
      }),
    ));

  test("earlyStop says stop just where no value of the last epochs beats all before them", () =>
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 4 }), fc.nat(12), (tests, patience, replayed) => {
        const told = answersOf(earlyStop({ patience }), runOf(tests, 1, Math.min(replayed, tests.length)));
        const isStale = (epoch: number): boolean =>
          epoch + 1 >= patience &&
          tests.slice(epoch + 1 - patience, epoch + 1).every((loss, i) => {
            const before = tests.slice(0, epoch + 1 - patience + i).filter((one) => !Number.isNaN(one));
            return !(loss < Math.min(Number.POSITIVE_INFINITY, ...before));
          });
        expect(told.map(([event]) => (event as { readonly epoch: number }).epoch)).toEqual(
          tests.map((_, epoch) => epoch).filter(isStale),
        );
      }),
    ));

  test("picturesAt draws at the end of its epochs; the sparser ones end at 999", () => {
    const drawnAt = effectsOf(
      onEpochs(sparserEpochs, ({ epoch }) => epoch),
      runOf(new Array(40).fill(1), 1),
    );
    expect(drawnAt).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 21, 27, 34]);
    expect(Math.max(...sparserEpochs)).toBe(999);
  });
});

describe("lines", () => {
  const last = (of: Observer<"kl", TextFile>, tests: readonly number[], replayed: number) =>
    effectsOf(of, runOf(tests, 1, replayed)).at(-1);

  test("of CSV and JSON hold every epoch and every digit", () =>
    fc.assert(
      fc.property(histories, (tests) => {
        const [head, ...rows] = last(csvLines("a.csv"), tests, 0)!.text.trimEnd().split("\n");
        expect(head).toBe("epoch,train_loss,train_kl,test_loss,test_kl");
        expect(rows.map((row) => row.split(",").map(Number))).toEqual(
          tests.map((loss, epoch) => [epoch, 1, 2, loss, loss / 2]),
        );
        const lines = last(jsonLines("a.jsonl"), tests, 0)!.text.trimEnd().split("\n");
        expect(lines.map((line) => JSON.parse(line))).toEqual(
          tests.map((loss, epoch) => JSON.parse(JSON.stringify({ epoch, ...lossesOf(loss) }))),
        );
      }),
    ));

  test("are the same text after a run that was resumed", () =>
    fc.assert(
      fc.property(histories, fc.nat(12), (tests, n) => {
        const replayed = n % tests.length;
        for (const of of [csvLines<"kl">("a"), jsonLines<"kl">("a")])
          expect(last(of, tests, replayed)).toEqual(last(of, tests, 0));
      }),
    ));
});

describe("checkpoints", () => {
  const keeps: fc.Arbitrary<KeptCheckpoints> = fc.oneof(
    fc.constant("each" as const),
    fc.integer({ min: 1, max: 4 }).map((last) => ({ last })),
    fc.integer({ min: 1, max: 4 }).map((best) => ({ best })),
  );

  const scenes = fc.record({
    tests: fc.array(value, { minLength: 1, maxLength: 8 }),
    batches: fc.integer({ min: 1, max: 5 }),
    keep: keeps,
    every: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
  });

  type Scene = typeof scenes extends fc.Arbitrary<infer A> ? A : never;

  /** What is on the disk after all that was said. */
  const diskAfter = ({ tests, batches, keep, every }: Scene, replayed = 0, before: readonly number[] = []) => {
    const end: TrainEvent<"kl"> = {
      kind: "RunEnded",
      trained: {
        state: {
          history: tests.map(lossesOf),
          currentEpoch: { batches: 0, examples: 0, sums: { loss: 0, kl: 0 } },
        } as never,
        history: tests.map(lossesOf),
        outcome: "completed",
      },
    };
    let disk = before;
    const saves = effectsOf(checkpoints<"kl">({ keep, every }), [...runOf(tests, batches, replayed), end]);
    for (const { step, steps } of saves) disk = [...disk, step].filter((one) => steps === null || steps.includes(one));
    return disk;
  };

  /** By the definition: all that are due, then those that stay. */
  const expected = ({ tests, batches, keep, every }: Scene): readonly number[] => {
    const ofBest = typeof keep === "object" && "best" in keep;
    const steps = Array.from({ length: tests.length * batches }, (_, i) => i + 1);
    const due = steps.filter((step) => step % batches === 0 || (!ofBest && every !== undefined && step % every === 0));
    if (keep === "each") return due;
    if ("last" in keep) return due.slice(-keep.last);
    const loss = (step: number): number => tests[step / batches - 1]!;
    const rank = (step: number): number => (Number.isNaN(loss(step)) ? Number.POSITIVE_INFINITY : loss(step));
    return due
      .toSorted((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : a - b))
      .slice(0, keep.best)
      .toSorted((a, b) => a - b);
  };

  test("stay as their policy says: each, the last, the best", () =>
    fc.assert(
      fc.property(scenes, (scene) => {
        expect(diskAfter(scene)).toEqual(expected(scene));
      }),
    ));

  test("are the same ones after a run that was resumed at any epoch", () =>
    fc.assert(
      fc.property(scenes, fc.nat(), (scene, n) => {
        const replayed = n % scene.tests.length;
        const before = replayed === 0 ? [] : diskAfter({ ...scene, tests: scene.tests.slice(0, replayed) });
        expect(diskAfter(scene, replayed, before)).toEqual(diskAfter(scene));
      }),
    ));
});
