/** Remainders of every byte: the polynomial 0xedb88320, bits reversed. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

/**
 * The cyclic redundancy check of ZIP, gzip and PNG (ISO 3309).
 *
 * @example
 * crc32(new TextEncoder().encode("123456789")).toString(16) // => "cbf43926"
 */
export const crc32 = (bytes: Uint8Array): number => {
  let remainder = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) remainder = (remainder >>> 8) ^ table[(remainder ^ bytes[i]!) & 0xff]!;
  return ~remainder >>> 0;
};
