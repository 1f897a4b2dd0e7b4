import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { either as E } from "fp-ts";
import { afterAll, describe, expect, test } from "vitest";
import { emFace } from "../../examples/em-face.js";
import { decodeRecord, main } from "../../src/cli/index.js";
import { orThrow } from "../../src/failure.js";
import { decodeTemplate } from "../../src/formats/checkpoint/template.js";
import { ndarray } from "../../src/formats/ndarray.js";
import * as npy from "../../src/formats/npy/index.js";

import { stream } from "../arbitraries/data.js";
import { fakeIo } from "../fixtures/io.js";
import { isHalf, latestStep, smallFiles, started, stepOf, when } from "../fixtures/started.js";
import { training } from "../fixtures/training.js";
import { eventsIn } from "../reference/eventFile.js";

const folder = mkdtempSync(join(tmpdir(), "em-face-resume-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
const fresh = (): string => join(folder, String(made++));

/** Pictures of 8 x 14 pixels: a bright face of 8 x 4 somewhere on a dark background, and noise. */
const pictures = (name: string, seed: number): string => {
  const [height, width, count, face] = [8, 14, 20, 4];
  const next = stream(seed);
  const data = new Float64Array(height * width * count);
  for (let k = 0; k < count; k++) {
    const d = Math.floor((width - face + 1) * next());
    for (let at = 0; at < height * width; at++) {
      const j = at % width;
      const grey = j >= d && j < d + face ? 180 + 10 * (j - d) : 60;
      data[at * count + k] = grey + 150 * (next() - 0.5);
    }
  }
  const path = join(folder, name);
  writeFileSync(path, orThrow(npy.encode(ndarray("float64", [height, width, count], data))));
  return path;
};

const data = pictures("faces.npy", 1);
const others = pictures("others.npy", 2);

const flags = (here: string, more: readonly string[]): readonly string[] => [
  ...["--simd", "plain", "--threads", "1", "--width", "4", "--schedule", "8x3,16x1", "--tolerance", "1e-9"],
  ...["--data", data, "--out", join(here, "out"), "--json", join(here, "run.json"), "--checkpoint", join(here, "kept")],
  ...more,
];

/** In this process. */
const ran = async (here: string, more: readonly string[]) => {
  const fake = fakeIo();
  const code = await main(emFace, flags(here, more), fake.io)();
  return { code, err: fake.err(), out: fake.out() };
};

const startedIn = (here: string, more: readonly string[], ...rest: Partial<Rest>) =>
  started("examples/em-face.ts", flags(here, more), ...rest);
type Rest = typeof started extends (program: string, argv: readonly string[], ...rest: infer R) => unknown ? R : never;

const checkpointsOf = (here: string): readonly string[] =>
  existsSync(join(here, "kept"))
    ? readdirSync(join(here, "kept"))
        .filter((name) => name.endsWith(".safetensors"))
        .sort()
    : [];

const bytesOf = (...path: readonly string[]): Uint8Array => new Uint8Array(readFileSync(join(...path)));

/** All that must be equal where numbers are, and every file. */
const foundBy = (here: string) => {
  const { metrics, figures } = orThrow(decodeRecord(readFileSync(join(here, "run.json"), "utf8")));
  const last = checkpointsOf(here).at(-1)!;
  const files = readdirSync(join(here, "out")).sort();
  return {
    metrics,
    figures,
    last,
    position: orThrow(decodeTemplate(bytesOf(here, "kept", last), last)).position,
    files: files.map((name) => [name, Buffer.from(bytesOf(here, "out", name)).toString("base64")]),
  };
};

const isSound = (here: string): boolean =>
  checkpointsOf(here).every((name) => E.isRight(decodeTemplate(bytesOf(here, "kept", name), name)));

const whole = fresh();
await ran(whole, ["--iterations", "9"]);

describe("em-face --checkpoint and --resume", () => {
  test("in any number of pieces: the record, the files and the last checkpoint of one run, bit for bit", () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 2 }).map((stops) => stops.sort()),
        fc.integer({ min: 1, max: 9 }),
        async (stops, every) => {
          const here = fresh();
          for (const iterations of [...stops, 9]) {
            const more = ["--iterations", `${iterations}`, "--checkpoint-every", `${every}`, "--resume"];
            expect(await ran(here, more)).toMatchObject({ code: 0 });
          }
          expect(foundBy(here)).toEqual(foundBy(whole));
        },
      ),
      { numRuns: 3 },
    ));

  test("goes on to more starts", async () => {
    const [here, other] = [fresh(), fresh()];
    const few = ["--iterations", "3", "--restarts"];
    await ran(here, [...few, "2"]);
    expect(await ran(here, [...few, "4", "--resume"])).toMatchObject({ code: 0 });
    await ran(other, [...few, "4"]);
    expect(foundBy(here)).toEqual(foundBy(other));
  });

  test("a run that is complete is complete again, and says where it goes on", async () => {
    const before = foundBy(whole);
    const { code, out } = await ran(whole, ["--iterations", "9", "--resume"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^goes on after \d+ iterations: .*step-\d+\.safetensors\n/);
    expect(foundBy(whole)).toEqual(before);
  });

  test("keeps the last three, others as --keep and --checkpoint-every say, and the last one in any case", async () => {
    const steps = (here: string) => checkpointsOf(here).map(stepOf);
    const last = steps(whole).at(-1)!;
    expect(steps(whole)).toEqual([last - 2, last - 1, last]);
    const [each, two] = [fresh(), fresh()];
    await ran(each, ["--iterations", "3", "--keep", "all", "--checkpoint-every", "2"]);
    expect(steps(each)).toEqual([2, 4, 6, 7]);
    await ran(two, ["--iterations", "3", "--keep", "last2", "--checkpoint-every", "3"]);
    expect(steps(two)).toEqual([6, 7]);
  });

  test.each<[string, readonly string[], RegExp]>([
    ["another width", ["--resume", "--width", "5"], /made with another width: expected 4, got 5;/],
    ["another tolerance", ["--resume", "--tolerance", "1"], /made with another tolerance: expected 1e-9, got 1;/],
    ["fewer iterations", ["--resume", "--iterations", "4"], /made with another iterations: expected 9, got 4;/],
    ["another seed", ["--resume", "--seed", "5"], /made with another seed: expected 0, got 5;/],
    ["other pictures", ["--resume", "--data", others], /made with another range of the pixels: expected .*, got .*;/],
    ["no --resume", [], /: there are checkpoints of an earlier run; go on from them with --resume/],
  ])("among the checkpoints of another run, %s: one line, exit code 2, nothing touched", async (_, more, said) => {
    const before = foundBy(whole);
    const { code, err } = await ran(whole, more);
    expect(code).toBe(2);
    expect(err).toMatch(/^em-face: [^\n]*\n$/);
    expect(err).toMatch(said);
    expect(foundBy(whole)).toEqual(before);
  });

  test("once a start is over, other iterations are another run", async () => {
    const here = fresh();
    await ran(here, ["--iterations", "2", "--restarts", "2"]);
    const { code, err } = await ran(here, ["--iterations", "3", "--restarts", "2", "--resume"]);
    expect(code).toBe(2);
    expect(err).toMatch(/made with another iterations: expected 2, got 3;/);
  });

  test("--resume without --checkpoint: exit code 2", async () => {
    const fake = fakeIo();
    expect(await main(emFace, ["--data", data, "--width", "4", "--resume"], fake.io)()).toBe(2);
    expect(fake.err()).toMatch(/^em-face: --resume: [^\n]*--checkpoint DIR[^\n]*\n$/);
  });

  test("the checkpoint of a training is one line, exit code 1; and the other way round", async () => {
    const [trained, fitted] = [fresh(), fresh()];
    const fake = fakeIo();
    const argv = (here: string) => [
      ...["--simd", "plain", "--epochs", "1", "--resume"],
      ...["--out", join(here, "out"), "--checkpoint", join(here, "kept")],
    ];
    await main(training, argv(trained), fake.io)();
    const { code, err } = await ran(trained, ["--resume"]);
    expect(code).toBe(1);
    expect(err).toMatch(
      /^em-face: .*safetensors: a checkpoint of another kind of run: expected elbo-ts template, got elbo-ts checkpoint\n$/,
    );
    await ran(fitted, ["--iterations", "1"]);
    const other = fakeIo();
    expect(await main(training, argv(fitted), other.io)()).toBe(1);
    expect(other.err()).toMatch(
      /^training: .*safetensors: a checkpoint of another kind of run: expected elbo-ts checkpoint, got elbo-ts template\n$/,
    );
  });

  test("a damaged checkpoint is one line with its path, exit code 1", async () => {
    const here = fresh();
    await ran(here, ["--iterations", "1"]);
    const last = join(here, "kept", checkpointsOf(here).at(-1)!);
    writeFileSync(last, readFileSync(last).subarray(0, 5000));
    const { code, err } = await ran(here, ["--iterations", "2", "--resume"]);
    expect(code).toBe(1);
    expect(err).toMatch(/^em-face: [^\n]*\n$/);
    expect(err).toContain(last);
  });
});

describe("em-face --tensorboard", () => {
  test("bound, noise and template at their iterations; one that is taken up says from where", async () => {
    const here = fresh();
    const board = join(here, "board");
    await ran(here, ["--tensorboard", board, "--iterations", "2"]);
    await ran(here, ["--tensorboard", board, "--iterations", "4", "--resume"]);
    const files = readdirSync(board).sort();
    const events = files.map((name) => eventsIn(readFileSync(join(board, name))) as unknown as readonly Told[]);
    const stepsOf = (told: readonly Told[]) => told.filter(({ summary }) => summary).map(({ step }) => step);
    expect(events.map(stepsOf)).toEqual([
      [1, 2, 3, 4, 5, 6],
      [7, 8],
    ]);
    expect(events[1]!.find(({ session }) => session)?.step).toBe(7);
    const names = new Set(events.flat().flatMap(({ summary }) => summary?.values.map(({ name }) => name) ?? []));
    expect([...names].sort()).toEqual(["iteration/bound", "iteration/noise", "pictures/template"]);
  });

  test("where nothing can be written: one line, exit code 1", async () => {
    const { code, err } = await ran(fresh(), ["--tensorboard", join(import.meta.filename, "below")]);
    expect(code).toBe(1);
    expect(err.split("\n").filter((line) => line.startsWith("em-face: "))).toHaveLength(1);
  });
});

interface Told {
  readonly step: number;
  readonly session?: unknown;
  readonly summary?: { readonly values: readonly { readonly name: string }[] };
}

/** Several starts with several stages each: long enough to be killed in. */
const long = ["--iterations", "12", "--restarts", "12", "--keep", "last2"];
const longWhole = fresh();
await ran(longWhole, long);

describe("em-face as a process", () => {
  test.each<[string, (names: readonly string[], from: number) => boolean]>([
    ["in the middle of a run", (names, from) => latestStep(names) >= from + 30],
    ["in the middle of a write", (names, from) => latestStep(names) >= from + 25 && names.some(isHalf)],
  ])("kill -9 %s: every file there is good, and the end is that of a run never stopped", async (_, seen) => {
    const here = fresh();
    for (let kill = 0; kill < 2; kill++) {
      const from = latestStep(checkpointsOf(here));
      const meet = when(join(here, "kept"), (names) => seen(names, from), "SIGKILL");
      expect((await startedIn(here, [...long, "--resume"], meet)).signal).toBe("SIGKILL");
      expect(isSound(here)).toBe(true);
      expect(latestStep(checkpointsOf(here))).toBeGreaterThanOrEqual(from + 25);
    }
    expect(await ran(here, [...long, "--resume"])).toMatchObject({ code: 0 });
    expect(foundBy(here)).toEqual(foundBy(longWhole));
    expect(readdirSync(join(here, "kept")).some(isHalf)).toBe(false);
  });

  test("Ctrl-C keeps the position of that iteration, exit code 130; taken up, it ends as if never stopped", async () => {
    const here = fresh();
    const rare = [...long, "--checkpoint-every", "10"];
    const meet = when(join(here, "kept"), (names) => latestStep(names) >= 20, "SIGINT");
    const { code, err } = await startedIn(here, rare, meet);
    expect(code).toBe(130);
    expect(err).toContain("em-face: interrupted; kept ");
    expect(err).toContain(checkpointsOf(here).at(-1)!);
    expect(await ran(here, [...rare, "--resume"])).toMatchObject({ code: 0 });
    expect(foundBy(here)).toEqual(foundBy(longWhole));
  });

  test.skipIf(process.platform === "win32")("no room for a checkpoint: one line, exit code 1", async () => {
    const here = fresh();
    const { code, err } = await startedIn(here, [], undefined, smallFiles);
    expect(code).toBe(1);
    expect(err.split("\n").filter((line) => line.startsWith("em-face: "))).toHaveLength(1);
    expect(err).toMatch(/em-face: .*step-00000001\.safetensors: the file would be larger than the system allows/);
    expect(readdirSync(join(here, "kept"))).toEqual([]);
  });
});
