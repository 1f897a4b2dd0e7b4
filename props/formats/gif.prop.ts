import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, expect, test } from "vitest";
import { orThrow } from "../../src/failure.js";
import type { GifFrame as Frame } from "../../src/formats/gif/index.js";
import * as gif from "../../src/formats/gif/index.js";

import { between, drawn, seeds, stream } from "../arbitraries/data.js";
import { right } from "../arbitraries/models.js";
import { gifProperties } from "../laws/gif.js";
import { play } from "../reference/gif.js";

describe("GIF files", () => {
  for (const [name, property] of Object.entries(gifProperties(gif.encode))) test(name, () => fc.assert(property));

  test("the same frames give the same bytes, which grow less than the frames that they repeat", () => {
    const picture = drawn(1, 784, between(0, 1));
    const film = (count: number) =>
      right(gif.encodePictures(new Array<Float64Array>(count).fill(picture), { shape: [28, 28], delay: 40 }));
    expect(film(200)).toEqual(film(200));
    expect(film(200).length - film(1).length).toBeLessThanOrEqual(199 * 25);
  });
});

const two = [
  [0, 0, 0],
  [255, 255, 255],
] as const;
const settings = { palette: two, delay: 40 };
const frame = (width: number, height: number, pixels = new Uint8Array(width * height)): Frame => ({
  width,
  height,
  pixels,
});

describe("no GIF file is made of", () => {
  test.each<[string, readonly Frame[], Parameters<typeof gif.encode>[1], string]>([
    ["no frame", [], settings, "NoFrame"],
    ["a frame without pixels", [frame(0, 3)], settings, "NoFrame"],
    ["a frame of 65536 columns", [frame(65536, 1)], settings, "NoFrame"],
    ["frames of two sizes", [frame(2, 3), frame(3, 2)], settings, "ShapeMismatch"],
    ["a frame with a pixel missing", [frame(2, 2, new Uint8Array(3))], settings, "ShapeMismatch"],
    ["a pixel of no colour", [frame(1, 1, Uint8Array.of(2))], settings, "NotAPalette"],
    ["no colour", [frame(1, 1)], { ...settings, palette: [] }, "NotAPalette"],
    ["257 colours", [frame(1, 1)], { ...settings, palette: Array.from({ length: 257 }, () => two[0]) }, "NotAPalette"],
    ["a delay of 4 ms", [frame(1, 1)], { ...settings, delay: 4 }, "NotADelay"],
    ["a delay of eleven minutes", [frame(1, 1)], { ...settings, delay: 660_000 }, "NotADelay"],
    ["a delay that is not a number", [frame(1, 1)], { ...settings, delay: Number.NaN }, "NotADelay"],
  ])("%s", (_, frames, given, tag) => {
    expect(gif.encode(frames, given)).toMatchObject({ _tag: "Left", left: { kind: tag } });
  });
});

/** Files that no viewer shows as they were meant, or that are larger than need be. */
const broken: Readonly<Record<string, typeof gif.encode>> = {
  "the last frame is missing": (frames, given) => gif.encode(frames.slice(0, -1), given),
  "tenths for hundredths of a second": (frames, given) => gif.encode(frames, { ...given, delay: given.delay * 10 }),
  "it never begins again": (frames, given) => gif.encode(frames, { ...given, loop: false }),
  "the palette is turned round": (frames, given) =>
    gif.encode(frames, { ...given, palette: [...given.palette].reverse() }),
  "frames lie on their side": (frames, given) =>
    gif.encode(
      frames.map(({ width, height, pixels }) => ({ width: height, height: width, pixels })),
      given,
    ),
  "a bit of the codes is lost": (frames, given) =>
    E.map((bytes: Uint8Array) => bytes.with(-5, bytes.at(-5)! ^ 4))(gif.encode(frames, given)),
  "there is no end": (frames, given) => E.map((bytes: Uint8Array) => bytes.subarray(0, -1))(gif.encode(frames, given)),
};

describe("the kit catches a writer where", () => {
  test.each(Object.entries(broken))("%s", (_, encode) => {
    const failed = Object.values(gifProperties(encode)).filter((property) => fc.check(property).failed);
    expect(failed.length).toBeGreaterThan(0);
  });
});

describe("pictures of numbers", () => {
  test("become the nearest greys, each number a square of pixels", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 2, max: 64 }),
        seeds,
        (rows, columns, zoom, levels, seed) => {
          const picture = drawn(seed, rows * columns, between(-0.2, 1.2));
          const shape = [rows, columns] as const;
          const { width, height, shown } = play(
            right(gif.encodePictures([picture], { shape, zoom, levels, delay: 150 })),
          );
          expect([width, height, shown[0]!.delay]).toEqual([columns * zoom, rows * zoom, 15]);
          for (let at = 0; at < width * height; at++) {
            const [y, x] = [Math.floor(at / width / zoom), Math.floor((at % width) / zoom)];
            const value = 255 * Math.min(1, Math.max(0, picture[y * columns + x]!));
            const rgb = shown[0]!.rgb.subarray(3 * at, 3 * at + 3);
            expect(new Set(rgb).size).toBe(1);
            expect(Math.abs(rgb[0]! - value)).toBeLessThanOrEqual(127.5 / (levels - 1) + 0.5);
          }
        },
      ),
    ));

  test.each<[string, Partial<gif.GifPictureOptions>, string]>([
    ["a picture of another size", {}, "ShapeMismatch"],
    ["half a pixel a cell", { shape: [1, 3], zoom: 0.5 }, "BadOption"],
    ["one grey", { shape: [1, 3], levels: 1 }, "BadOption"],
  ])("%s is refused", (_, options, kind) => {
    const result = gif.encodePictures([[0, 1, 1]], { shape: [2, 2], delay: 40, ...options });
    expect(E.isLeft(result) && JSON.stringify(result.left)).toContain(kind);
  });
});

describe("a palette for all frames", () => {
  const raster = (colours: number, seed: number) => {
    const next = stream(seed);
    // The colours differ in the upper five bits of red or green.
    const table = Array.from({ length: colours }, (_, i) => [8 * (i % 32) + 3, 8 * (i >> 5) + 1, 77, 255]);
    const rgba = Array.from({ length: 64 }, () => table[Math.floor(colours * next())]!).flat();
    return { width: 8, height: 8, rgba: Uint8Array.from(rgba) };
  };

  test("has the colours themselves where they are few", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 255 }), seeds, (colours, seed) => {
        const rasters = [raster(colours, seed), raster(colours, seed + 1)];
        const { palette, frames } = orThrow(gif.quantise(rasters));
        rasters.forEach(({ rgba }, k) => {
          frames[k]!.pixels.forEach((place, i) => {
            expect(palette[place]).toEqual([...rgba.subarray(4 * i, 4 * i + 3)]);
          });
        });
      }),
    ));

  test("has the most frequent ones where they are many, and the nearest of them for the others", () => {
    const rgba = Uint8Array.from([9, 200, 9, 200, 9, 24, 200].flatMap((grey) => [grey, grey, grey, 255]));
    const { palette, frames } = orThrow(gif.quantise([{ width: 7, height: 1, rgba }], { colours: 2 }));
    expect(palette).toEqual([
      [9, 9, 9],
      [200, 200, 200],
    ]);
    expect([...frames[0]!.pixels]).toEqual([0, 1, 0, 1, 0, 0, 1]);
  });
});
