/** Remainders of every byte, for a polynomial whose bits are reversed. */
const remaindersOf = (polynomial: number): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? polynomial : 0);
    return remainder;
  });

/** A cyclic redundancy check of 32 bits. */
const checkOf = (polynomial: number): ((bytes: Uint8Array) => number) => {
  const table = remaindersOf(polynomial);
  return (bytes) => {
    let remainder = 0xffffffff;
    for (let i = 0; i < bytes.length; i++) remainder = (remainder >>> 8) ^ table[(remainder ^ bytes[i]!) & 0xff]!;
    return ~remainder >>> 0;
  };
};

/**
 * The cyclic redundancy check of ZIP, gzip and PNG (ISO 3309).
 *
 * @example
 * crc32(new TextEncoder().encode("123456789")).toString(16) // => "cbf43926"
 */
export const crc32 = checkOf(0xedb88320);

/**
 * Castagnoli's cyclic redundancy check, that of iSCSI (RFC 3720, B.4) and of TensorBoard's event files.
 *
 * @example
 * crc32c(new TextEncoder().encode("123456789")).toString(16) // => "e3069283"
 */
export const crc32c = checkOf(0x82f63b78);
