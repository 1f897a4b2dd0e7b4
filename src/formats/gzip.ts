/** Gzip: bytes packed by deflate, with a checksum; one member or several, one after the other (RFC 1952). */
import { Gunzip, gzipSync } from "fflate";
import { either as E, function as F } from "fp-ts";
import { checked, expectBytes, expectCount, expectOptions } from "../core/checks.js";
import { badData, type Failure } from "../failure.js";
import { joined } from "./bytes.js";
import { recognise } from "./container.js";
import { crc32 } from "./crc32.js";
import { type DecodeOptions, decodeInput } from "./decodeInput.js";

/** Bytes that begin as a gzip archive and do not end as one. */
export type DamagedGzip = Failure<"DamagedGzip">;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** What a member holds, and where in the archive it ends. */
interface Member {
  readonly inflated: Uint8Array;
  readonly end: number;
}

/** Throws what fflate throws where the archive is no archive. */
const membersOf = (bytes: Uint8Array): readonly Member[] => {
  const members: Member[] = [];
  let chunks: Uint8Array[] = [];
  const close = (end: number): void => {
    members.push({ inflated: joined(chunks), end });
    chunks = [];
  };
  const stream = new Gunzip((chunk) => {
    chunks.push(chunk);
  });
  stream.onmember = close;
  stream.push(bytes, false);
  close(bytes.length);
  return members;
};

/** A member ends with the checksum and the length of what it holds, modulo 2^32. */
const isWhole = (bytes: Uint8Array, { inflated, end }: Member): boolean => {
  if (end < 18) return false;
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + end - 8, 8);
  return trailer.getUint32(4, true) === inflated.length >>> 0 && trailer.getUint32(0, true) === crc32(inflated);
};

const damaged = (where: string, got: string): E.Either<DamagedGzip, never> =>
  E.left(badData("DamagedGzip", "a damaged gzip archive", { where, got, hint: "copy or download the file again" }));

const decodeMembers = (bytes: Uint8Array, where: string): E.Either<DamagedGzip, Uint8Array> => {
  try {
    const members = membersOf(bytes);
    return members.every((member) => isWhole(bytes, member))
      ? E.right(joined(members.map(({ inflated }) => inflated)))
      : damaged(where, "another checksum or length than it says");
  } catch (error) {
    return damaged(where, error instanceof Error ? error.message : String(error));
  }
};

const usual = "gzip data";

/**
 * What a gzip archive holds.
 *
 * Errors: `NotGzip` for other bytes; `DamagedGzip` where the archive is cut short or its checksum is wrong.
 *
 * @example
 * import { gzip } from "elbo-ts/formats";
 * F.pipe(gzip.encode(Uint8Array.of(1, 2)), E.chain((bytes) => gzip.decode(bytes))) // => E.right(Uint8Array.of(1, 2))
 */
export const decode = (bytes: Uint8Array, options: DecodeOptions = {}): E.Either<Failure, Uint8Array> =>
  F.pipe(
    decodeInput(bytes, options),
    E.chain(
      ({ where = usual }): E.Either<Failure, Uint8Array> =>
        isGzip(bytes)
          ? decodeMembers(bytes, where)
          : E.left(badData("NotGzip", "not a gzip archive", { where, got: recognise(bytes) })),
    ),
  );

/**
 * What a gzip archive holds; bytes that are not an archive come back as they are. Told by the first bytes, never by a
 * name.
 *
 * Errors: `DamagedGzip` where the archive is cut short or its checksum is wrong.
 *
 * @example
 * inflate(Uint8Array.of(1, 2), { where: "a file" }) // => E.right(Uint8Array.of(1, 2))
 */
export const inflate = (bytes: Uint8Array, options: DecodeOptions = {}): E.Either<Failure, Uint8Array> =>
  F.pipe(
    decodeInput(bytes, options),
    E.chain(({ where = usual }) => (isGzip(bytes) ? decodeMembers(bytes, where) : E.right(bytes))),
  );

/** How to pack. */
export interface GzipOptions {
  /** From 0, stored, to 9, smallest (6). */
  readonly level?: number;
}

/**
 * A gzip archive of some bytes: the same ones on any day.
 *
 * Errors: `BadOption` where the level is no integer from 0 to 9; `BadArgument`.
 */
export const encode = (bytes: Uint8Array, options: GzipOptions = {}): E.Either<Failure, Uint8Array> =>
  F.pipe(
    checked(options, expectBytes("the bytes", bytes), expectOptions(options, ["level"])),
    E.map(({ level = 6 }) => level as Level),
    E.chainFirst((level) => expectCount("level", level, { least: 0, most: 9 })),
    E.map((level) => gzipSync(bytes, { level, mtime: 0 })),
  );

type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
