/**
 * Animated pictures: GIF89a, with one colour table for all frames, of which each but the first writes what it changes.
 *
 * Source: "Graphics Interchange Format, version 89a", CompuServe, 1990; looping is Netscape's application block.
 */

import { either as E, function as F } from "fp-ts";
import { checked, expectBoolean, expectList, expectOptions } from "../../core/checks.js";
import { type ShapeMismatch, shapeMismatch } from "../../core/shape.js";
import { badData, type Failure, usage } from "../../failure.js";
import { joined } from "../bytes.js";
import { lzw } from "./lzw.js";
import { type Patch, patch } from "./patch.js";

/** A picture of palette colours, row by row: each pixel is an index into the palette. */
export interface GifFrame {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Red, green and blue, each an integer in 0..255. */
export type GifColour = readonly [number, number, number];

/** How frames are shown. */
export interface GifOptions {
  /** Milliseconds a frame; GIF counts hundredths of a second. */
  readonly delay: number;
  /** Whether it begins again at its end (true). */
  readonly loop?: boolean;
}

/** How frames of palette colours are shown. */
export interface GifPaletteOptions extends GifOptions {
  /** 1 to 256 colours. */
  readonly palette: readonly GifColour[];
}

/** Why there is no animation of these frames. */
export type NotAnimated = ShapeMismatch | Failure<"NoFrame" | "NotAPalette" | "NotADelay">;

const longestSide = 0xffff;

const expectFrames = (frames: readonly GifFrame[]): E.Either<NotAnimated, null> => {
  const [first] = frames;
  if (first === undefined) return E.left(badData("NoFrame", "an animation without a frame"));
  const { width, height } = first;
  const sides = `sides of 1 to ${longestSide}`;
  if (!(Math.min(width, height) >= 1 && Math.max(width, height) <= longestSide))
    return E.left(badData("NoFrame", "a size that GIF cannot hold", { expected: sides, got: `${width} x ${height}` }));
  for (const [i, frame] of frames.entries()) {
    const where = `frame ${i}`;
    if (frame.width !== width || frame.height !== height)
      return E.left(shapeMismatch("frames of one size", [height, width], [frame.height, frame.width], where));
    if (frame.pixels.length !== width * height)
      return E.left(shapeMismatch("pixels of a frame", [height, width], [frame.pixels.length], where));
  }
  return E.right(null);
};

const expectPalette = ({ length }: readonly GifColour[], frames: readonly GifFrame[]): E.Either<NotAnimated, null> => {
  const expected = length >= 1 && length <= 256 ? `an index below ${length}` : "1 to 256 colours";
  const wrong = (got: number, where: string) =>
    E.left(badData("NotAPalette", "no such colour", { where, expected, got: `${got}` }));
  if (length < 1 || length > 256) return wrong(length, "palette");
  for (const [i, { pixels }] of frames.entries()) {
    const beyond = pixels.find((pixel) => pixel >= length);
    if (beyond !== undefined) return wrong(beyond, `frame ${i}`);
  }
  return E.right(null);
};

/** Two bytes, the lower one first. */
const word = (n: number): readonly [number, number] => [n & 255, n >> 8];

const ascii = (text: string): readonly number[] => Array.from(text, (letter) => letter.charCodeAt(0));

/** Bytes in blocks of at most 255, each after its length, and an empty one. */
const blocks = (bytes: Uint8Array): Uint8Array => {
  const full = Math.ceil(bytes.length / 255);
  const out = new Uint8Array(bytes.length + full + 1);
  for (let k = 0; k < full; k++) {
    const block = bytes.subarray(255 * k, 255 * (k + 1));
    out[256 * k] = block.length;
    out.set(block, 256 * k + 1);
  }
  return out;
};

/** Colours of the table, a power of two, as its exponent: at least 2, the least that the codes allow. */
const bitsFor = (colours: number): number => Math.max(2, Math.ceil(Math.log2(colours)));

const opening = ({ width, height }: GifFrame, palette: readonly GifColour[], bits: number, loop: boolean): Uint8Array =>
  Uint8Array.from([
    ...ascii("GIF89a"),
    ...word(width),
    ...word(height),
    // A table of 2^bits colours for all frames, of 8 bits a colour; no background; square pixels.
    0xf0 | (bits - 1),
    0,
    0,
    ...palette.flat(),
    ...new Uint8Array(3 * (2 ** bits - palette.length)),
    ...(loop ? [0x21, 0xff, 11, ...ascii("NETSCAPE2.0"), 3, 1, ...word(0), 0] : []),
  ]);

/** What is drawn stays; the next frame is drawn over it. */
const keep = 1 << 2;

const frameHeader = (
  { left, top, width, height }: Patch,
  hundredths: number,
  transparent: number | undefined,
  bits: number,
): Uint8Array =>
  Uint8Array.from([
    ...[0x21, 0xf9, 4, transparent === undefined ? keep : keep | 1, ...word(hundredths), transparent ?? 0, 0],
    ...[0x2c, ...word(left), ...word(top), ...word(width), ...word(height), 0],
    bits,
  ]);

const hundredthsOf = (delay: number): E.Either<NotAnimated, number> => {
  const hundredths = Math.round(delay / 10);
  return hundredths >= 1 && hundredths <= 0xffff
    ? E.right(hundredths)
    : E.left(
        usage("NotADelay", "a delay that GIF cannot hold", {
          expected: "10 to 655350 ms",
          got: `${delay} ms`,
        }),
      );
};

/**
 * Frames of one size, shown one after the other, as the bytes of a GIF file. A palette of 256 colours has no index left
 * for transparency: changed rectangles are then written whole.
 *
 * Errors: `NoFrame`; `ShapeMismatch` where frames differ in size; `NotAPalette` for other than 1 to 256 colours, or a
 * pixel that is none of them; `NotADelay`; `BadOption`, `BadArgument`.
 *
 * @example
 * import { gif } from "elbo-ts/formats";
 * const frames = [0, 1].map((grey) => ({ width: 1, height: 1, pixels: Uint8Array.of(grey) }));
 * const palette = [[0, 0, 0], [255, 255, 255]] as const;
 * E.map((bytes: Uint8Array) => bytes.length)(gif.encode(frames, { palette, delay: 40 })) // => E.right(91)
 */
export const encode = (frames: readonly GifFrame[], options: GifPaletteOptions): E.Either<Failure, Uint8Array> =>
  F.pipe(
    checked(options, expectList("the frames", frames), expectOptions(options, ["palette", "delay", "loop"])),
    E.chainFirst(({ loop = true }) => expectBoolean("loop", loop)),
    E.chainFirst(({ palette }) => expectList("the palette", palette)),
    E.chainFirstW(() => expectFrames(frames)),
    E.chainFirstW(({ palette }) => expectPalette(palette, frames)),
    E.bindTo("given"),
    E.bindW("hundredths", ({ given }) => hundredthsOf(given.delay)),
    E.map(({ given: { palette, loop = true }, hundredths }) => {
      const transparent = palette.length < 256 ? palette.length : undefined;
      const bits = bitsFor(Math.min(256, palette.length + 1));
      const first = frames[0]!;
      const drawn = frames.flatMap(({ width, height, pixels }, i): readonly Uint8Array[] => {
        const before = frames[i - 1];
        const change = before
          ? patch(before.pixels, pixels, width, transparent)
          : { left: 0, top: 0, width, height, pixels };
        return [frameHeader(change, hundredths, before && transparent, bits), blocks(lzw(change.pixels, bits))];
      });
      return joined([opening(first, palette, bits, loop), ...drawn, Uint8Array.of(0x3b)]);
    }),
  );
