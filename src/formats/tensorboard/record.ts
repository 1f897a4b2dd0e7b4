import { bytesOf, joined } from "../bytes.js";
import { crc32c } from "../crc32.js";

/**
 * A check as it stands in a file: turned by 15 bits and moved, so that the check of data that holds checks is no trivial
 * one.
 *
 *   masked = ((c >> 15) | (c << 17)) + 0xa282ead8   modulo 2^32
 */
const masked = (check: number): number => (((check >>> 15) | (check << 17)) + 0xa282ead8) >>> 0;

const checkOf = (bytes: Uint8Array): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, masked(crc32c(bytes)), true);
  return bytesOf(view);
};

/**
 * Data framed as a record, numbers little-endian: length (8 bytes), check of the length, data, check of the data.
 *
 * Source: TensorFlow, "TFRecord and tf.train.Example".
 *
 * @example
 * record(Uint8Array.of(7)).length // => 17
 */
export const record = (data: Uint8Array): Uint8Array => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(data.length), true);
  const length = bytesOf(view);
  return joined([length, checkOf(length), data, checkOf(data)]);
};
