import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { orThrow } from "../../src/failure.js";
import { crc32c } from "../../src/formats/crc32.js";
import { bucketsOf } from "../../src/formats/tensorBoard/buckets.js";
import * as tensorBoard from "../../src/formats/tensorBoard/index.js";
import { histogram, image, scalar } from "../../src/formats/tensorBoard/summary.js";
import { toPng } from "../../src/node/canvas.js";
import { openEventFile } from "../../src/node/eventFile.js";
import { figure, image as marked, panel } from "../../src/plot/index.js";
import { eventFileProperty } from "../laws/eventFile.js";
import { castagnoli, eventsIn, records } from "../reference/eventFile.js";

const top = mkdtempSync(join(tmpdir(), "elbo-events-"));
afterAll(() => rmSync(top, { recursive: true }));
const fresh = (): string => mkdtempSync(join(top, "run-"));

describe("Castagnoli's check", () => {
  test.each([
    ["32 bytes of 0", new Uint8Array(32), 0x8a9136aa],
    ["32 bytes of 255", new Uint8Array(32).fill(255), 0x62a8ab43],
    ["0, 1, ..., 31", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ["31, 30, ..., 0", Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ])("of %s is that of RFC 3720, B.4", (_, bytes, check) => expect(crc32c(bytes)).toBe(check));

  test("of any bytes is the remainder, bit by bit", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => crc32c(bytes) === castagnoli(bytes)));
  });
});

test("an independent reader finds all that was written", () => {
  fc.assert(eventFileProperty((events) => orThrow(tensorBoard.encode(events))));
});

/** TensorFlow's limits, from zero outwards. */
const powers = (() => {
  const all = [0];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) all.push(limit);
  return [...all, Number.MAX_VALUE];
})();
const limits = [...powers.slice(1).map((limit) => -limit), ...powers].sort((a, b) => a - b);

describe("buckets", () => {
  const values = fc.array(
    fc.oneof(fc.double(), fc.double({ min: -3, max: 3 }), fc.constantFrom(...limits, 0, -0, NaN, Infinity, -Infinity)),
    { maxLength: 200 },
  );

  test("hold each finite value once: below its limit, not below the limit before", () => {
    fc.assert(
      fc.property(values, (all) => {
        const buckets = bucketsOf(Float64Array.from(all));
        const finite = all.filter(Number.isFinite);
        expect(buckets.num).toBe(finite.length);
        expect(buckets.counts.reduce((sum, count) => sum + count, 0)).toBe(finite.length);
        for (const [i, limit] of buckets.limits.entries()) {
          const [from, last] = [buckets.limits[i - 1] ?? -Infinity, i === buckets.limits.length - 1];
          const inside = finite.filter((value) => value >= from && (value < limit || last));
          expect(buckets.counts[i]).toBe(inside.length);
        }
        if (finite.length > 0) {
          expect([buckets.min, buckets.max]).toEqual([Math.min(...finite), Math.max(...finite)]);
          expect(buckets.sum).toBe(finite.reduce((sum, value) => sum + value, 0));
          expect(buckets.sumSquares).toBe(finite.reduce((sum, value) => sum + value * value, 0));
        }
      }),
    );
  });

  test("are as narrow as TensorFlow's where there is a value, no two empty ones are neighbours", () => {
    fc.assert(
      fc.property(values, (all) => {
        const { limits: found, counts } = bucketsOf(Float64Array.from(all));
        for (const [i, count] of counts.entries()) {
          const rank = limits.indexOf(found[i]!);
          expect(rank).toBeGreaterThanOrEqual(0);
          if (count > 0 && rank > 0) expect(found[i - 1]).toBe(limits[rank - 1]);
          expect(count === 0 && counts[i + 1] === 0).toBe(false);
        }
        expect(found.at(-1)).toBe(Number.MAX_VALUE);
      }),
    );
  });
});

describe("a picture", () => {
  test("has the size and the colours of its PNG", () => {
    const drawn = figure(panel([marked({ values: Float32Array.of(0, 1), shape: [1, 2] })]));
    const { picture } = orThrow(image("x", orThrow(toPng(drawn)))) as Extract<
      ReturnType<typeof scalar>,
      { kind: "Image" }
    >;
    expect(picture).toMatchObject({ colours: 4 });
    expect([picture.width, picture.height].every((extent) => extent > 20)).toBe(true);
  });

  test.each([
    ["a JPEG", Uint8Array.of(0xff, 0xd8, 0xff, 0)],
    ["nothing", new Uint8Array()],
    ["a PNG cut off in its header", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13)],
  ])("is not made of %s", (_, bytes) => {
    expect(image("x", bytes)).toMatchObject({ _tag: "Left", left: { kind: "NotPng", where: "x" } });
  });
});

describe("a file of events", () => {
  const now = () => 1_700_000_000.5;
  const read = (path: string) => eventsIn(readFileSync(path));

  test("has the name that TensorBoard looks for, its version, and what was appended in the order of asking", async () => {
    const folder = join(fresh(), "made", "on the way");
    const file = orThrow(await openEventFile(folder, { now })());
    expect(basename(file.path)).toMatch(/^events\.out\.tfevents\.1700000000\.[\w.-]+\.\d+\.0$/);
    const spread = histogram("b", Float32Array.of(1, 2));
    const done = await Promise.all([1, 2, 3].map((step) => file.append(step, [scalar("a", step / 2), spread])()));
    expect(done.every(({ _tag }) => _tag === "Right")).toBe(true);
    const events = read(file.path);
    expect(events.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
    expect(events[3]).toMatchObject({ wallTime: 1_700_000_000.5, summary: { values: [{ scalar: 1.5 }, {}] } });
  });

  test("of a run that goes on stands behind all others, which are left as they are, and starts a session", async () => {
    const folder = fresh();
    const first = orThrow(await openEventFile(folder, { now })());
    await first.append(7, [scalar("a", 1)])();
    const killed = readFileSync(first.path).subarray(0, -5);
    writeFileSync(first.path, killed);

    const second = orThrow(await openEventFile(folder, { step: 5, now: () => 3 })());
    const third = orThrow(await openEventFile(folder, { step: 6, now })());
    expect(readdirSync(folder).sort()).toEqual([first, second, third].map(({ path }) => basename(path)));
    expect(read(second.path).map(({ step, session }) => [step, session])).toEqual([
      [5, undefined],
      [5, { status: 1 }],
    ]);
    expect(new Uint8Array(readFileSync(first.path))).toEqual(new Uint8Array(killed));
    expect(records(killed).whole.length).toBe(1);
  });

  test("in a folder that is a file: NotFolder", async () => {
    const path = join(fresh(), "taken");
    writeFileSync(path, "");
    expect(await openEventFile(path)()).toMatchObject({ _tag: "Left", left: { kind: "NotFolder" } });
  });
});
