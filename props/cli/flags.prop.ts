import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { pair, positiveInt } from "../../src/cli/flags/codecs.js";
import { commonFlags } from "../../src/cli/flags/commonFlags.js";
import { flag, flagName, optional } from "../../src/cli/flags/flag.js";
import { distance } from "../../src/cli/flags/nearest.js";
import { parse, unparse } from "../../src/cli/flags/parse.js";
import { help } from "../../src/cli/output/help.js";
import { program } from "../../src/cli/program/program.js";
import { describe as line } from "../../src/failure.js";
import { settingsOf } from "../arbitraries/settings.js";
import { fakeIo } from "../fixtures/io.js";
import { walk, walkFlags } from "../fixtures/walk.js";

const flags = { ...walkFlags, ...commonFlags("walk") };
const names = Object.keys(flags).map((key) => flagName(key).slice(2));

/** The one line that a wrong command line gets. */
const complaint = (argv: readonly string[]): string => {
  const parsed = parse(flags, argv);
  return E.isLeft(parsed) ? line(parsed.left) : "";
};

describe("settings and command lines", () => {
  test("parsing what settings are written as gives the settings", () => {
    fc.assert(
      fc.property(settingsOf(flags), (settings) => {
        expect(parse(flags, unparse(flags, settings))).toEqual(E.right(settings));
      }),
    );
  });

  test("the order of flags does not matter, and a value may stand after a space", () => {
    const spaced = (argv: readonly string[]): readonly (readonly string[])[] =>
      argv.map((word) => {
        const [name = "", ...value] = word.split("=");
        return value.length === 0 || value[0]?.startsWith("-") ? [word] : [name, value.join("=")];
      });
    fc.assert(
      fc.property(settingsOf(flags), fc.infiniteStream(fc.nat()), (settings, order) => {
        const shuffled = spaced(unparse(flags, settings))
          .map((words) => [order.next().value, words] as const)
          .sort(([a], [b]) => a - b)
          .flatMap(([, words]) => words);
        expect(parse(flags, shuffled)).toEqual(E.right(settings));
      }),
    );
  });

  test("a flag of two words takes the word behind its value, and no third", () => {
    const between = pair("FROM TO", " ", positiveInt, positiveInt);
    const two = { between: optional(between, { help: "two places", words: 2 }), ...commonFlags("walk") };
    const value = { between: [7, 6] };
    for (const argv of [
      ["--between", "7", "6", "--seed", "3"],
      ["--seed", "3", "--between=7 6"],
    ])
      expect(parse(two, argv)).toMatchObject(E.right({ ...value, seed: 3 }));
    const all = parse(two, ["--between", "7", "6"]);
    expect(E.isRight(all) && parse(two, unparse(two, all.right))).toEqual(all);
    for (const argv of [["7", "6", "5"], ["7"], ["7", "--seed", "3", "6"], ["7", "--quick", "6"]])
      expect(parse(two, ["--between", ...argv])).toMatchObject({ _tag: "Left", left: { fault: "usage" } });
  });

  test("an empty command line gives the defaults, and the shortest one of the defaults is empty", () => {
    const parsed = parse(flags, []);
    expect(parsed).toMatchObject(E.right({ steps: 200, seed: 0, out: "out/walk", trace: undefined, quick: false }));
    expect(E.isRight(parsed) && unparse(flags, parsed.right)).toEqual([]);
  });

  test("--quick takes the quick defaults, and what is typed wins over them", () => {
    expect(parse(flags, ["--quick"])).toMatchObject(E.right({ steps: 20, drift: -0.25 }));
    expect(parse(flags, ["--steps", "200", "--quick"])).toMatchObject(E.right({ steps: 200 }));
  });

  test("the last of a repeated flag counts; a negative number is a value", () => {
    expect(parse(flags, ["--steps=3", "--steps", "4", "--drift", "-3"])).toMatchObject(
      E.right({ steps: 4, drift: -3 }),
    );
  });

  test("a flag named like a common one is the author's mistake", () => {
    const seed = flag(positiveInt, { default: 1, help: "another seed" });
    const run = () => () => Promise.reject(new Error("not to be run"));
    expect(() => program({ name: "twice", summary: "", flags: { seed }, examples: [], run })).toThrow("seed");
  });
});

describe("a wrong command line", () => {
  test("any words at all: settings, or a failure of one printable line", () => {
    const likely = fc.constantFrom(...names.map((name) => `--${name}`), "--", "-", "-x", "--no-quick", "=", "--=3");
    const wordOf = fc.oneof(likely, fc.string(), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(fc.array(wordOf), (argv) => {
        expect(complaint(argv)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(complaint(argv) === "").toBe(E.isRight(parse(flags, argv)));
      }),
      { numRuns: 500 },
    );
  });

  test("one slip in a flag: the flag that was meant is offered", () => {
    const letter = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz");
    const slip = fc.tuple(fc.constantFrom(...names), fc.nat(), letter, fc.nat(3)).map(([name, at, other, kind]) => {
      const i = at % name.length;
      const edits = [
        name.slice(0, i) + name.slice(i + 1),
        name.slice(0, i) + other + name.slice(i),
        name.slice(0, i) + other + name.slice(i + 1),
        name.slice(0, i) + (name[i + 1] ?? "") + name[i] + name.slice(i + 2),
      ];
      return edits[kind]!;
    });
    const unknown = slip.filter((typed) => /^[a-z]/.test(typed) && ![...names, "help"].includes(typed));
    fc.assert(
      fc.property(unknown, (typed) => {
        const said = complaint([`--${typed}`]);
        const offered = /; did you mean --([a-z-]+)\?$/.exec(said)?.[1] ?? "";
        expect(said).toContain(`--${typed}: no such flag`);
        expect(offered.startsWith(typed) || distance(typed, offered) === 1).toBe(true);
      }),
    );
  });

  test.each([
    [["--steps", "0"], "--steps: wrong value: expected a whole number from 1 up, got 0"],
    [["--steps=two words"], '--steps: wrong value: expected a whole number from 1 up, got "two words"'],
    [["--steps"], "--steps: a value is missing: expected a whole number from 1 up"],
    [["--steps", "--quick"], "--steps: a value is missing: expected a whole number from 1 up"],
    [["--out="], '--out: wrong value: expected a path, got ""'],
    [
      ["--simd", "relaxd"],
      "--simd: wrong value: expected one of auto, plain, relaxed, got relaxd; did you mean relaxed?",
    ],
    [["--schedule", "50x5,3"], "--schedule: wrong item 2: expected steps with their stride, as 50x5, got 3"],
    [["--threads", "0"], "--threads: wrong value: expected a whole number from 1 to 256, got 0"],
    [["--quick=yes"], "--quick: takes no value: got yes"],
    [["--colour"], "--colour: no such flag; see --help"],
    [["face.npy"], "face.npy: no flag stands before it; see --help"],
    [["--seed", "9007199254740992"], "--seed: wrong value: expected a whole number from 0 up, got 9007199254740992"],
  ])("%j", (argv, said) => expect(complaint(argv)).toBe(said));
});

describe("the help", () => {
  const { io } = fakeIo();

  test("has every flag with its placeholder, help and default, on lines that fit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 200 }), fc.boolean(), (columns, colours) => {
        const page = stripVTControlCharacters(help(walk, { ...io, columns, colours: { out: colours, err: false } }));
        const flowing = page.replace(/\s+/g, " ");
        for (const [key, { placeholder, help: text, ...rest }] of Object.entries(flags)) {
          expect(page).toContain(placeholder === undefined ? flagName(key) : `${flagName(key)} ${placeholder}`);
          expect(flowing).toContain(text);
          if (placeholder !== undefined && rest.default !== undefined)
            expect(flowing).toContain(`${text} [default ${rest.codec.encode(rest.default as never)}`);
        }
        for (const { argv, does } of walk.examples) expect(flowing).toContain(`walk ${argv} ${does}`);
        for (const text of page.split("\n")) expect(text.length).toBeLessThanOrEqual(Math.min(columns, 96));
      }),
    );
  });

  test("its examples are command lines that parse", () => {
    for (const { argv } of walk.examples) expect(E.isRight(walk.prepare(argv.split(" ")))).toBe(true);
  });
});
