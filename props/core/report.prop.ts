import fc from "fast-check";
import { either as E } from "fp-ts";
import * as t from "io-ts";
import { describe, expect, test } from "vitest";
import { type Complaint, quote, report } from "../../src/core/report.js";

const complaints = (codec: t.Mixed, value: unknown): readonly Complaint[] => {
  const decoded = codec.decode(value);
  return E.isLeft(decoded) ? report(decoded.left) : [];
};

const size = t.union([t.literal("small"), t.literal("large"), t.number]);
const layer = t.union([t.type({ units: t.number, bias: t.boolean }), t.string]);
const config = t.intersection([t.type({ size, layers: t.array(layer) }), t.partial({ rate: t.number })]);

describe("the reporter", () => {
  test("a value that decodes has no complaints, another one has some", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const decoded = config.decode(value);
        expect(complaints(config, value).length > 0).toBe(E.isLeft(decoded));
      }),
    );
  });

  test("the arms of a union are one complaint", () => {
    expect(complaints(config, { size: "huge", layers: [] })).toEqual([
      { path: ["size"], expected: 'one of "small", "large", number', got: "huge" },
    ]);
  });

  test("the arm that got further is the one that is heard", () => {
    expect(complaints(config, { size: 1, layers: ["relu", { units: "ten", bias: true }] })).toEqual([
      { path: ["layers", "1", "units"], expected: "number", got: "ten" },
    ]);
  });

  test("every wrong place is named, once", () => {
    const wrong = complaints(config, { size: null, layers: [1, "relu", 2], rate: "fast" });
    expect(wrong.map(({ path }) => path.join("."))).toEqual(["size", "layers.0", "layers.2", "rate"]);
  });

  test("no place is told together with a place inside it", () => {
    fc.assert(
      fc.property(fc.record({ size: fc.anything(), layers: fc.array(fc.anything()) }), (value) => {
        const paths = complaints(config, value).map(({ path }) => `${path.join(".")}.`);
        expect(new Set(paths).size).toBe(paths.length);
        for (const a of paths) for (const b of paths) expect(a !== b && a.startsWith(b)).toBe(false);
      }),
    );
  });
});

describe("a quoted value", () => {
  test("is one short printable line", () => {
    const anything = fc.oneof(fc.anything(), fc.string({ unit: "binary", maxLength: 200 }));
    fc.assert(
      fc.property(anything, (value) => {
        const line = quote(value);
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(line.length).toBeLessThanOrEqual(60);
        expect(line).not.toBe("");
      }),
      { numRuns: 500 },
    );
  });
});
