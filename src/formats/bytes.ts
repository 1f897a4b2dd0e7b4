/** Raw elements: unsigned words as wide as the element, so that moving one never touches its bits (a float may). */
export type Words = Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

/** Bytes an element takes in a file. */
export type Width = 1 | 2 | 4 | 8;

/** How the bytes of one element follow one another. */
export type ByteOrder = "little" | "big";

/** The order of this machine, which is that of every typed array. */
export const nativeOrder: ByteOrder = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? "little" : "big";

/** The bytes that hold `array`: a view. */
export const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** All bytes of some arrays, one after the other. */
export const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

/** Words over `bytes`: a view where the address is a multiple of the width, else a copy. */
export const wordsOf = (bytes: Uint8Array, width: Width): Words => {
  const { buffer, byteOffset } = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
  const length = bytes.length / width;
  switch (width) {
    case 1:
      return new Uint8Array(buffer, byteOffset, length);
    case 2:
      return new Uint16Array(buffer, byteOffset, length);
    case 4:
      return new Uint32Array(buffer, byteOffset, length);
    case 8:
      return new BigUint64Array(buffer, byteOffset, length);
  }
};

/** The words from `order` to the machine's, or back: the same words, not copied, where there is nothing to swap. */
export const reordered = (words: Words, order: ByteOrder): Words => {
  const width = words.BYTES_PER_ELEMENT as Width;
  if (order === nativeOrder || width === 1) return words;
  const from = bytesOf(words);
  const to = new Uint8Array(from.length);
  for (let i = 0; i < from.length; i += width) for (let j = 0; j < width; j++) to[i + j] = from[i + width - 1 - j]!;
  return wordsOf(to, width);
};
