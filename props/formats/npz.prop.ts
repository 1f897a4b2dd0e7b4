import fc from "fast-check";
import { zipSync } from "fflate";
import { either as E, function as F } from "fp-ts";
import { describe, expect, test } from "vitest";
import { type Failure, describe as inWords, orThrow } from "../../src/failure.js";
import { decodeArray } from "../../src/formats/arrays.js";
import { crc32 } from "../../src/formats/crc32.js";
import { type NdArray, ndarray } from "../../src/formats/ndarray.js";
import * as npy from "../../src/formats/npy/index.js";
import * as npz from "../../src/formats/npz/index.js";

import { array, bitsOf } from "../arbitraries/ndarrays.js";
import { numpyFiles } from "../golden/numpyFiles.js";

const right = <A>(result: E.Either<Failure, A>): A =>
  F.pipe(
    result,
    E.getOrElse((failure): A => {
      throw new Error(inWords(failure));
    }),
  );

const allBits = (arrays: ReadonlyMap<string, NdArray>) => [...arrays].map(([name, value]) => [name, bitsOf(value)]);

const bytes = (values: readonly number[], shape: readonly number[] = [values.length]) =>
  ndarray("uint8", shape, Uint8Array.from(values));

const arrays = fc
  .uniqueArray(fc.tuple(fc.oneof(fc.string({ unit: "grapheme", maxLength: 8 }), fc.constant("__proto__")), array), {
    selector: ([name]) => name,
    maxLength: 4,
  })
  .map((pairs) => new Map(pairs));

/** Where the central directory names the n-th file, found by its signature. */
const directoryEntry = (file: Uint8Array): number => {
  const signature = Buffer.from([0x50, 0x4b, 1, 2]);
  return Buffer.from(file).indexOf(signature);
};

describe("what is written is read", () => {
  test("any names and arrays, stored and deflated", () => {
    fc.assert(
      fc.property(arrays, fc.boolean(), (written, compress) => {
        expect(allBits(right(npz.decode(orThrow(npz.encode(written, { compress })))))).toEqual(allBits(written));
      }),
      { numRuns: 300 },
    );
  });

  test("equal arrays give equal bytes, on any day", () => {
    const file = orThrow(npz.encode(new Map([["X", bytes([1, 2])]])));
    expect([...file.subarray(10, 14)]).toEqual([0, 0, 33, 0]);
  });

  test("headers come without unpacking the data, of large deflated arrays too", () => {
    const noise = Uint8Array.from({ length: 300_000 }, (_, i) => (Math.imul(i, 2_654_435_761) >>> 13) & 255);
    const file = orThrow(npz.encode(new Map([["X", ndarray("uint8", [100, 3000], noise)]]), { compress: true }));
    const spoilt = file.with(file.length >> 1, file[file.length >> 1]! ^ 255);
    const listed = right(npz.arrays(spoilt)).get("X")!;
    expect(right(listed.header())).toMatchObject({ dtype: "uint8", shape: [100, 3000] });
    expect(E.isLeft(listed.read())).toBe(true);
  });
});

describe("files of NumPy 1.24", () => {
  test("savez, whose local headers are those of ZIP64", () => {
    const read = right(npz.decode(numpyFiles.stored));
    expect(allBits(read)).toEqual(
      allBits(
        new Map<string, NdArray>([
          ["X", bytes([0, 1, 2])],
          ["y", ndarray("int64", [1], BigInt64Array.of(7n))],
        ]),
      ),
    );
  });

  test("savez_compressed", () => {
    const read = right(npz.decode(numpyFiles.deflated));
    expect(read.get("images")).toMatchObject({ dtype: "float64", shape: [2, 2, 2], data: new Float64Array(8) });
    expect(read.get("z")!.data).toEqual(BigInt64Array.from({ length: 300 }, (_, i) => BigInt(i % 3)));
  });
});

describe("archives as they come", () => {
  const plain = orThrow(npy.encode(bytes([1, 2, 3])));

  test("a file without .npy is an array where its bytes say so; others are passed over", () => {
    const file = zipSync({ plain, "notes.txt": new TextEncoder().encode("hello"), nothing: new Uint8Array() });
    expect(allBits(right(npz.decode(file)))).toEqual(allBits(new Map([["plain", bytes([1, 2, 3])]])));
  });

  test("two arrays of one name are a Failure", () => {
    expect(npz.decode(zipSync({ a: plain, "a.npy": plain }), { where: "f.npz" })).toMatchObject(
      E.left({ kind: "DuplicateArray", where: "f.npz", got: '"a"' }),
    );
  });

  test("an archive of nothing has no arrays", () => {
    expect(right(npz.decode(zipSync({}))).size).toBe(0);
  });

  test("ZIP64 records of the directory are read", () => {
    // The directory of one stored file, with its three numbers moved to a ZIP64 field and a ZIP64 end record.
    const plain = orThrow(npz.encode(new Map([["X", bytes([1, 2, 3])]])));
    const at = directoryEntry(plain);
    const name = plain[at + 28]!;
    const size = new DataView(plain.buffer, at).getUint32(24, true);
    const out = new DataView(new ArrayBuffer(46 + name + 28 + 56 + 20 + 22));
    const bytesOut = new Uint8Array(out.buffer);
    bytesOut.set(plain.subarray(at, at + 46 + name));
    for (const field of [20, 24, 42]) out.setUint32(field, 0xffffffff, true);
    out.setUint16(30, 28, true);
    const extra = 46 + name;
    out.setUint16(extra, 1, true);
    out.setUint16(extra + 2, 24, true);
    out.setBigUint64(extra + 4, BigInt(size), true);
    out.setBigUint64(extra + 12, BigInt(size), true);
    const end64 = extra + 28;
    out.setUint32(end64, 0x06064b50, true);
    out.setBigUint64(end64 + 32, 1n, true);
    out.setBigUint64(end64 + 48, BigInt(at), true);
    const locator = end64 + 56;
    out.setUint32(locator, 0x07064b50, true);
    out.setBigUint64(locator + 8, BigInt(at + end64), true);
    out.setUint32(locator + 20, 0x06054b50, true);
    out.setUint16(locator + 30, 0xffff, true);
    out.setUint32(locator + 36, 0xffffffff, true);
    const file = Uint8Array.of(...plain.subarray(0, at), ...bytesOut);
    expect(allBits(right(npz.decode(file)))).toEqual(allBits(new Map([["X", bytes([1, 2, 3])]])));
  });

  test.each([
    ["encrypted", 8, 1, "EncryptedZip"],
    ["packed by LZMA", 10, 14, "UnknownCompression"],
  ])("%s", (_, offset, value, tag) => {
    const file = orThrow(npz.encode(new Map([["X", bytes([1, 2, 3])]])));
    expect(npz.decode(file.with(directoryEntry(file) + offset, value))).toMatchObject(E.left({ kind: tag }));
  });

  test("a directory that promises 4 GiB of a few bytes is refused before they are set aside", () => {
    const file = orThrow(npz.encode(new Map([["X", bytes([1, 2, 3])]]), { compress: true }));
    new DataView(file.buffer).setUint32(directoryEntry(file) + 24, 0xfffffffe, true);
    const got = expect.stringMatching(/^\d+ packed$/);
    expect(npz.decode(file)).toMatchObject(E.left({ kind: "BadZip", expected: "4294967294 bytes", got }));
  });
});

describe("no bytes make it throw", () => {
  const total = (file: Uint8Array) => {
    const result = npz.decode(file, { where: "f.npz" });
    if (E.isLeft(result)) expect(inWords(result.left)).toMatch(/^f\.npz(\[.*\])?: [^\n]+$/);
    return result;
  };

  test("any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (rest) => {
        total(rest);
        total(Uint8Array.of(0x50, 0x4b, 3, 4, ...rest));
      }),
      { numRuns: 1000 },
    );
  });

  test.each(["stored", "deflated"] as const)("every truncation of a file (%s) is a Left", (name) => {
    const file = numpyFiles[name];
    for (let length = 0; length < file.length; length++) expect(E.isLeft(total(file.subarray(0, length)))).toBe(true);
  });

  test.each(["stored", "deflated"] as const)("every change of one byte (%s): a Left, or the same arrays", (name) => {
    // Names, dates and attributes are under no checksum; the values are.
    const file = numpyFiles[name];
    const values = (arrays: ReadonlyMap<string, NdArray>) => [...arrays.values()].map((value) => bitsOf(value).bits);
    const expected = values(right(npz.decode(file)));
    let refused = 0;
    for (let at = 0; at < file.length; at++)
      for (const flip of [1, 128, 255]) {
        const result = total(file.with(at, file[at]! ^ flip));
        if (E.isLeft(result)) refused++;
        else for (const bits of values(result.right)) expect(expected).toContain(bits);
      }
    expect(refused).toBeGreaterThan(file.length);
  });

  test("the checksum is that of the standard", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });
});

describe("which array is meant", () => {
  const cube = bytes([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
  const choose = (entries: Record<string, NdArray>, name?: string) =>
    decodeArray(orThrow(npz.encode(new Map(Object.entries(entries)), { compress: true })), {
      where: "f.npz",
      ...(name === undefined ? {} : { name }),
    });

  test("the bytes tell NPY from NPZ", () => {
    expect(right(decodeArray(orThrow(npy.encode(cube)))).shape).toEqual([2, 2, 2]);
  });

  test("the name, else X, else the only one of 3 axes", () => {
    const others = { a: bytes([1]), b: bytes([2], [1, 1]) };
    expect(right(choose({ ...others, X: bytes([3]), cube }, "b")).shape).toEqual([1, 1]);
    expect([...right(choose({ ...others, X: bytes([3]), cube })).data]).toEqual([3]);
    expect(right(choose({ ...others, cube })).shape).toEqual([2, 2, 2]);
  });

  test.each([
    ["a name that is not there", { a: cube }, "b", 'expected an array "b", got a (uint8 of 2 x 2 x 2)'],
    [
      "two of 3 axes",
      { a: cube, b: cube },
      undefined,
      'expected an array "X" or a single one of 3 axes, got a (uint8 of 2 x 2 x 2), b (uint8 of 2 x 2 x 2)',
    ],
    ["nothing", {}, undefined, "got an archive without arrays"],
  ])("%s: the Failure lists what there is", (_, entries, name, part) => {
    const result = choose(entries as Record<string, NdArray>, name);
    expect(E.isLeft(result) && inWords(result.left)).toContain(part);
  });
});
