const ascii = (text: string): readonly number[] => Array.from(text, (character) => character.charCodeAt(0));

/** First bytes, and what a file that begins with them is called in a sentence. */
const signatures: readonly (readonly [magic: readonly number[], name: string])[] = [
  [[0x93, ...ascii("NUMPY")], "an NPY file"],
  [ascii("PK\x03\x04"), "a ZIP archive"],
  [ascii("PK\x05\x06"), "an empty ZIP archive"],
  [[0x89, ...ascii("PNG\r\n\x1a\n")], "a PNG picture"],
  [[0xff, 0xd8, 0xff], "a JPEG picture"],
  [ascii("GIF8"), "a GIF picture"],
  [ascii("BM"), "a BMP picture"],
  [ascii("II*\0"), "a TIFF picture"],
  [ascii("MM\0*"), "a TIFF picture"],
  [[0x1f, 0x8b], "gzip-compressed data"],
  [ascii("BZh"), "bzip2-compressed data"],
  [[0xfd, ...ascii("7zXZ\0")], "xz-compressed data"],
  [[0x28, 0xb5, 0x2f, 0xfd], "zstd-compressed data"],
  [[0x89, ...ascii("HDF\r\n\x1a\n")], "an HDF5 file"],
  [ascii("MATLAB 5.0"), "a MATLAB file"],
  [ascii("%PDF"), "a PDF document"],
  [ascii("PAR1"), "a Parquet file"],
  [[0x80, 0x02], "a Python pickle"],
  [[0x80, 0x03], "a Python pickle"],
  [[0x80, 0x04], "a Python pickle"],
  [[0x80, 0x05], "a Python pickle"],
  [[0, 0, 0x08, 1], "an IDX file"],
  [[0, 0, 0x08, 3], "an IDX file"],
];

const isText = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => (byte >= 0x20 && byte !== 0x7f) || (byte >= 0x09 && byte <= 0x0d));

/**
 * What the bytes are, told from the first of them, never from a name.
 *
 * @example
 * recognise(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)) // => "a JPEG picture"
 */
export const recognise = (bytes: Uint8Array): string => {
  if (bytes.length === 0) return "an empty file";
  const known = signatures.find(([magic]) => magic.every((byte, i) => bytes[i] === byte));
  if (known) return known[1];
  return isText(bytes.subarray(0, 512)) ? "a text file" : "unknown binary data";
};
