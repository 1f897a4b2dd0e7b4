import { either as E } from "fp-ts";
import { badData, type Failure } from "../../failure.js";
import { recognise } from "../container.js";

/** One file of a ZIP archive, as the central directory at its end has it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  /** Bytes in the archive. */
  readonly packed: number;
  /** Bytes once unpacked. */
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

/** The Failure of an archive that contradicts itself or ends too early. */
export const damaged = (where: string, got: string, expected?: string): Failure<"BadZip"> =>
  badData("BadZip", "the ZIP archive is damaged or cut short", {
    where,
    got,
    ...(expected === undefined ? {} : { expected }),
    hint: "copy or save it again",
  });

/** A view to read multi-byte numbers from. */
export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

const endLength = 22;
const longestComment = 65_535;

/** Where the end record stands, behind which is only its comment; -1 where there is none. */
const endRecord = (view: DataView): number => {
  const last = view.byteLength - endLength;
  for (let at = last; at >= Math.max(0, last - longestComment); at--)
    if (view.getUint32(at, true) === 0x06054b50 && at + endLength + view.getUint16(at + 20, true) <= view.byteLength)
      return at;
  return -1;
};

const uint64 = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

/** Number of entries and where the directory begins: from the end record, or from that of ZIP64 where one stands. */
const directory = (view: DataView, end: number): { count: number; offset: number } => {
  const small = { count: view.getUint16(end + 10, true), offset: view.getUint32(end + 16, true) };
  const locator = end - 20;
  if (locator < 0 || view.getUint32(locator, true) !== 0x07064b50) return small;
  const large = uint64(view, locator + 8);
  if (large + 56 > view.byteLength || view.getUint32(large, true) !== 0x06064b50) return small;
  return { count: uint64(view, large + 32), offset: uint64(view, large + 48) };
};

const overflow32 = 0xffffffff;

/** The ZIP64 field holds, in this order, those of size, packed size and offset that do not fit 32 bits. */
const widened = (extra: Uint8Array, small: readonly number[]): readonly number[] => {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    return small.map((value) => {
      if (value !== overflow32 || next + 8 > extra.length) return value;
      next += 8;
      return uint64(view, next - 8);
    });
  }
  return small;
};

const headerLength = 46;

const entryAt = (bytes: Uint8Array, at: number): { entry: ZipEntry; next: number } | undefined => {
  const view = viewOf(bytes);
  if (at + headerLength > bytes.length || view.getUint32(at, true) !== 0x02014b50) return undefined;
  const u16 = (offset: number) => view.getUint16(at + offset, true);
  const u32 = (offset: number) => view.getUint32(at + offset, true);
  const nameEnd = at + headerLength + u16(28);
  const extraEnd = nameEnd + u16(30);
  if (extraEnd > bytes.length) return undefined;
  const [size, packed, offset] = widened(bytes.subarray(nameEnd, extraEnd), [u32(24), u32(20), u32(42)]);
  const name = new TextDecoder().decode(bytes.subarray(at + headerLength, nameEnd));
  const encrypted = (u16(8) & 1) === 1;
  const entry = { name, method: u16(10), encrypted, crc: u32(16), packed: packed!, size: size!, offset: offset! };
  return { entry, next: extraEnd + u16(32) };
};

/**
 * The files of a ZIP archive, ZIP64 included, in the order of its directory. Nothing is unpacked.
 *
 * Errors: `NotZip`, `BadZip`.
 * Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.
 */
export const zipEntries = (bytes: Uint8Array, where: string): E.Either<Failure, readonly ZipEntry[]> => {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b)
    return E.left(badData("NotZip", "not a ZIP archive", { where, got: recognise(bytes) }));
  const view = viewOf(bytes);
  const end = endRecord(view);
  if (end < 0) return E.left(damaged(where, `${bytes.length} bytes without one`, "a directory at its end"));
  const { count, offset } = directory(view, end);
  const entries: ZipEntry[] = [];
  for (let at = offset; entries.length < count; ) {
    const found = entryAt(bytes, at);
    if (found === undefined) return E.left(damaged(where, `${entries.length}`, `${count} files in its directory`));
    entries.push(found.entry);
    at = found.next;
  }
  return E.right(entries);
};
