/** The laws of a writer of animated GIF files, held against a reader that was written apart from it. */

import fc from "fast-check";
import { either as E } from "fp-ts";
import type * as gif from "../../src/formats/gif/index.js";
import type { GifFrame as Frame, GifColour as Rgb } from "../../src/formats/gif/index.js";

import { seeds, stream } from "../arbitraries/data.js";
import { play } from "../reference/gif.js";

/** Frames, and the settings that they are written with. */
export interface Film {
  readonly frames: readonly Frame[];
  readonly palette: readonly Rgb[];
  readonly delay: number;
  readonly loop: boolean;
}

/** Noise fills dictionaries fastest; runs make long strings; of little change, most is transparent. */
const kinds = ["noise", "runs", "little change"] as const;

const pixelsOf = (kind: (typeof kinds)[number], n: number, colours: number, seed: number, before?: Uint8Array) => {
  const next = stream(seed);
  const colour = (): number => Math.floor(colours * next());
  let run = colour();
  return Uint8Array.from({ length: n }, (_, i) => {
    if (kind === "little change" && before) return next() < 0.05 ? colour() : before[i]!;
    if (kind === "noise" || next() < 0.02) run = colour();
    return run;
  });
};

/** Films of all palette sizes; now and then so large that the codes run out. */
export const films: fc.Arbitrary<Film> = fc
  .record({
    size: fc.oneof(
      { weight: 9, arbitrary: fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 })) },
      { weight: 1, arbitrary: fc.constant([97, 83] as const) },
    ),
    count: fc.integer({ min: 1, max: 4 }),
    colours: fc.oneof(fc.integer({ min: 1, max: 256 }), fc.constantFrom(1, 2, 3, 4, 255, 256)),
    kind: fc.constantFrom(...kinds),
    delay: fc.integer({ min: 1, max: 300 }).map((hundredths) => 10 * hundredths),
    loop: fc.boolean(),
    seed: seeds,
  })
  .map(({ size: [width, height], count, colours, kind, delay, loop, seed }) => {
    const pixels: Uint8Array[] = [];
    for (let i = 0; i < count; i++) pixels.push(pixelsOf(kind, width * height, colours, seed + i, pixels[i - 1]));
    const next = stream(seed ^ 1);
    const channel = (): number => Math.floor(256 * next());
    return {
      frames: pixels.map((of) => ({ width, height, pixels: of })),
      palette: Array.from({ length: colours }, () => [channel(), channel(), channel()] as const),
      delay,
      loop,
    };
  });

const demand = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Error(otherwise);
};

const written = (encode: typeof gif.encode, { frames, ...settings }: Film): Uint8Array => {
  const bytes = encode(frames, settings);
  if (E.isLeft(bytes)) throw new Error(bytes.left.what);
  return bytes.right;
};

/** A block of a frame: control 8 bytes, descriptor 10, width of codes 1, its codes with their length, an empty block. */
const standstill = 8 + 10 + 1 + 5 + 1;

/** The kit as properties by name, for a test that expects them to fail. */
export const gifProperties = (encode: typeof gif.encode): Record<string, fc.IProperty<[Film]>> => ({
  "a viewer sees the frames, each for its time": fc.property(films, (film) => {
    const { frames, palette, delay, loop } = film;
    const seen = play(written(encode, film));
    const { width, height } = frames[0]!;
    demand(seen.width === width && seen.height === height, `${seen.width} x ${seen.height}`);
    demand(seen.loops === loop, loop ? "it ends" : "it does not end");
    demand(seen.shown.length === frames.length, `${seen.shown.length} frames, not ${frames.length}`);
    frames.forEach(({ pixels }, i) => {
      const { rgb, delay: hundredths } = seen.shown[i]!;
      demand(hundredths === delay / 10, `${hundredths} hundredths of a second, not ${delay} ms`);
      const expected = Array.from(pixels).flatMap((pixel) => palette[pixel]!);
      demand(
        expected.every((value, at) => value === rgb[at]),
        `another picture in frame ${i}`,
      );
    });
  }),
  [`a frame like the one before costs ${standstill} bytes at most`]: fc.property(films, (film) => {
    const [first] = film.frames;
    const [one, two] = [[first!], [first!, first!]].map((frames) => written(encode, { ...film, frames }).length);
    demand(two! - one! <= standstill, `${two! - one!} bytes`);
  }),
});
