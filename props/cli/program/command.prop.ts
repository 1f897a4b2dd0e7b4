import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Command, main, type Program, runCommand, version } from "../../../src/cli/index.js";
import { startedAs } from "../../../src/cli/program/process.js";
import { fakeIo } from "../../fixtures/io.js";
import { walk } from "../../fixtures/walk.js";

const folder = mkdtempSync(join(tmpdir(), "command-"));
afterAll(() => rmSync(folder, { recursive: true }));

const lost = (message: string) => (): Promise<Program> => Promise.reject(new Error(message));

const command: Command = {
  name: "stroll",
  summary: "walks of all kinds",
  programs: {
    walk: { summary: "one step after the other", load: async () => walk },
    bare: { summary: "lacks a package", load: lost("Cannot find package 'canvas' imported from /x/canvas.js") },
    scoped: { summary: "lacks another", load: lost("Cannot find module '@napi-rs/canvas-linux-x64-gnu'\nRequire") },
    torn: { summary: "is not whole", load: lost("Cannot find module '/x/walk.js' imported from /x/list.js") },
  },
};

const told = async (...argv: readonly string[]) => {
  const fake = fakeIo({ command: (what) => `npx stroll ${what}` });
  return { code: await runCommand(command, argv, fake.io)(), out: fake.out(), err: fake.err() };
};

describe("a command of many programs", () => {
  test.each([[], ["--help"], ["-h"], ["help"]])("prints its page for «%s»", async (...argv) => {
    const { code, out, err } = await told(...argv.filter((word) => word !== undefined));
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(`stroll ${version}: walks of all kinds\n`);
    expect(out).toContain("Usage: npx stroll NAME [flags]\n");
    for (const [name, { summary }] of Object.entries(command.programs))
      expect(out).toMatch(new RegExp(`^ {2}${name} +${summary}$`, "m"));
  });

  test("tells its version", async () => {
    expect(await told("--version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });

  test.each([
    ["help", "walk"],
    ["--help", "walk"],
    ["walk", "--help"],
    ["walk", "--quick", "-h"],
  ])("prints a program's help for «%s %s»", async (...argv) => {
    const fake = fakeIo({ command: (what) => `npx stroll ${what}` });
    await main(walk, ["--help"], fake.io)();
    expect(await told(...argv)).toEqual({ code: 0, out: fake.out(), err: "" });
    expect(fake.out()).toContain("Usage: npx stroll walk [flags]\n");
  });

  test("runs a program with the flags behind its name, and ends as it ends", async () => {
    const out = join(folder, "walk");
    const well = await told("walk", "--quick", "--out", out);
    expect([well.code, well.out]).toEqual([0, expect.stringMatching(/^walked 20 steps/)]);
    expect((await told("walk", "--quick", "--out", out, "--ending", "numerical")).code).toBe(3);
    expect((await told("walk", "--stepz", "3")).err).toBe("walk: --stepz: no such flag; did you mean --steps?\n");
  });

  test.each([
    ["wakl", "no such program; did you mean walk?"],
    ["xylophone", "no such program; see --help"],
    ["constructor", "no such program; see --help"],
    ["--hlep", "no such flag; did you mean --help?"],
    ["--quick", "no such flag; see --help"],
  ])("does not know %s: exit code 2, one line", async (name, said) => {
    expect(await told(name)).toEqual({ code: 2, out: "", err: `stroll: ${name}: ${said}\n` });
    expect(await told("help", name)).toEqual({ code: 2, out: "", err: `stroll: ${name}: ${said}\n` });
  });

  test.each([
    ["bare", "canvas: a package that bare needs is not installed; it is optional: "],
    ["scoped", "@napi-rs/canvas-linux-x64-gnu: a package that scoped needs is not installed; it is optional: "],
    ["torn", "torn: could not be loaded: got Cannot find module '/x/walk.js'"],
  ])("cannot load %s: exit code 1, one line", async (name, said) => {
    const { code, out, err } = await told(name, "--quick");
    expect([code, out]).toEqual([1, ""]);
    expect(err.startsWith(`stroll: ${said}`), err).toBe(true);
    expect(err.match(/\n/g)).toHaveLength(1);
  });
});

test("npx for Windows starts the file behind the name", () => {
  const file = join("/home", "me", "node_modules", "elbo-ts", "dist", "bin", "elbo.js");
  expect(startedAs(file, { npm_command: "exec" }, "/home/me")).toBe("npx elbo");
});
