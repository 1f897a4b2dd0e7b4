import type { RgbaPixels } from "../surface.js";

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

const crc = (bytes: Uint8Array): number => {
  let c = 0xffffffff;
  for (const byte of bytes) c = crcTable[(c ^ byte) & 255]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
};

const word = (n: number): readonly number[] => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];

const joined = (parts: readonly ArrayLike<number>[]): Uint8Array => {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};

const chunk = (name: string, data: Uint8Array): Uint8Array => {
  const named = joined([Array.from(name, (letter) => letter.charCodeAt(0)), data]);
  return joined([word(data.length), named, word(crc(named))]);
};

/** Bytes in the container of zlib, stored as they are: figures' pictures are small, and no compressor is needed. */
const stored = (bytes: Uint8Array): Uint8Array => {
  const most = 0xffff;
  const blocks = Array.from({ length: Math.max(1, Math.ceil(bytes.length / most)) }, (_, i) => {
    const block = bytes.subarray(i * most, (i + 1) * most);
    const [n, last] = [block.length, (i + 1) * most >= bytes.length];
    return joined([[last ? 1 : 0, n & 255, n >> 8, ~n & 255, (~n >> 8) & 255], block]);
  });
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return joined([[0x78, 0x01], ...blocks, word(((b << 16) | a) >>> 0)]);
};

/**
 * Opaque pixels as the bytes of a PNG file, uncompressed: a byte a pixel where all are grey, three otherwise.
 *
 * Source: W3C, "Portable Network Graphics (PNG) Specification" (third edition).
 *
 * @example
 * [...pngOf({ rgba: Uint8ClampedArray.of(7, 7, 7, 255), width: 1, height: 1 }).subarray(1, 4)] // => [80, 78, 71]
 */
export const pngOf = ({ rgba, width, height }: RgbaPixels): Uint8Array => {
  let grey = true;
  for (let i = 0; i < rgba.length; i += 4) grey &&= rgba[i] === rgba[i + 1] && rgba[i] === rgba[i + 2];
  const channels = grey ? 1 : 3;
  const rows = new Uint8Array(height * (1 + channels * width));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++)
        rows[y * (1 + channels * width) + 1 + channels * x + c] = rgba[4 * (y * width + x) + c]!;
  return joined([
    [137, 80, 78, 71, 13, 10, 26, 10],
    chunk("IHDR", Uint8Array.of(...word(width), ...word(height), 8, grey ? 0 : 2, 0, 0, 0)),
    chunk("IDAT", stored(rows)),
    chunk("IEND", new Uint8Array()),
  ]);
};

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * Bytes in base 64, as data URIs have them.
 *
 * @example
 * base64(Uint8Array.of(77, 97)) // => "TWE="
 */
export const base64 = (bytes: Uint8Array): string => {
  const out: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.subarray(i, i + 3);
    const n = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const four = [18, 12, 6, 0].map((shift) => digits[(n >> shift) & 63]!);
    out.push(four[0]!, four[1]!, b === undefined ? "=" : four[2]!, c === undefined ? "=" : four[3]!);
  }
  return out.join("");
};
