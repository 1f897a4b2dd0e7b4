import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas } from "canvas";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { resized } from "../../src/data/resized.js";
import { orThrow } from "../../src/failure.js";
import { ndarray } from "../../src/formats/ndarray.js";
import * as npy from "../../src/formats/npy/index.js";

import { readPictures } from "../../src/node/pictures/readPictures.js";
import { between, drawn, seeds } from "../arbitraries/data.js";
import { right } from "../arbitraries/models.js";

const sides = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }));

/** A picture of a size, and another size. */
const scalings = fc.tuple(sides, sides, seeds).map(([from, to, seed]) => ({
  from,
  to,
  picture: drawn(seed, from[0] * from[1], between(0, 1)),
}));

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const distance = (a: Float64Array, b: Float64Array): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

describe("a picture scaled", () => {
  test("to its own size is itself", () =>
    fc.assert(
      fc.property(scalings, ({ from, picture }) => {
        expect(resized(picture, from, from)).toEqual(picture);
      }),
    ));

  test("keeps its mean and its range, to 1e-13: sums of at most 144 roundings, below 2^-53 each", () =>
    fc.assert(
      fc.property(scalings, ({ from, to, picture }) => {
        const made = resized(picture, from, to);
        expect(made).toHaveLength(to[0] * to[1]);
        expect(Math.abs(mean(made) - mean(picture))).toBeLessThan(1e-13);
        expect(Math.max(...made)).toBeLessThan(Math.max(...picture) + 1e-13);
        expect(Math.min(...made)).toBeGreaterThan(Math.min(...picture) - 1e-13);
      }),
    ));

  test("to a multiple of its sides is the same squares, larger; and back, to the last bits", () =>
    fc.assert(
      fc.property(scalings, fc.integer({ min: 1, max: 5 }), ({ from, picture }, zoom) => {
        const large = [from[0] * zoom, from[1] * zoom] as const;
        const made = resized(picture, from, large);
        const squares = made.map((_, at) => {
          const [row, column] = [Math.floor(at / large[1] / zoom), Math.floor((at % large[1]) / zoom)];
          return picture[row * from[1] + column]!;
        });
        expect(distance(made, squares)).toBeLessThan(1e-13);
        expect(distance(resized(made, large, from), picture)).toBeLessThan(1e-13);
      }),
    ));

  test("turned is the turned picture scaled, to the last bits", () =>
    fc.assert(
      fc.property(scalings, ({ from, to, picture }) => {
        const turned = (of: Float64Array, [rows, columns]: readonly [number, number]): Float64Array =>
          of.map((_, at) => of[(at % rows) * columns + Math.floor(at / rows)]!);
        const [one, other] = [
          turned(resized(picture, from, to), to),
          resized(turned(picture, from), [from[1], from[0]], [to[1], to[0]]),
        ];
        expect(distance(one, other)).toBeLessThan(1e-13);
      }),
    ));
});

const folder = mkdtempSync(join(tmpdir(), "resized-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A picture of one grey. */
const paint = (
  path: string,
  [height, width]: readonly [number, number],
  grey: number,
  format: "png" | "jpeg",
): void => {
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext("2d");
  pen.fillStyle = `rgb(${grey}, ${grey}, ${grey})`;
  pen.fillRect(0, 0, width, height);
  writeFileSync(path, format === "png" ? canvas.toBuffer("image/png") : canvas.toBuffer("image/jpeg"));
};

describe("pictures of other sizes, read to be scaled", () => {
  const odd = join(folder, "odd");
  mkdirSync(odd);
  paint(join(odd, "1.png"), [2, 3], 51, "png");
  paint(join(odd, "2.png"), [7, 5], 102, "png");
  paint(join(odd, "3.jpg"), [16, 16], 153, "jpeg");
  paint(join(odd, "10.JPEG"), [1, 1], 204, "jpeg");

  test("a folder of PNG and JPEG pictures of any sizes: each of the model's, in the order of their names", async () => {
    const { x, names } = right(await readPictures(odd, [2, 2], { resize: true })());
    expect(names).toEqual(["1.png", "2.png", "3.jpg", "10.JPEG"]);
    expect(x.shape).toEqual([4, 2, 2]);
    expect(Array.from(x.data, (grey) => Math.round(grey * 255))).toEqual(
      [51, 102, 153, 204].flatMap((grey) => new Array(4).fill(grey)),
    );
    expect(await readPictures(odd, [2, 2])()).toMatchObject({ left: { kind: "SizeMismatch" } });
  });

  test.each<[string, readonly number[]]>([
    ["[rows, columns]", [4, 6]],
    ["[n, rows, columns]", [1, 4, 6]],
  ])("an array %s", async (name, shape) => {
    const path = join(folder, `${shape.length}.npy`);
    writeFileSync(
      path,
      orThrow(
        npy.encode(
          ndarray(
            "float32",
            shape,
            Float32Array.from({ length: 24 }, (_, i) => (i < 12 ? 1 : 0)),
          ),
        ),
      ),
    );
    expect(right(await readPictures(path, [2, 2], { resize: true })()).x.data).toEqual(Float32Array.of(1, 1, 0, 0));
    expect(await readPictures(path, [2, 2])(), name).toMatchObject({ left: { kind: "SizeMismatch" } });
  });

  test.each<[string, readonly number[]]>([
    ["[n, numbers]", [2, 4]],
    ["[n, 1, rows, columns]", [2, 1, 2, 2]],
  ])("an array %s that fits is taken as it is", async (_, shape) => {
    const path = join(folder, `${shape.join()}.npy`);
    const data = Float32Array.from({ length: 8 }, (_, i) => i / 8);
    writeFileSync(path, orThrow(npy.encode(ndarray("float32", shape, data))));
    const { x } = right(await readPictures(path, [2, 2], { resize: true })());
    expect(x).toMatchObject({ shape: [2, 2, 2], data });
  });
});
