/** Codes have at most 12 bits. */
const most = 4096;

/**
 * Compresses pixels of `bits` bits each as GIF does: Lempel, Ziv and Welch's codes of growing width, their lowest bits
 * first. The string of each code is that of an earlier one and a pixel; 2^bits clears the strings, 2^bits + 1 ends.
 *
 * Source: "Graphics Interchange Format, version 89a" (1990), appendix F; T. A. Welch, "A Technique for High-Performance
 * Data Compression" (1984).
 *
 * @example
 * [...lzw(Uint8Array.of(1, 1, 1), 2)] // => [140, 11]
 */
export const lzw = (pixels: Uint8Array, bits: number): Uint8Array => {
  const clear = 1 << bits;
  const end = clear + 1;
  // At worst a code a pixel, and a clear code between any two dictionaries.
  const codes = pixels.length + Math.ceil(pixels.length / (most - end - 1)) + 3;
  const out = new Uint8Array(Math.ceil((codes * 12) / 8));
  let [at, buffer, held] = [0, 0, 0];
  let [width, next] = [bits + 1, end + 1];
  const put = (code: number): void => {
    buffer |= code << held;
    for (held += width; held >= 8; held -= 8) {
      out[at++] = buffer & 255;
      buffer >>>= 8;
    }
  };

  // The code of a string and a pixel, under the number of the dictionary it is in: clearing is counting up.
  const longer = new Int32Array(most << bits);
  let dictionary = 1;
  const clearAll = (): void => {
    put(clear);
    dictionary += 1;
    [width, next] = [bits + 1, end + 1];
  };

  put(clear);
  let string = pixels[0] ?? end;
  for (let i = 1; i < pixels.length; i++) {
    const pixel = pixels[i]!;
    const key = (string << bits) | pixel;
    const known = longer[key]!;
    if (known >>> 12 === dictionary) string = known & (most - 1);
    else {
      put(string);
      string = pixel;
      if (next === most) clearAll();
      else {
        if (next === 1 << width) width += 1;
        longer[key] = (dictionary << 12) | next;
        next += 1;
      }
    }
  }
  if (pixels.length > 0) {
    put(string);
    // The reader grows its dictionary once more before it sees the end.
    if (next === 1 << width && width < 12) width += 1;
  }
  put(end);
  if (held > 0) out[at++] = buffer & 255;
  return out.subarray(0, at);
};
