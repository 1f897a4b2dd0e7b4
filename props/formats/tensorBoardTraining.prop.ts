import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { tensorBoardObserver } from "../../src/cli/training/eventFiles.js";
import { key } from "../../src/core/key.js";
import { size } from "../../src/core/shape.js";
import { orThrow } from "../../src/failure.js";
import type { Sketches } from "../../src/formats/tensorBoard/curves.js";
import { toPng } from "../../src/node/canvas.js";
import { adam } from "../../src/optim/definition.js";
import { figure, image, panel } from "../../src/plot/index.js";
import type { TrainEvent } from "../../src/train/events.js";
import { fitSteps } from "../../src/train/fit.js";
import type { Objective } from "../../src/train/objective.js";
import { listener, observed, type Task } from "../../src/train/observed.js";
import { all, type Observer, on } from "../../src/train/observer.js";
import { begin, type TrainState } from "../../src/train/state.js";
import { examplesFor, noisyVae, plans, right } from "../arbitraries/models.js";
import { plain } from "../arbitraries/runtimes.js";
import { eventsIn } from "../reference/eventFile.js";

const top = mkdtempSync(join(tmpdir(), "elbo-told-"));
afterAll(() => rmSync(top, { recursive: true }));
const fresh = (): string => mkdtempSync(join(top, "run-"));

const optimizer = adam({ rate: 1e-2 });
const png = orThrow(toPng(figure(panel([image({ values: Float32Array.of(0, 1), shape: [1, 2] })]))));
const sketches: Sketches<string> = {
  epochs: new Set([1]),
  draw: ({ history: { length } }) => ({ [`after${length}`]: png }),
};

/** Of an epoch: 11 examples by 4. */
const batches = 3;

/** A training that is told to a folder, and its events; stopped after so many steps. */
const told = async (objective: Objective, folder: string, epochs: number, start: TrainState, stopAfter = Infinity) => {
  const events: TrainEvent[] = [];
  let steps = 0;
  const data = { train: examplesFor(objective, 11, 1), test: examplesFor(objective, 3, 2) };
  const training = fitSteps(plain, start.key, objective, data, { optimizer, batch: 4, epochs, start });
  const noted = listener<string>(async (event) => {
    events.push(event);
  });
  const stopping: Observer<string, Task> = on("BatchEnded", () => (++steps >= stopAfter ? { answer: "stop" } : {}));
  const trained = right(
    await observed(training, all(tensorBoardObserver(objective, folder, sketches), noted, stopping))(),
  );
  return { events, state: trained.state };
};

interface Told {
  readonly step: number;
  readonly session?: unknown;
  readonly summary?: { readonly values: readonly Readonly<Record<string, unknown>>[] };
}

/** What TensorBoard has read of a folder: files by name; where a session starts, what lies at its step and later goes. */
const shownOf = (folder: string): ReadonlyMap<string, unknown> => {
  let points: (readonly [string, unknown])[] = [];
  for (const name of readdirSync(folder).sort())
    for (const { step, session, summary } of eventsIn(readFileSync(join(folder, name))) as unknown as readonly Told[]) {
      if (session) points = points.filter(([at]) => Number(at.split(" ")[0]) < step);
      for (const { name: of, ...value } of summary?.values ?? []) points.push([`${step} ${of}`, value]);
    }
  expect(new Set(points.map(([at]) => at)).size).toBe(points.length);
  return new Map(points);
};

describe("what TensorBoard is told of a training", () => {
  test("each batch's losses at its step; at the last step of an epoch its losses, all tensors, the chosen pictures", async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 1, max: 3 }), async (plan, epochs) => {
        const objective = noisyVae(plan);
        const folder = fresh();
        const { events } = await told(objective, folder, epochs, right(begin(plain, key(0), objective, { optimizer })));
        const shown = shownOf(folder);
        let points = 0;
        const expectScalars = (step: number, section: string, losses: Readonly<Record<string, number>>): void => {
          for (const [name, value] of Object.entries(losses)) {
            expect(shown.get(`${step} ${section}/${name}`)).toEqual({ scalar: Math.fround(value) });
            points++;
          }
        };
        let step = 0;
        for (const event of events) {
          if (event.kind === "BatchEnded") expectScalars(++step, "batch", event.losses);
          if (event.kind !== "EpochEnded") continue;
          expectScalars(step, "train", event.losses.train);
          expectScalars(step, "test", event.losses.test!);
          for (const { path, shape } of objective.params)
            expect(shown.get(`${step} weights/${path}`)).toMatchObject({ histogram: { num: size(shape) } });
          points += objective.params.length;
          if (event.epoch !== 1) continue;
          expect(shown.get(`${step} pictures/after2`)).toMatchObject({ image: { png: Uint8Array.from(png) } });
          points++;
        }
        expect(shown.size).toBe(points);
      }),
      { numRuns: 10 },
    );
  });

  test("is the same for a training that was stopped and taken up again, also from an earlier state, bit for bit", async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 1, max: 8 }), fc.nat(), async (plan, stop, back) => {
        const objective = noisyVae(plan);
        const start = right(begin(plain, key(0), objective, { optimizer }));
        const [whole, torn, aside] = [fresh(), fresh(), fresh()];
        await told(objective, whole, 3, start);
        await told(objective, torn, 3, start, stop);
        // A run that went on past the last batch of an epoch kept no state between that batch and the epoch's end.
        const earlier = 1 + (back % stop);
        const kept = earlier < stop && earlier % batches === 0 ? earlier - 1 : earlier;
        const { state } = await told(objective, aside, 3, start, kept);
        await told(objective, torn, 3, state);
        expect(shownOf(torn)).toEqual(shownOf(whole));
      }),
      { numRuns: 10 },
    );
  });
});
