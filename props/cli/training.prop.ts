import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { either as E } from "fp-ts";
import { afterAll, describe, expect, test } from "vitest";
import { decodeRecord, main } from "../../src/cli/index.js";
import { decodeCheckpoint } from "../../src/formats/checkpoint/bytes.js";
import { fakeIo } from "../fixtures/io.js";
import { isHalf, latestStep, type Meet, smallFiles, started, stepOf, when } from "../fixtures/started.js";
import { training } from "../fixtures/training.js";

const folder = mkdtempSync(join(tmpdir(), "training-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
const fresh = (): string => join(folder, String(made++));

const common = (here: string, more: readonly string[]): readonly string[] => [
  "--simd",
  "plain",
  "--out",
  join(here, "out"),
  "--json",
  join(here, "run.json"),
  "--checkpoint",
  join(here, "kept"),
  ...more,
];

/** In this process. */
const ran = async (here: string, more: readonly string[]) => {
  const fake = fakeIo();
  const code = await main(training, common(here, more), fake.io)();
  return { code, err: fake.err(), out: fake.out() };
};

const checkpointsOf = (here: string): readonly string[] =>
  existsSync(join(here, "kept"))
    ? readdirSync(join(here, "kept"))
        .filter((name) => name.endsWith(".safetensors"))
        .sort()
    : [];

const bytesOf = (here: string, name: string): Uint8Array => new Uint8Array(readFileSync(join(here, "kept", name)));

/** All that must be equal where numbers are. */
const foundBy = (here: string) => {
  const record = decodeRecord(readFileSync(join(here, "run.json"), "utf8"));
  if (E.isLeft(record)) throw new Error(JSON.stringify(record.left));
  const last = checkpointsOf(here).at(-1)!;
  return { metrics: record.right.metrics, figures: record.right.figures, last, bytes: bytesOf(here, last) };
};

const whole = fresh();
await ran(whole, ["--epochs", "6"]);

describe("--checkpoint and --resume", () => {
  test("in any number of pieces: the record and the last checkpoint of one run, bit for bit", () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }).map((stops) => stops.sort()),
        fc.option(fc.integer({ min: 1, max: 9 }).map(String)),
        async (stops, every) => {
          const here = fresh();
          const steps = every === null ? [] : ["--checkpoint-every", every];
          for (const stop of stops)
            expect(await ran(here, ["--epochs", `${stop}`, "--resume", ...steps])).toMatchObject({ code: 0 });
          expect(await ran(here, ["--epochs", "6", "--resume", ...steps])).toMatchObject({ code: 0 });
          expect(foundBy(here)).toEqual(foundBy(whole));
        },
      ),
      { numRuns: 10 },
    ));

  test("keeps the last three, others as --keep says", async () => {
    const name = (step: number) => `step-${String(step).padStart(8, "0")}.safetensors`;
    expect(checkpointsOf(whole)).toEqual([16, 20, 24].map(name));
    const [each, one, best] = [fresh(), fresh(), fresh()];
    await ran(each, ["--keep", "all", "--checkpoint-every", "3"]);
    expect(checkpointsOf(each)).toEqual([3, 4, 6, 8, 9, 12, 15, 16].map(name));
    await ran(one, ["--keep", "last1"]);
    expect(checkpointsOf(one)).toEqual([name(16)]);
    await ran(best, ["--keep", "best2"]);
    expect(checkpointsOf(best).map((file) => file.split("-")[0])).toEqual(["best", "best", "step"]);
  });

  test("a run that is complete is complete again", async () => {
    const here = fresh();
    await ran(here, []);
    const before = foundBy(here);
    expect(await ran(here, ["--resume"])).toMatchObject({ code: 0 });
    expect(foundBy(here)).toEqual(before);
  });

  test("--resume in an empty folder begins, and says so", async () => {
    const { code, err } = await ran(fresh(), ["--resume"]);
    expect([code, err]).toEqual([0, expect.stringMatching(/^notice: no checkpoint in .* yet: the run begins\n$/)]);
  });

  test.each<[string, readonly string[], RegExp]>([
    ["another batch", ["--resume", "--batch", "5"], /made with another batch: expected 3, got 5;/],
    ["another seed", ["--resume", "--seed", "5"], /made with another seed: expected 0, got 5;/],
    ["other kernels", ["--resume", "--simd", "relaxed"], /made with another kernels: expected plain, got relaxed;/],
    ["no --resume", [], /: there are checkpoints of an earlier run; go on from them with --resume/],
  ])("among the checkpoints of another run, %s: one line, exit code 2, nothing touched", async (_, more, said) => {
    const before = foundBy(whole);
    const { code, err } = await ran(whole, more);
    expect(code).toBe(2);
    expect(err).toMatch(/^training: [^\n]*\n$/);
    expect(err).toMatch(said);
    expect(foundBy(whole)).toEqual(before);
  });

  test("--resume without --checkpoint: exit code 2", async () => {
    const fake = fakeIo();
    expect(await main(training, ["--resume"], fake.io)()).toBe(2);
    expect(fake.err()).toMatch(/^training: --resume: [^\n]*--checkpoint DIR[^\n]*\n$/);
  });

  test("a damaged checkpoint is one line with its path, exit code 1", async () => {
    const here = fresh();
    await ran(here, []);
    const last = join(here, "kept", checkpointsOf(here).at(-1)!);
    writeFileSync(last, readFileSync(last).subarray(0, 3000));
    const { code, err } = await ran(here, ["--resume"]);
    expect(code).toBe(1);
    expect(err).toMatch(/^training: [^\n]*\n$/);
    expect(err).toContain(last);
  });

  test("a folder below a file: one line, exit code 1, before anything is trained", async () => {
    const here = fresh();
    mkdirSync(here);
    writeFileSync(join(here, "kept"), "a file");
    const { code, err, out } = await ran(here, []);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^training: [^\n]*a part of this path is a file, not a folder[^\n]*\n$/);
  });
});

describe("--tensorboard", () => {
  test("a file a run; one that is taken up says from where", async () => {
    const here = fresh();
    const board = join(here, "board");
    await ran(here, ["--tensorboard", board, "--epochs", "2"]);
    await ran(here, ["--tensorboard", board, "--epochs", "3", "--resume"]);
    const files = readdirSync(board).sort();
    expect(files).toHaveLength(2);
    expect(files.every((name) => readFileSync(join(board, name)).includes("batch/loss"))).toBe(true);
    expect(readFileSync(join(board, files[0]!)).includes("weights/encoder.hidden.weight")).toBe(true);
  });

  test("where nothing can be written: one line, exit code 1", async () => {
    const { code, err } = await ran(fresh(), ["--tensorboard", join(import.meta.filename, "below")]);
    expect(code).toBe(1);
    expect(err).toMatch(/^training: [^\n]*\n$/);
  });
});

/** As a process of its own. */
const startedIn = (here: string, more: readonly string[], ...rest: readonly [Meet?, (readonly string[])?]) =>
  started("props/fixtures/training.ts", common(here, more), ...rest);

/** Long enough to be killed in; a checkpoint each step, so that much of the time is spent in writing. */
const long = ["--epochs", "60", "--checkpoint-every", "1"];
const longWhole = fresh();
await ran(longWhole, long);

const isSound = (here: string): boolean =>
  checkpointsOf(here).every((name) => E.isRight(decodeCheckpoint(bytesOf(here, name), name)));

describe("a run as a process", () => {
  test.each<[string, (names: readonly string[], from: number) => boolean]>([
    ["in the middle of a run", (names, from) => latestStep(names) >= from + 10],
    ["in the middle of a write", (names, from) => latestStep(names) >= from + 5 && names.some(isHalf)],
  ])(
    "kill -9 %s, again and again: every file there is good, and the end is that of a run never stopped",
    async (_, seen) => {
      const here = fresh();
      for (let kill = 0; kill < 3; kill++) {
        const from = latestStep(checkpointsOf(here));
        const { signal } = await startedIn(
          here,
          [...long, "--resume"],
          when(join(here, "kept"), (names) => seen(names, from), "SIGKILL"),
        );
        expect(signal).toBe("SIGKILL");
        expect(isSound(here)).toBe(true);
        expect(latestStep(checkpointsOf(here))).toBeGreaterThanOrEqual(from + 5);
      }
      expect(await ran(here, [...long, "--resume"])).toMatchObject({ code: 0 });
      expect(foundBy(here)).toEqual(foundBy(longWhole));
      expect(readdirSync(join(here, "kept")).some(isHalf)).toBe(false);
    },
  );

  test("Ctrl-C keeps the state of that batch, exit code 130; taken up, it ends as if never stopped", async () => {
    const here = fresh();
    const rare = ["--epochs", "2000"];
    const { code, err } = await startedIn(
      here,
      rare,
      when(join(here, "kept"), (names) => latestStep(names) >= 4, "SIGINT"),
    );
    const [kept] = checkpointsOf(here).slice(-1);
    expect(code).toBe(130);
    expect(err).toContain(`training: interrupted; kept `);
    expect(err).toContain(kept!);
    const step = stepOf(kept!);
    const epochs = `${Math.ceil((step + 1) / 4)}`;
    const other = fresh();
    expect(await ran(here, ["--epochs", epochs, "--resume"])).toMatchObject({ code: 0 });
    await ran(other, ["--epochs", epochs]);
    expect(foundBy(here)).toEqual(foundBy(other));
  });

  test.skipIf(process.platform === "win32")(
    "no room for a checkpoint: one line, exit code 1, the earlier ones stay",
    async () => {
      const here = fresh();
      await ran(here, ["--epochs", "1"]);
      const before = checkpointsOf(here);
      const { code, err } = await startedIn(here, ["--epochs", "3", "--resume"], undefined, smallFiles);
      expect(code).toBe(1);
      expect(err.split("\n").filter((line) => line.startsWith("training: "))).toHaveLength(1);
      expect(err).toMatch(/training: .*step-\d+\.safetensors: the file would be larger than the system allows/);
      expect(checkpointsOf(here)).toEqual(before);
      expect(isSound(here)).toBe(true);
    },
  );

  const tiny = join(folder, "tiny");
  mkdirSync(tiny);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=32k", "tmpfs", tiny]).status === 0;
  afterAll(() => mounted && spawnSync("umount", [tiny]));

  test.skipIf(!mounted)(
    "a full disk: one line, exit code 1, what was there is whole (where a disk can be mounted)",
    async () => {
      const { code, err } = await ran(tiny, ["--keep", "all", "--epochs", "20"]);
      expect(code).toBe(1);
      expect(err).toMatch(/^training: [^\n]*: the disk is full; make room, or write somewhere else\n$/);
      expect(checkpointsOf(tiny).length).toBeGreaterThan(0);
      expect(isSound(tiny)).toBe(true);
      expect(readdirSync(join(tiny, "kept")).some(isHalf)).toBe(false);
    },
  );

  test.skipIf(!mounted)("a read-only folder: one line, exit code 1 (where a disk can be mounted)", async () => {
    rmSync(join(tiny, "kept"), { recursive: true });
    expect(spawnSync("mount", ["-o", "remount,ro", tiny]).status).toBe(0);
    const { code, err } = await ran(tiny, []);
    expect(code).toBe(1);
    expect(err).toMatch(/^training: [^\n]*: the folder is read-only; write somewhere else\n$/);
  });
});
