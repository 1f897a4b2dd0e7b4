import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { version } from "../../../src/cli/program/io.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "process-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The fixture as a process of its own; `meet` is called with it at once. */
const walked = (argv: readonly string[], meet: (child: ChildProcess) => void = () => {}) =>
  new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const child = spawn(process.execPath, ["--import", "tsx", "props/fixtures/walk.ts", ...argv]);
    const said = { out: "", err: "" };
    child.stdout.on("data", (text) => {
      said.out += text;
    });
    child.stderr.on("data", (text) => {
      said.err += text;
    });
    child.on("close", (code) => resolve({ code, ...said }));
    meet(child);
  });

describe("a program as a process", () => {
  test("results on stdout, all else on stderr, exit code 0", async () => {
    const { code, out, err } = await walked(["--quick", "--out", join(folder, "well")]);
    expect(code).toBe(0);
    expect(out).toMatch(/^walked 20 steps on (plain|relaxed) kernels\n {2}steps /);
    expect(err).toMatch(/^notice: no map: walking blind\nwalk {2}━.*\n$/);
  });

  test("the help names the file as it is called", async () => {
    const { code, out } = await walked(["--help"]);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: npx tsx ${join("props", "fixtures", "walk.ts")} [flags]`);
  });

  test("Ctrl-C exits with 130 and keeps what is complete", async () => {
    const out = join(folder, "kept");
    const { code, err } = await walked(["--ending", "endless", "--out", out], (child) =>
      child.stdout?.once("data", () => child.kill("SIGINT")),
    );
    expect(code).toBe(130);
    expect(err).toContain(`walk: interrupted; kept ${join(out, "kept.bin")}\n`);
    expect(err).not.toContain("    at ");
    expect(readdirSync(out)).toEqual(["kept.bin"]);
    expect(readFileSync(join(out, "kept.bin"))).toHaveLength(16);
  });

  test("a reader that goes away: the files are written, one line, exit code 1", async () => {
    const out = join(folder, "unread");
    const { code, err } = await walked(["--steps", "300", "--out", out], (child) => child.stdout?.destroy());
    expect(code).toBe(1);
    expect(err).not.toMatch(/EPIPE| {4}at /);
    expect(err.split("\n").filter((line) => line.startsWith("standard output: "))).toHaveLength(1);
    expect(readdirSync(join(out, "walks"))).toEqual(["trace.bin"]);
  });

  test("the version is the package's", () => {
    expect(version).toBe(JSON.parse(readFileSync("package.json", "utf8")).version);
  });
});
