import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wantsColours } from "../../../src/cli/output/layout.js";
import { progressLine, progressOn, type Screen, screenOn } from "../../../src/cli/output/progress.js";
import { showClock, showNumber } from "../../../src/cli/output/summary.js";
import { fakeIo, shownBy } from "../../fixtures/io.js";

const label = fc.string({ unit: "grapheme-ascii", maxLength: 60 }).map((text) => text.replaceAll("\x1b", "?"));
const figures = fc.dictionary(
  fc.constantFrom("loss", "bound", "kl"),
  fc.oneof(fc.double(), fc.constantFrom("best", "-")),
);

describe("a progress line", () => {
  test("fits into the width, whatever it tells, in colours too", () => {
    const standing = fc.record({
      label,
      figures,
      total: fc.option(fc.nat(), { nil: undefined }),
      done: fc.nat(),
      seconds: fc.double({ min: 0, max: 1e7, noNaN: true }),
    });
    fc.assert(
      fc.property(standing, fc.integer({ min: 1, max: 200 }), fc.boolean(), (it, columns, colours) => {
        const line = progressLine(it, columns, colours);
        expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(columns);
        expect(line).not.toContain("\n");
      }),
      { numRuns: 500 },
    );
  });

  test("tells count, rate, time left and figures", () => {
    const standing = { label: "epoch 3", total: 469, done: 234, seconds: 4.5, figures: { loss: 121.0412 } };
    expect(progressLine(standing, 100)).toBe(
      "epoch 3  ━━━━━━━━━━━━━━┄┄┄┄┄┄┄┄┄┄┄┄┄┄  234/469  52.0 it/s  0:05 left  loss 121.041",
    );
    expect(progressLine({ ...standing, done: 469, seconds: 9 }, 40)).toBe("epoch 3  469/469  52.1 it/s  0:09  loss…");
    expect(progressLine({ ...standing, total: undefined, done: 2 }, 60)).toBe(
      "epoch 3  2  2.3 s/it  0:05  loss 121.041",
    );
  });

  test("the bar is as full as the work is done, to half a cell", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(1000), (total, d) => {
        const done = Math.min(d, total);
        const line = progressLine({ label: "", total, done, seconds: 1, figures: {} }, 100);
        const full = line.split("━").length - 1;
        const cells = full + line.split("┄").length - 1;
        expect(Math.abs(full / cells - done / total)).toBeLessThanOrEqual(0.5 / cells + 1e-12);
      }),
    );
  });
});

type Event = { readonly kind: "tick" | "out" | "err" } & { readonly after: number };

const events: fc.Arbitrary<readonly Event[]> = fc.array(
  fc.record({ kind: fc.constantFrom("tick", "out", "err"), after: fc.nat(2000) }),
  { maxLength: 60 },
);

/** Plays events on a screen and ends; gives what was sent and the lines that were logged. */
const play = (script: readonly Event[], terminal: boolean, change: (screen: Screen) => Screen = (it) => it) => {
  const fake = fakeIo({ terminal });
  const screen = change(screenOn(fake.io));
  const progress = progressOn(fake.io, screen, "walk", script.length);
  const logged: string[] = [];
  for (const [i, { kind, after }] of script.entries()) {
    fake.wait(after);
    if (kind === "tick") progress.tick(i + 1, { loss: 1 / (i + 1) });
    else {
      logged.push(`line ${i}`);
      screen[kind](`line ${i}`);
    }
  }
  progress.end();
  progress.end();
  return { fake, logged };
};

const ticks = (script: readonly Event[]): boolean => script.some(({ kind }) => kind === "tick");

/** On a terminal: the logged lines in order, the finished progress below them if it began, the cursor on a new line. */
const leavesWholeLines = (change?: (screen: Screen) => Screen) =>
  fc.property(events, (script) => {
    const { fake, logged } = play(script, true, change);
    const lines = shownBy(fake.both());
    const end = ticks(script) ? [expect.stringMatching(/^walk {2}/), ""] : [""];
    expect(lines).toEqual([...logged, ...end]);
  });

describe("a progress display", () => {
  test("leaves whole lines on a terminal", () => fc.assert(leavesWholeLines()));

  test.each([
    ["that does not settle", (screen: Screen): Screen => ({ ...screen, settle: () => {} })],
    ["that appends its line", (screen: Screen): Screen => ({ ...screen, live: (line) => screen.err(line) })],
  ])("the property catches a screen %s", (_, change) => {
    expect(fc.check(leavesWholeLines(change)).failed).toBe(true);
  });

  test("is drawn at most ten times a second on a terminal", () => {
    fc.assert(
      fc.property(events, (script) => {
        const ticks = script.map(({ after }) => ({ kind: "tick" as const, after: after % 50 }));
        const { fake } = play(ticks, true);
        const elapsed = ticks.reduce((sum, { after }) => sum + after, 0);
        expect(fake.err().split("walk").length - 1).toBeLessThanOrEqual(2 + elapsed / 100);
      }),
    );
  });

  test("in a log is a plain line at most every five seconds, and one at the end, if it began", () => {
    fc.assert(
      fc.property(events, (script) => {
        const { fake, logged } = play(script, false);
        const elapsed = script.reduce((sum, { after }) => sum + after, 0);
        const lines = fake.both().split("\n");
        const own = lines.filter((line) => line.startsWith("walk"));
        expect(fake.both()).toBe(stripVTControlCharacters(fake.both()).replaceAll("\r", ""));
        expect(lines.at(-1)).toBe("");
        if (ticks(script)) expect(lines.at(-2)).toMatch(/^walk/);
        else expect(own).toEqual([]);
        expect(own.length).toBeLessThanOrEqual(1 + elapsed / 5000);
        expect(lines.filter((line) => line.startsWith("line"))).toEqual(logged);
      }),
    );
  });

  test("writes to stderr only", () => {
    fc.assert(
      fc.property(events, fc.boolean(), (script, terminal) => {
        const ticks = script.map((event) => ({ ...event, kind: "tick" as const }));
        expect(play(ticks, terminal).fake.out()).toBe("");
      }),
    );
  });
});

describe("figures", () => {
  test("a shown number is the number to six digits", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(Math.abs(Number(showNumber(x)) - x)).toBeLessThanOrEqual(5e-6 * Math.abs(x));
      }),
    );
    expect([NaN, Infinity, 60000, 1e21, 110.8234567].map(showNumber)).toEqual([
      "NaN",
      "Infinity",
      "60000",
      "1e+21",
      "110.823",
    ]);
  });

  test("a clock counts every second once", () => {
    fc.assert(
      fc.property(fc.nat(400_000), (seconds) => {
        const parts = showClock(seconds).split(":").map(Number);
        expect(parts.reduce((sum, part) => 60 * sum + part, 0)).toBe(seconds);
        expect(parts.slice(1).every((part) => part < 60)).toBe(true);
      }),
    );
  });

  test("colours: a terminal's, unless NO_COLOR is set", () => {
    expect(wantsColours({}, true)).toBe(true);
    expect(wantsColours({}, false)).toBe(false);
    expect(wantsColours({ NO_COLOR: "1", FORCE_COLOR: "1" }, true)).toBe(false);
    expect(wantsColours({ NO_COLOR: "" }, true)).toBe(true);
    expect(wantsColours({ FORCE_COLOR: "1" }, false)).toBe(true);
    expect(wantsColours({ TERM: "dumb" }, true)).toBe(false);
  });
});
