import { gunzipSync } from "node:zlib";
import { either as E } from "fp-ts";
import { badData, type Failure } from "../failure.js";

/** Bytes that begin as a gzip archive and do not end as one. */
export type DamagedGzip = Failure<"DamagedGzip">;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * What a gzip archive holds; bytes that are not an archive come back as they are. Told by the first bytes, never by a
 * name.
 *
 * Errors: `DamagedGzip` where the archive is cut short or its checksum is wrong.
 *
 * @example
 * gunzipped(Uint8Array.of(1, 2)) // => E.right(Uint8Array.of(1, 2))
 */
export const gunzipped = (bytes: Uint8Array, where = "gzip data"): E.Either<DamagedGzip, Uint8Array> =>
  isGzip(bytes)
    ? E.tryCatch(
        () => gunzipSync(bytes),
        (error) =>
          badData("DamagedGzip", "a damaged gzip archive", {
            where,
            got: error instanceof Error ? error.message : String(error),
            hint: "copy or download the file again",
          }),
      )
    : E.right(bytes);
