import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { filesIn } from "./files.js";
import { importsOf, laws } from "./imports.js";
import { beyond, notYet } from "./notYet.js";

type Law = keyof typeof laws;
const all = Object.keys(laws) as readonly Law[];
const source = importsOf(filesIn(["src"]));

describe("the imports of src", () => {
  test("are many, and the entry reaches the floors", () => {
    expect(source.size).toBeGreaterThan(100);
    expect(source.get("src/index.ts")).toContain("src/core/key.ts");
  });

  test.each(all)("%s", (law) => expect(beyond(notYet.imports, laws[law](source))).toEqual([]));

  test("fp-ts and io-ts are imported at their roots everywhere else too", () => {
    const others = importsOf(filesIn(["props", "examples", "bin", "bench"]));
    const deep = [...others].flatMap(([from, to]) =>
      to.filter((it) => /^(fp|io)-ts\//.test(it)).map((it) => [from, it]),
    );
    expect(deep).toEqual([]);
  });
});

/** A house in order, a line of imports a file. */
const sound = {
  "src/failure.ts": "",
  "src/wasm/kernels.ts": 'const kernels = () => import("../../kernels/plain.js");',
  "src/wasm/load.ts": 'import { embedded } from "./kernels.js";',
  "src/node/load.ts": 'import { existsSync } from "node:fs"; import { load } from "../wasm/load.js";',
  "src/core/shape.ts": 'import { either as E } from "fp-ts"; import { badData } from "../failure.js";',
  "src/core/tensor.ts": 'import type { Shape } from "./shape.js"; import * as t from "io-ts";',
  "src/node/npy.ts": 'import { open } from "node:fs/promises"; import { tensor } from "../core/tensor.js";',
  "src/data/synthetic/ink.ts": 'import { tensor } from "../../core/tensor.js";',
  "src/index.ts": 'export * from "./core/tensor.js"; export { load } from "./wasm/load.js";',
  "src/node/index.ts": 'export { npy } from "./npy.js"; export * from "./load.js";',
};

const broken = (changes: Readonly<Record<string, string>>) => {
  const imports = importsOf(new Map(Object.entries({ ...sound, ...changes })));
  return Object.fromEntries(
    all.map((law) => [law, laws[law](imports)]).filter(([, complaints]) => complaints!.length > 0),
  );
};

describe("the laws of the imports", () => {
  test("have no complaint of a house in order", () => expect(broken({})).toEqual({}));

  test.each<[string, Readonly<Record<string, string>>, Law, string]>([
    [
      "an arrow that runs up",
      { "src/core/shape.ts": 'import { fit } from "../em/fit.js";', "src/em/fit.ts": "" },
      "no file imports from a higher floor",
      "src/core/shape.ts -> src/em/fit.ts",
    ],
    [
      "a type from above",
      { "src/core/shape.ts": 'import { type Fit } from "../em/fit.js";', "src/em/fit.ts": "" },
      "no file imports from a higher floor",
      "src/core/shape.ts -> src/em/fit.ts",
    ],
    [
      "the entry from inside",
      { "src/node/idx.ts": 'export * from "../index.js";' },
      "no file imports from a higher floor",
      "src/node/idx.ts -> src/index.ts",
    ],
    [
      "a circle of two",
      { "src/core/shape.ts": 'import { Tensor } from "./tensor.js";' },
      "no import runs in a circle",
      "src/core/shape.ts -> src/core/tensor.ts -> src/core/shape.ts",
    ],
    [
      "a file that imports itself",
      { "src/core/key.ts": 'import type { Key } from "./key.js";' },
      "no import runs in a circle",
      "src/core/key.ts -> src/core/key.ts",
    ],
    ["a floor of its own", { "src/lib/x.ts": "" }, "every file stands on a floor", "src/lib/x.ts"],
    [
      "a test's code in the library",
      { "src/core/key.ts": 'import { seed } from "../../props/seed.js";' },
      "what is imported is in src; the kernels are for their loader alone",
      "src/core/key.ts -> props/seed.ts",
    ],
    [
      "kernels past the loader",
      { "src/core/key.ts": 'import { base64 } from "../../kernels/plain.js";' },
      "what is imported is in src; the kernels are for their loader alone",
      "src/core/key.ts -> kernels/plain.js",
    ],
    [
      "a deep import of fp-ts",
      { "src/core/key.ts": 'import * as E from "fp-ts/Either";' },
      "no package but fp-ts and io-ts at their roots, and a few more where they belong",
      "src/core/key.ts -> fp-ts/Either",
    ],
    [
      "a package that is not ours",
      { "src/node/idx.ts": 'import pako from "pako";' },
      "no package but fp-ts and io-ts at their roots, and a few more where they belong",
      "src/node/idx.ts -> pako",
    ],
    [
      "Node under its old name",
      { "src/node/idx.ts": 'import { readFileSync } from "fs";' },
      "no package but fp-ts and io-ts at their roots, and a few more where they belong",
      "src/node/idx.ts -> fs",
    ],
    [
      "the way to Node through the Node edge of the kernels",
      { "src/core/tensor.ts": 'import { load } from "../node/load.js";' },
      "nothing reaches Node, the canvas or a package of the edges from below them, by whatever way",
      "src/index.ts -> src/core/tensor.ts -> src/node/load.ts -> node:fs",
    ],
    [
      "the canvas in a figure",
      { "src/plot/figure.ts": 'import { createCanvas } from "canvas";' },
      "nothing reaches Node, the canvas or a package of the edges from below them, by whatever way",
      "src/plot/figure.ts -> canvas",
    ],
    [
      "scales in a codec",
      { "src/formats/npy.ts": 'import { ticks } from "d3-array";' },
      "no package but fp-ts and io-ts at their roots, and a few more where they belong",
      "src/formats/npy.ts -> d3-array",
    ],
  ])("catch %s", (_, changes, law, complaint) => {
    expect(broken(changes)[law]).toContain(complaint);
  });

  test.each(["src/core/key.ts", "src/em/fit.ts", "src/data/synthetic/ink.ts", "src/index.ts"])(
    "catch Node and the canvas in %s, at once and later, for values and types",
    (path) => {
      for (const taken of [
        'import { readFileSync } from "node:fs";',
        'import type { Canvas } from "canvas";',
        'export { ticks } from "d3-array";',
        'const zip = await import("fflate");',
        'type Canvas = typeof import("canvas");',
      ])
        expect(Object.keys(broken({ [path]: taken }))).toEqual([
          "no package but fp-ts and io-ts at their roots, and a few more where they belong",
          "nothing reaches Node, the canvas or a package of the edges from below them, by whatever way",
        ]);
    },
  );

  test("find a circle exactly where one is: downward imports have none, one import back closes one", () => {
    const downward = fc.integer({ min: 2, max: 12 }).chain((n) =>
      fc.record({
        n: fc.constant(n),
        picks: fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 30 }),
        back: fc.tuple(fc.nat(n - 1), fc.nat(n - 1)),
      }),
    );
    fc.assert(
      fc.property(downward, ({ n, picks, back: [a, b] }) => {
        const file = (i: number): string => `src/core/f${i}.ts`;
        const edges = picks.filter(([from, to]) => to < from);
        const graph = (arrows: readonly (readonly number[])[]) =>
          new Map(
            Array.from({ length: n }, (_, i) => [
              file(i),
              arrows.filter(([from]) => from === i).map(([, to]) => file(to!)),
            ]),
          );
        const circles = laws["no import runs in a circle"];
        expect(circles(graph(edges))).toEqual([]);
        // Reachability by Warshall, an algorithm that has no path in common with the one under test.
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const reach = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => i === j));
        for (const [from, to] of edges) reach[from!]![to!] = true;
        for (let k = 0; k < n; k++)
          for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (reach[i]![k] && reach[k]![j]) reach[i]![j] = true;
        expect(circles(graph([...edges, [low, high]])).length > 0).toBe(reach[high]![low]);
      }),
    );
  });
});
