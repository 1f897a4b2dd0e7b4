import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createCanvas, loadImage } from "canvas";
import { either as E } from "fp-ts";
import { afterAll, describe, expect, test } from "vitest";
import { flagName } from "../../src/cli/flags/flag.js";
import { decodeRecord, main, type RunRecord } from "../../src/cli/index.js";
import { fakeIo } from "../fixtures/io.js";
import { runnables } from "../fixtures/programs.js";

const folder = mkdtempSync(join(tmpdir(), "examples-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Loaded into the process before the program: a machine without a network. */
const offline = "data:text/javascript,globalThis.fetch = () => Promise.reject(new TypeError('there is no network'))";

/** Machines to run on: one that has MNIST, if this one does, and one that has nothing and can get nothing. */
const machines: Readonly<Record<string, NodeJS.ProcessEnv>> = {
  ...(process.env["MNIST_DIR"] && { "with MNIST": { MNIST_DIR: process.env["MNIST_DIR"] } }),
  "without data": { MNIST_DIR: undefined, XDG_CACHE_HOME: folder, HOME: folder, LOCALAPPDATA: folder },
};

/** The program as a process of its own. */
const started = (file: string, argv: readonly string[], env: NodeJS.ProcessEnv) =>
  new Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>((resolve) => {
    const child = spawn(process.execPath, ["--import", "tsx", "--import", offline, file, ...argv], {
      env: { ...process.env, ...env },
    });
    const said = { out: "", err: "" };
    child.stdout.on("data", (text) => {
      said.out += text;
    });
    child.stderr.on("data", (text) => {
      said.err += text;
    });
    child.on("close", (code) => resolve({ code, ...said }));
  });

/** What must have run before a program, and the flags that name what it left: latent has no model of its own. */
interface Need {
  readonly file: string;
  readonly argv: readonly string[];
  readonly flags: readonly string[];
}

const needs: Readonly<Record<string, (here: string) => Need>> = {
  latent: (here) => {
    const flags = ["--checkpoint", join(here, "model")];
    const argv = ["--quick", "--quiet", "--epochs", "1", "--out", join(here, "trained"), ...flags];
    return { file: "examples/vae-mnist.ts", argv, flags };
  },
};

const recordAt = (path: string): RunRecord => {
  const record = decodeRecord(readFileSync(path, "utf8"));
  if (E.isLeft(record)) throw new Error(JSON.stringify(record.left));
  return record.right;
};

const filesBelow = (top: string): readonly string[] =>
  readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Different colours of a picture. */
const coloursOf = async (path: string): Promise<number> => {
  const picture = await loadImage(path);
  const pen = createCanvas(picture.width, picture.height).getContext("2d");
  pen.drawImage(picture, 0, 0);
  const { data } = pen.getImageData(0, 0, picture.width, picture.height);
  return new Set(new Uint32Array(data.buffer, data.byteOffset, data.length / 4)).size;
};

describe.each(runnables)("$file", ({ file, program }) => {
  test("has the name of its program", () => expect(basename(file, ".ts")).toBe(program.name));

  test.each(Object.entries(machines))("runs quickly %s, and leaves what its record lists", async (machine, env) => {
    const here = join(folder, machine, program.name);
    const out = join(here, "out");
    const json = join(here, "run.json");
    const need = needs[program.name]?.(here);
    if (need) expect(await started(need.file, need.argv, env)).toMatchObject({ code: 0 });
    const argv = ["--quick", "--quiet", "--out", out, "--json", json, ...(need?.flags ?? [])];
    const { code, out: said, err } = await started(file, argv, env);
    expect(err.split("\n").filter((line) => line !== "" && !line.startsWith("notice: "))).toEqual([]);
    expect([code, said]).toEqual([0, ""]);

    const record = recordAt(json);
    expect(record.program).toBe(program.name);
    expect(record.metrics.length).toBeGreaterThan(0);
    expect(Object.keys(record.figures).length).toBeGreaterThan(0);
    expect(Object.values(record.figures)).not.toContain(Number.NaN);
    if (machine === "without data") expect(String(record.data["notices"])).toContain("synthetic");

    expect([...record.files].sort()).toEqual([...filesBelow(out)].sort());
    for (const path of record.files) {
      expect(readFileSync(path).length, path).toBeGreaterThan(0);
      if (path.endsWith(".png")) expect(await coloursOf(path), `colours of ${path}`).toBeGreaterThan(2);
    }
  });

  test("--help names every flag", async () => {
    const fake = fakeIo();
    expect(await main(program, ["--help"], fake.io)()).toBe(0);
    const named = new Set(fake.out().match(/--[a-z][a-z-]*/g));
    const flags = Object.keys({ ...program.flags, ...program.common }).map(flagName);
    expect(flags.filter((flag) => !named.has(flag))).toEqual([]);
    expect(fake.err()).toBe("");
  });

  test("an unknown flag: exit code 2, one line, nothing written", async () => {
    const out = join(folder, "unwritten", program.name);
    const fake = fakeIo();
    expect(await main(program, ["--quick", "--out", out, "--no-such-flag", "3"], fake.io)()).toBe(2);
    expect(fake.both()).toMatch(new RegExp(`^${program.name}: --no-such-flag: no such flag.*\\n$`));
    expect(existsSync(out)).toBe(false);
  });

  test.each(program.examples)("its example «$argv» is a command line that it reads", ({ argv }) => {
    expect(program.prepare(argv.split(" ").filter(Boolean))._tag).toBe("Right");
  });
});
