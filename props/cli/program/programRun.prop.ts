import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { either as E, taskEither as TE } from "fp-ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Flag } from "../../../src/cli/flags/flag.js";
import { decodeRecord, encodeRecord, type RunRecord } from "../../../src/cli/output/record.js";
import type { Io } from "../../../src/cli/program/io.js";
import { version } from "../../../src/cli/program/io.js";
import { main } from "../../../src/cli/program/main.js";
import { type ProgramDefinition, program, type RunHost, type RunResult } from "../../../src/cli/program/program.js";
import { numerical, usage } from "../../../src/failure.js";
import { fakeIo, shownBy } from "../../fixtures/io.js";
import { walk } from "../../fixtures/walk.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "walk-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const runOf = async (argv: readonly string[], changes: Partial<Io> = {}, what = walk) => {
  const fake = fakeIo(changes);
  const code = await main(what, argv, fake.io)();
  return { code, out: fake.out(), err: fake.err(), both: fake.both() };
};

const inFolder = (name: string): readonly string[] => ["--out", join(folder, name), "--simd", "plain"];

const done: RunResult = { data: {}, metrics: [], figures: {} };

const small = (name: string, run: ProgramDefinition<Record<never, Flag>>["run"]) =>
  program({ name, summary: "a small program", flags: {}, examples: [], run });

describe("exit codes", () => {
  test.each([
    ["well", 0, /^$/],
    ["data", 1, /^walk: road.npy: the road ends here$/],
    ["usage", 2, /^walk: this is too far$/],
    ["numerical", 3, /^walk: the position is not a number$/],
    ["bug", 70, /^walk: this is a bug: TypeError: a step without a foot$/],
    ["rejection", 70, /^walk: this is a bug: RangeError: out of the world$/],
  ])("a run that ends in %s: %i", async (ending, code, said) => {
    for (const terminal of [true, false]) {
      const ended = await runOf([...inFolder(`ends-${ending}`), "--ending", ending, "--quick"], { terminal });
      const [notice, progress, failure = "", ...stack] = shownBy(ended.err);
      expect(ended.code).toBe(code);
      expect(notice).toBe("notice: no map: walking blind");
      expect(progress).toMatch(/^walk {2}━/);
      expect(failure).toMatch(said);
      expect(stack.some((line) => line.includes("walk.ts"))).toBe(code === 70);
      expect(ended.err.endsWith("\n")).toBe(true);
    }
  });

  test("an exception before the first await is a bug too", async () => {
    const hasty = small("hasty", () => {
      throw new Error("not even begun");
    });
    expect(await runOf(inFolder("hasty"), {}, hasty)).toMatchObject({ code: 70 });
  });

  test("--help is printed to stdout, whatever else is typed", async () => {
    const asked = await runOf(["--wrong", "--help", "--steps", "0"]);
    expect(asked).toMatchObject({ code: 0, err: "" });
    expect(asked.out).toContain("Usage: walk [flags]");
  });
});

describe("a wrong flag", () => {
  test("exits with 2, says one line, writes nothing", async () => {
    const unknown = fc.stringMatching(/^[a-z][a-z-]{0,14}$/).filter((name) => E.isLeft(walk.prepare([`--${name}`])));
    const wrong = fc.oneof(
      unknown.map((name) => `--${name}`),
      fc.constantFrom(
        "--steps=0",
        "--stay=2",
        "--quick=no",
        "--shape=square",
        "stray",
        "--schedule=1,2",
        "--threads=0",
      ),
    );
    await fc.assert(
      fc.asyncProperty(wrong, fc.boolean(), async (typed, terminal) => {
        const out = join(folder, "wrong");
        const ended = await runOf(["--out", out, "--json", join(out, "run.json"), typed], { terminal });
        expect(ended).toMatchObject({ code: 2, out: "" });
        expect(ended.err).toMatch(/^walk: .+\n$/);
        expect(existsSync(out)).toBe(false);
      }),
    );
  });

  test("so do flags that are wrong together", async () => {
    const fussy = program({
      name: "fussy",
      summary: "refuses quiet quickness",
      flags: {},
      examples: [],
      refine: (it) => (it.quick && it.quiet ? E.left(usage("Both", "one of --quick and --quiet")) : E.right(it)),
      run: () => TE.right(done),
    });
    expect(await runOf(["--quick"], {}, fussy)).toMatchObject({ code: 0 });
    expect(await runOf(["--quick", "--quiet"], {}, fussy)).toMatchObject({
      code: 2,
      err: "fussy: one of --quick and --quiet\n",
    });
  });
});

describe("what a run writes", () => {
  test("its files whole, its record, and closing lines that name them", async () => {
    const json = join(folder, "records", "run.json");
    const ended = await runOf([...inFolder("writes"), "--steps", "30", "--drift=2", "--threads=1", "--json", json]);
    const record = decodeRecord(readFileSync(json, "utf8"));
    expect(ended.code).toBe(0);
    expect(record).toMatchObject(
      E.right({
        program: "walk",
        version,
        settings: { steps: 30, drift: 2, seed: 0, simd: "plain", kernels: "plain", trace: null, threads: 1 },
        data: { source: "none", notices: ["no map: walking blind"] },
        figures: { steps: 30, position: 60 },
        files: [join(folder, "writes", "walks", "trace.bin")],
      }),
    );
    expect(E.isRight(record) && Object.keys(record.right.timings)).toEqual(["walk", "total"]);
    expect(E.isRight(record) && record.right.metrics).toHaveLength(31);
    expect(readFileSync(join(folder, "writes", "walks", "trace.bin"))).toHaveLength(8 * 31);
    expect(readdirSync(join(folder, "writes", "walks"))).toEqual(["trace.bin"]);
    for (const told of ["position", "60", "walks/trace.bin", "run.json"]) expect(ended.out).toContain(told);
  });

  test("the command line in the record gives the same record, but for the times", async () => {
    const first = join(folder, "first.json");
    await runOf([...inFolder("again"), "--steps", "12", "--schedule", "3x4", "--mirror", "--json", first]);
    const record = E.getOrElse<unknown, RunRecord>(() => expect.fail("no record"))(
      decodeRecord(readFileSync(first, "utf8")),
    );
    await runOf(record.argv);
    expect(decodeRecord(readFileSync(first, "utf8"))).toEqual(E.right({ ...record, timings: expect.anything() }));
  });

  test("--quiet: the notice and nothing else", async () => {
    const ended = await runOf([...inFolder("quiet"), "--quiet"], { terminal: true });
    expect(ended).toEqual({
      code: 0,
      out: "",
      err: "notice: no map: walking blind\n",
      both: "notice: no map: walking blind\n",
    });
  });

  test("no folder where no file is written, no record of a run that failed", async () => {
    const idle = small("idle", () => TE.right(done));
    expect(await runOf(inFolder("idle"), {}, idle)).toMatchObject({ code: 0 });
    const failing = small("failing", () => TE.left(numerical("Worse", "the bound fell")));
    const json = join(folder, "failing.json");
    expect(await runOf([...inFolder("failing"), "--json", json], {}, failing)).toMatchObject({ code: 3 });
    expect(["idle", "failing", "failing.json"].filter((name) => existsSync(join(folder, name)))).toEqual([]);
  });

  test("a folder that cannot be made is a failure of the data", async () => {
    const blocked = await runOf(["--quick", "--simd", "plain", "--out", join(import.meta.filename, "below")]);
    expect(blocked).toMatchObject({ code: 1 });
    expect(blocked.err).toMatch(/the folder cannot be made: got E\w+/);
  });
});

describe("Ctrl-C", () => {
  test("keeps the last state that was offered, waits for its file, refuses what comes after", async () => {
    const fake = fakeIo({ terminal: true });
    const hosts: RunHost[] = [];
    const patient = small("patient", (host) => () => {
      hosts.push(host);
      host.onInterrupt(host.write("early.bin", new Uint8Array(1)));
      host.onInterrupt(host.write("state.bin", new Uint8Array(5)));
      host.progress("waiting", 3).tick(1);
      fake.interrupt();
      return new Promise<never>(() => {});
    });
    expect(await main(patient, inFolder("patient"), fake.io)()).toBe(130);
    expect(hosts[0]!.signal.aborted).toBe(true);
    expect(await hosts[0]!.write("late.bin", new Uint8Array(1))()).toMatchObject(E.left({ kind: "SessionClosed" }));
    expect(readdirSync(join(folder, "patient"))).toEqual(["state.bin"]);
    expect(fake.out()).toBe("");
    expect(shownBy(fake.err()).slice(1)).toEqual([
      `patient: interrupted; kept ${join(folder, "patient", "state.bin")}`,
      "",
    ]);
  });
});

describe("a write that is under way at Ctrl-C", () => {
  const bytes = new Uint8Array(1 << 20);

  test("is finished, also where the same file is to be saved", async () => {
    for (const saved of [false, true]) {
      const fake = fakeIo();
      const name = `under-way-${saved}`;
      const busy = small(name, ({ write, onInterrupt }) => () => {
        if (saved) onInterrupt(write("state.bin", bytes));
        void write("state.bin", bytes)();
        fake.interrupt();
        return new Promise<never>(() => {});
      });
      expect(await main(busy, inFolder(name), fake.io)()).toBe(130);
      expect(fake.err()).toBe(`${name}: interrupted; kept ${join(folder, name, "state.bin")}\n`);
      expect(readdirSync(join(folder, name))).toEqual(["state.bin"]);
      expect(readFileSync(join(folder, name, "state.bin"))).toHaveLength(bytes.length);
    }
  });
});

describe("the run record", () => {
  const text = fc.string().filter((it) => !["NaN", "Infinity", "-Infinity"].includes(it));
  const number = fc.double().map((x) => x + 0);
  const key = fc.stringMatching(/^[a-z][A-Za-z]{0,9}$/);
  const dictionary = <A>(values: fc.Arbitrary<A>) => fc.dictionary(key, values, { noNullPrototype: true });
  const scalar = fc.oneof(number, text, fc.boolean(), fc.constant(null));
  const record: fc.Arbitrary<RunRecord> = fc.record({
    program: text,
    version: text,
    argv: fc.array(text),
    settings: dictionary(fc.oneof(scalar, fc.array(number))),
    data: dictionary(scalar),
    metrics: fc.array(dictionary(scalar)),
    figures: dictionary(fc.oneof(number, text)),
    timings: dictionary(number),
    files: fc.array(text),
  });

  test("is read back as it was written, NaN and infinities too", () => {
    fc.assert(
      fc.property(record, (it) => {
        expect(decodeRecord(encodeRecord(it))).toEqual(E.right(it));
      }),
    );
  });

  test("without one of its fields it is none", () => {
    fc.assert(
      fc.property(record, fc.nat(), (it, n) => {
        const fields = Object.keys(it);
        const missing = fields[n % fields.length]!;
        const { [missing]: _, ...rest } = JSON.parse(encodeRecord(it));
        const decoded = decodeRecord(JSON.stringify(rest));
        expect(decoded).toMatchObject(E.left({ kind: "NotRunRecord", where: missing, got: "nothing" }));
      }),
    );
    expect(decodeRecord("{")).toMatchObject(E.left({ kind: "NotJson" }));
  });
});
