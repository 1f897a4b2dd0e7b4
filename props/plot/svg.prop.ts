import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { figure, imageSheet, line, type MarkDefinition, panel, scatter, toSvg } from "../../src/plot/index.js";
import { layout } from "../../src/plot/layout/index.js";
import { marks } from "../../src/plot/mark/index.js";
import { svgSurface } from "../../src/plot/svg/context.js";
import { figures } from "../arbitraries/figures.js";
import { right } from "../arbitraries/models.js";
import { type Element, parseXml } from "../reference/xml.js";

const all = ({ children, ...element }: Element): readonly Element[] => [
  { ...element, children },
  ...children.flatMap(all),
];
const named = (root: Element, name: string) => all(root).filter((element) => element.name === name);
const read = (...drawn: Parameters<typeof toSvg>): Element => parseXml(right(toSvg(...drawn)));
const number = (element: Element, name: string): number => Number(element.attributes[name]);

describe("SVG", () => {
  test("of any figure it is well-formed, as large as the layout says, and has every word of it", () =>
    fc.assert(
      fc.property(figures("titled"), (drawn) => {
        const root = read(drawn);
        const placed = right(layout(svgSurface("Inter"), drawn, marks));
        expect([number(root, "width"), number(root, "height")]).toEqual([placed.width, placed.height]);
        const letters = (text: string) => text.replace(/[\^_]\{([^}]*)\}/g, "$1").replace(/\s/g, "");
        const said = letters(
          named(root, "text")
            .map(({ text }) => text)
            .join(""),
        );
        for (const { text } of placed.texts) expect(said).toContain(letters(text));
      }),
      { numRuns: 60 },
    ));

  test("a point a circle, in the colour of its class; a line a path from its first point to its last", () => {
    const axes = { x: { domain: [0, 10] }, y: { domain: [0, 10] } } as const;
    const shown = panel(
      [
        scatter({ x: [1, 2, 3], y: [5, 5, 5], classes: [0, 1, 2] }),
        line({ x: [0, 10], y: [0, 10], colour: "#123456" }),
      ],
      { ...axes, width: 100, height: 100 },
    );
    const root = read(figure(shown));
    const circles = named(root, "circle");
    expect(circles.map(({ attributes }) => attributes["fill"])).toEqual(["#377eb8", "#dc267f", "#66a61e"]);
    const [left] = circles.map((circle) => number(circle, "cx") - 10);
    const drawn = named(root, "path").find(({ attributes }) => attributes["stroke"] === "#123456");
    const numbers = drawn?.attributes["d"]?.match(/[\d.]+/g)?.map(Number) ?? [];
    expect(numbers.at(-2)! - numbers[0]!).toBe(100);
    expect(numbers[0]).toBeCloseTo(left!, 2);
  });

  test("an image is a PNG of its greys, sharp", () => {
    const root = read(figure(imageSheet([[0, 1, 0.5, 1]], { shape: [2, 2], zoom: 7 })));
    const [picture, ...others] = named(root, "image");
    expect(others).toEqual([]);
    expect([number(picture!, "width"), number(picture!, "height")]).toEqual([14, 14]);
    expect(picture!.attributes).toMatchObject({ href: expect.stringMatching(/^data:image\/png;base64,iVBOR/) });
  });

  test("what has a meaning in XML is a letter", () => {
    const [title] = named(read(figure(panel([]), { title: `a < b & "c" > d\u0001` })), "title");
    expect(title?.text).toBe(`a < b & "c" > d `);
  });
});

test("a kind of mark of one's own is drawn beside the others, and may stand for one of them", () => {
  interface Star {
    readonly kind: "star";
    readonly at: readonly [number, number];
  }
  const star: MarkDefinition<Star> = {
    kind: "star",
    extent: ({ at: [x, y] }) => ({ x: [[x]], y: [[y]] }),
    draw: ({ at }, { x, y }, { context }, colour) => {
      context.fillStyle = colour;
      context.fillText("*", x.at(at[0]), y.at(at[1]));
    },
  };
  const mine: Star = { kind: "star", at: [1, 1] };
  const drawn = figure(panel([mine, line({ y: [0, 1, 2] })]));
  const stars = named(read(drawn, { marks: [star] }), "text").filter(({ text }) => text === "*");
  expect(stars.map(({ attributes }) => attributes["fill"])).toEqual(["#377eb8"]);
  expect(toSvg(drawn)).toMatchObject({ left: { kind: "NotDrawable", got: "star" } });
  const silent: MarkDefinition = { kind: "line", extent: () => ({ x: [], y: [] }), draw: () => {} };
  expect(right(toSvg(figure(panel([line({ y: [1, 2] })])), { marks: [silent] }))).not.toContain("#377eb8");
});
