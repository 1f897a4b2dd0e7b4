import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toPng } from "../../src/node/canvas.js";
import { overlap, type Rect } from "../../src/plot/geometry.js";
import {
  column,
  figure,
  histogram,
  image,
  imageSheet,
  line,
  marks,
  type Panel,
  panel,
  row,
  scatter,
  theme,
  toSvg,
} from "../../src/plot/index.js";
import { type BoundPanel, bound } from "../../src/plot/layout/bound.js";
import { frameOf } from "../../src/plot/layout/frame.js";
import { outlines } from "../../src/plot/layout/index.js";
import { entriesOf, freeCorner } from "../../src/plot/layout/legend.js";
import { figures, looseMarks } from "../arbitraries/figures.js";
import { right } from "../arbitraries/models.js";
import { dark, inked, laidOut, pixelsOf } from "../pixels.js";

/** A panel with the meanings of its marks. */
const boundPanel = (panel: Panel) => right(bound(marks)(panel)) as BoundPanel;

/** Rendering takes milliseconds, not microseconds. */
const numRuns = 40;

describe("layout", () => {
  test("panels do not overlap, and lie inside the figure", () =>
    fc.assert(
      fc.property(figures("titled"), (drawn) => {
        const placed = laidOut(drawn);
        const rects = outlines(placed);
        for (const { x, y, width, height } of rects) {
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(placed.width);
          expect(y + height).toBeLessThanOrEqual(placed.height);
        }
        rects.forEach((a, i) => {
          for (const b of rects.slice(i + 1)) expect(overlap(a, b)).toBe(false);
        });
      }),
    ));

  test("the margin of the page stays white: nothing is cut off", () =>
    fc.assert(
      fc.property(figures("titled"), (drawn) => {
        const { width, height, any } = pixelsOf(drawn);
        const margin = theme.space.page - 4;
        expect(any(0, 0, width, margin, inked)).toBe(false);
        expect(any(0, height - margin, width, margin, inked)).toBe(false);
        expect(any(0, 0, margin, height, inked)).toBe(false);
        expect(any(width - margin, 0, margin, height, inked)).toBe(false);
      }),
      { numRuns },
    ));

  test("a panel draws nothing beyond the room that it measured, but for a pixel of blended edges", () =>
    fc.assert(
      fc.property(figures("bare"), (drawn) => {
        const { width, height, at } = pixelsOf(drawn);
        const rooms = outlines(laidOut(drawn)).map(
          (r): Rect => ({ x: r.x - 1, y: r.y - 1, width: r.width + 2, height: r.height + 2 }),
        );
        for (let y = 0; y < height; y += 0.5) {
          for (let x = 0; x < width; x += 0.5) {
            const inside = rooms.some((r) => x >= r.x && x < r.x + r.width && y >= r.y && y < r.y + r.height);
            if (!inside && inked(at(x, y))) expect.fail(`ink at ${x}, ${y} of ${width} x ${height}`);
          }
        }
      }),
      { numRuns },
    ));

  test("the same figure gives the same bytes", () =>
    fc.assert(
      fc.property(figures("titled"), (drawn) => {
        expect(Buffer.from(right(toPng(drawn))).equals(Buffer.from(right(toPng(drawn))))).toBe(true);
      }),
      { numRuns: 15 },
    ));
});

describe("legend", () => {
  test("a legend in a corner lies on no data", () =>
    fc.assert(
      fc.property(looseMarks, (some) => {
        const drawn = panel(
          some.map((mark) => ({ ...mark, colour: "#ff0000" })),
          { legend: "none" },
        );
        const { area } = laidOut(figure(drawn)).leaves[0]!;
        const open = boundPanel({ ...drawn, legend: "auto" });
        const place = freeCorner(open, frameOf(open, area), entriesOf(open), (words) => 7 * words.length);
        if (place === undefined) return;
        const { any } = pixelsOf(figure(drawn));
        const red = ([r, g, b]: readonly [number, number, number]) => r > 200 && g < 200 && b < 200;
        expect(any(place.x, place.y, place.width, place.height, red)).toBe(false);
      }),
      { numRuns },
    ));

  test("without a free corner it stands to the right", () => {
    const x = Array.from({ length: 900 }, (_, i) => i % 30);
    const y = Array.from({ length: 900 }, (_, i) => Math.floor(i / 30));
    const full = panel([scatter({ x, y, label: "everywhere" })]);
    const room = (legend: "auto" | "none") => laidOut(figure({ ...full, legend })).leaves[0]!.inset.right;
    expect(room("auto")).toBeGreaterThan(room("none") + 50);
  });
});

describe("aspect", () => {
  test("equal: a unit is as long along x as along y, to 2^-40", () =>
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 300 }), fc.double({ min: 0.01, max: 100, noNaN: true }), (width, span) => {
        const equal = panel([line({ x: [0, span], y: [0, 1] })], { width, height: 120, aspect: "equal" });
        const { x, y } = frameOf(boundPanel(equal), { x: 0, y: 0, width, height: 120 });
        const unit = x.at(1) - x.at(0);
        expect(Math.abs(unit - (y.at(0) - y.at(1)))).toBeLessThanOrEqual(unit * 2 ** -40 + 2 ** -40);
      }),
    ));
});

describe("what cannot be drawn is a Left", () => {
  test.each([
    ["no room", () => panel([], { width: 3 })],
    ["an empty domain", () => panel([], { x: { domain: [2, 2] } })],
    ["zero on a log axis", () => panel([], { y: { scale: "log", domain: [0, 1] } })],
    ["lengths that differ", () => panel([line({ x: [1, 2], y: [1] })])],
    ["bars without edges", () => panel([histogram([1, 2], { bins: 0 })])],
    ["a field of another shape", () => panel([image({ values: [1, 2], shape: [2, 2] })])],
    ["a mark of no known kind", () => panel([{ kind: "star" }])],
    ["a sheet without columns", () => imageSheet([], { columns: 0 })],
    ["a grid of nothing", () => row([])],
  ])("%s", (_, build) => {
    const drawn = figure(column([build()]));
    expect(toPng(drawn)).toMatchObject({ left: { kind: "NotDrawable", where: expect.stringContaining("panel 1") } });
    expect(toSvg(drawn)).toEqual(toPng(drawn));
  });
});

test("no data: axes, and a note that says so", () => {
  const empty = figure(panel([line({ x: [], y: [] })]));
  const { area } = laidOut(empty).leaves[0]!;
  const { any } = pixelsOf(empty);
  expect(any(area.x + area.width / 2 - 30, area.y + area.height / 2 - 8, 60, 16, dark)).toBe(true);
  expect(any(area.x - 1, area.y, 2, area.height, dark)).toBe(true);
});
