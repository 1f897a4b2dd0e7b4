import fc from "fast-check";
import {
  type AxisOptions,
  bars,
  type Content,
  contour,
  type Figure,
  figure,
  grid,
  heatmap,
  histogram,
  imageSheet,
  line,
  type Mark,
  type Panel,
  panel,
  picture,
  rug,
  rule,
  scatter,
  text,
} from "../../src/plot/index.js";

const words = fc.constantFrom(
  "Loss",
  "negative log-likelihood of the test images, in nats",
  "z_{1}",
  "10^{−3} steps",
  "σ²",
);

/** Finite values of all sizes that figures have, and gaps. */
const value = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
  { weight: 2, arbitrary: fc.double({ min: -1e9, max: 1e9, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0, 1e-7) },
);

const points = fc
  .array(fc.tuple(value, value), { maxLength: 12 })
  .map((pairs) => ({ x: pairs.map(([x]) => x), y: pairs.map(([, y]) => y) }));

const label = fc.option(words, { nil: undefined });

/** An option that is there or not, as `exactOptionalPropertyTypes` wants it. */
const named = (name: string | undefined): { label: string } | object => (name === undefined ? {} : { label: name });

const field = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 5 }))
  .chain(([rows, columns]) =>
    fc
      .array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: rows * columns, maxLength: rows * columns })
      .map((values) => ({ values, shape: [rows, columns] as const })),
  );

const loose: fc.Arbitrary<Mark> = fc.oneof(
  fc.tuple(points, label, fc.boolean()).map(([p, name, markers]) => line({ ...p, ...named(name), markers })),
  fc.tuple(points, label).map(([p, name]) => scatter({ ...p, ...named(name) })),
  fc.tuple(points, label).map(([p, name]) => bars({ height: p.y, ...named(name) })),
  fc.tuple(fc.array(value), label).map(([values, name]) => histogram(values, { bins: 7, ...named(name) })),
  fc.array(value).map((x) => rug({ x })),
  fc.tuple(fc.double({ min: -10, max: 10, noNaN: true }), label).map(([x, name]) => rule({ x, ...named(name) })),
  words.map((said) => text({ x: 0, y: 0, text: said })),
);

const backed: fc.Arbitrary<Mark> = fc.oneof(
  fc.tuple(field, words).map(([f, name]) => heatmap({ ...f, label: name })),
  fc.tuple(field, words).map(([f, name]) => contour({ ...f, x: [-1, 1], y: [-1, 1], label: name })),
);

/** Marks that leave their panel's paper free in places. */
export const looseMarks = fc.array(loose, { maxLength: 4 });

const axis: fc.Arbitrary<AxisOptions> = fc
  .tuple(label, fc.constantFrom("linear" as const, "log" as const), fc.boolean())
  .map(([name, scale, reverse]) => ({ ...named(name), scale, reverse }));

/** Any panel. */
export const panels: fc.Arbitrary<Panel> = fc
  .record({
    marks: fc.oneof(
      looseMarks,
      fc.tuple(backed).map(([mark]) => [mark]),
    ),
    x: axis,
    y: axis,
    width: fc.integer({ min: 16, max: 260 }),
    height: fc.integer({ min: 16, max: 200 }),
    title: words,
    caption: words,
    aspect: fc.constantFrom("free" as const, "equal" as const),
    axes: fc.boolean(),
    legend: fc.constantFrom("auto" as const, "right" as const, "none" as const),
  })
  .map(({ marks, ...options }) => {
    // A field lies on linear axes.
    const linear = marks.some(({ kind }) => kind === "heatmap" || kind === "contour");
    const flat = linear
      ? { x: { ...options.x, scale: "linear" as const }, y: { ...options.y, scale: "linear" as const } }
      : {};
    return panel(marks, { ...options, ...flat });
  });

const sheets = fc
  .tuple(field, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 }), fc.array(words, { maxLength: 3 }))
  .map(([{ values, shape }, count, columns, rowLabels]) =>
    imageSheet(
      Array.from({ length: count }, () => values),
      {
        shape,
        columns,
        zoom: 4,
        domain: [-5, 5],
        rowLabels: rowLabels.slice(0, Math.ceil(count / columns)),
        captions: ["first", "second", "third"].slice(0, columns),
      },
    ),
  );

const pictures = fc.tuple(field, words).map(([f, caption]) => picture({ ...f, caption, zoom: 6 }));

const leaves: fc.Arbitrary<Content> = fc.oneof(
  { weight: 3, arbitrary: panels },
  { weight: 1, arbitrary: sheets },
  { weight: 1, arbitrary: pictures },
);

const contents: fc.Arbitrary<Content> = fc.oneof(
  leaves,
  fc
    .tuple(
      fc.array(
        fc.oneof(
          leaves,
          fc.array(leaves, { minLength: 1, maxLength: 3 }).map((some) => grid(2, some)),
        ),
        { minLength: 1, maxLength: 4 },
      ),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 20 }),
    )
    .map(([some, columns, gap]) => grid(columns, some, { gap })),
);

/** Any figure; `bare` ones have no text of their own, only that of their panels. */
export const figures = (kind: "bare" | "titled"): fc.Arbitrary<Figure> =>
  kind === "bare"
    ? contents.map((content) => figure(content))
    : fc
        .tuple(contents, words, words, words)
        .map(([content, title, notice, footnote]) => figure(content, { title, notice, footnote }));
