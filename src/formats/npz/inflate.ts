import { Inflate, inflateSync } from "fflate";
import { either as E } from "fp-ts";
import { badData, type Failure } from "../../failure.js";
import { joined } from "../bytes.js";
import { crc32 } from "../crc32.js";
import { damaged, viewOf, type ZipEntry } from "./directory.js";

/** The bytes of an entry as they are packed. */
const packedOf = (bytes: Uint8Array, entry: ZipEntry, where: string): E.Either<Failure, Uint8Array> => {
  const { offset, packed, method, size, encrypted } = entry;
  if (encrypted) return E.left(badData("EncryptedZip", "the file is encrypted", { where, hint: "unpack it first" }));
  if (method !== 0 && method !== 8)
    return E.left(
      badData("UnknownCompression", "the file is packed in a way that is not read here", {
        where,
        expected: "stored (0) or deflated (8)",
        got: `method ${method}`,
        hint: "save it with numpy.savez or numpy.savez_compressed",
      }),
    );
  const view = viewOf(bytes);
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== 0x04034b50)
    return E.left(damaged(where, "other bytes", "a local header"));
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.length)
    return E.left(damaged(where, `${Math.max(0, bytes.length - start)}`, `${packed} bytes`));
  if (method === 0 && packed !== size) return E.left(damaged(where, `${packed}`, `${size} bytes`));
  return E.right(bytes.subarray(start, start + packed));
};

/** Deflate's best: 258 bytes for 2 bits. A directory that promises more lies, and no memory is set aside for it. */
const greatestRatio = 1032;

const inflated = (packed: Uint8Array, size: number, where: string): E.Either<Failure, Uint8Array> => {
  if (size > packed.length * greatestRatio) return E.left(damaged(where, `${packed.length} packed`, `${size} bytes`));
  return E.tryCatch(
    () => inflateSync(packed, { out: new Uint8Array(size) }),
    (cause) => damaged(where, cause instanceof Error ? cause.message : String(cause)),
  );
};

/**
 * Unpacks one file and checks its length and checksum. A stored file is a view on `bytes`.
 *
 * Errors: `BadZip`, `EncryptedZip`, `UnknownCompression`.
 */
export const inflateEntry = (bytes: Uint8Array, entry: ZipEntry, where: string): E.Either<Failure, Uint8Array> => {
  const packed = packedOf(bytes, entry, where);
  if (E.isLeft(packed)) return packed;
  const unpacked = entry.method === 0 ? packed : inflated(packed.right, entry.size, where);
  if (E.isLeft(unpacked)) return unpacked;
  if (unpacked.right.length !== entry.size)
    return E.left(damaged(where, `${unpacked.right.length}`, `${entry.size} bytes`));
  if (crc32(unpacked.right) !== entry.crc) return E.left(damaged(where, "another", "the checksum of its directory"));
  return unpacked;
};

/** Packed bytes unpacked at a time. */
const step = 16_384;

/** At least the first `length` bytes of one file, or all of it, unchecked: enough to see what it is. */
export const inflateHead = (
  bytes: Uint8Array,
  entry: ZipEntry,
  length: number,
  where: string,
): E.Either<Failure, Uint8Array> => {
  const packed = packedOf(bytes, entry, where);
  if (E.isLeft(packed) || entry.method === 0) return packed;
  return E.tryCatch(
    () => {
      const chunks: Uint8Array[] = [];
      let unpacked = 0;
      const stream = new Inflate((chunk) => {
        chunks.push(chunk);
        unpacked += chunk.length;
      });
      for (let at = 0; unpacked < length && at < packed.right.length; at += step)
        stream.push(packed.right.subarray(at, at + step));
      return joined(chunks);
    },
    (cause) => damaged(where, cause instanceof Error ? cause.message : String(cause)),
  );
};
