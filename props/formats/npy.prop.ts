import fc from "fast-check";
import { either as E, function as F } from "fp-ts";
import { describe, expect, test } from "vitest";
import { type Failure, describe as inWords, orThrow } from "../../src/failure.js";
import { type NdArray, ndarray, toFloat32, toFloat64 } from "../../src/formats/ndarray.js";
import { parseNpyHeader } from "../../src/formats/npy/header.js";
import * as npy from "../../src/formats/npy/index.js";
import { array, bitsOf, npyOptions } from "../arbitraries/ndarrays.js";
import { numpyFiles } from "../golden/numpyFiles.js";

const readable = (bytes: Uint8Array, where = "a.npy"): NdArray =>
  F.pipe(
    npy.decode(bytes, { where }),
    E.getOrElse((failure): NdArray => {
      throw new Error(inWords(failure));
    }),
  );

const refused = (bytes: Uint8Array): Failure => {
  const result = npy.decode(bytes, { where: "a.npy" });
  if (E.isRight(result)) throw new Error(`read as ${result.right.dtype} of ${result.right.shape}`);
  return result.left;
};

/** An NPY file of version 1 whose dictionary is `text`, and `payload` bytes of zeros. */
const withHeader = (text: string, payload = 64, version = 1): Uint8Array => {
  const dictionary = new TextEncoder().encode(`${text}\n`);
  const length = version === 1 ? [dictionary.length & 255, dictionary.length >> 8] : [dictionary.length, 0, 0, 0];
  const magic = [0x93, ...new TextEncoder().encode("NUMPY"), version, 0, ...length];
  return Uint8Array.of(...magic, ...dictionary, ...new Uint8Array(payload));
};

describe("what is written is read", () => {
  test("every dtype, shape, version, byte order and axis order: the same bits", () => {
    fc.assert(
      fc.property(array, npyOptions, (written, options) => {
        expect(bitsOf(readable(orThrow(npy.encode(written, options))))).toEqual(bitsOf(written));
      }),
      { numRuns: 1000 },
    );
  });

  test("at any address, aligned or not", () => {
    fc.assert(
      fc.property(array, npyOptions, fc.integer({ min: 1, max: 9 }), (written, options, shift) => {
        const file = orThrow(npy.encode(written, options));
        const moved = new Uint8Array(file.length + shift).subarray(shift);
        moved.set(file);
        expect(bitsOf(readable(moved))).toEqual(bitsOf(written));
      }),
    );
  });

  test("the data begins at a multiple of 64", () => {
    fc.assert(
      fc.property(array, npyOptions, (written, options) => {
        const header = parseNpyHeader(orThrow(npy.encode(written, options)), "a.npy");
        expect(E.isRight(header) && header.right.offset % 64).toBe(0);
      }),
    );
  });

  test("row-major, little-endian data is a view on the file, not a copy", () => {
    const file = orThrow(npy.encode(ndarray("float64", [2, 3], Float64Array.of(1, 2, 3, 4, 5, 6))));
    expect(readable(file).data.buffer).toBe(file.buffer);
  });

  test("column-major is the transpose in memory", () => {
    const file = orThrow(npy.encode(ndarray("uint8", [2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6)), { fortran: true }));
    expect([...file.subarray(-6)]).toEqual([1, 4, 2, 5, 3, 6]);
  });

  test("bytes behind the array are not looked at", () => {
    const file = orThrow(npy.encode(ndarray("uint8", [3], Uint8Array.of(1, 2, 3))));
    expect([...readable(Uint8Array.of(...file, 9, 9)).data]).toEqual([1, 2, 3]);
  });
});

describe("no bytes make it throw", () => {
  const total = (bytes: Uint8Array) => {
    const result = npy.decode(bytes, { where: "a.npy" });
    if (E.isLeft(result)) expect(inWords(result.left)).toMatch(/^a\.npy: [^\n]+$/);
    return result;
  };

  test("any bytes, with and without the magic", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(1, 2, 3), (bytes, version) => {
        total(bytes);
        total(Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...bytes));
      }),
      { numRuns: 1000 },
    );
  });

  test("any dictionary of header-like pieces", () => {
    const piece = fc.constantFrom(
      ..."{}()[],:' ",
      "'descr'",
      "'shape'",
      "'fortran_order'",
      "True",
      "-1",
      "7",
      "'<f8'",
      "\\",
      "9".repeat(30),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        (pieces) => void total(withHeader(pieces.join("").slice(0, 250))),
      ),
      { numRuns: 1000 },
    );
  });

  test("every truncation of a file is a Left", () => {
    fc.assert(
      fc.property(
        array,
        npyOptions,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (written, options, part) => {
          const file = orThrow(npy.encode(written, options));
          expect(E.isLeft(total(file.subarray(0, Math.floor(part * file.length))))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("every change of one byte of the header: a Left, or an array within the file", () => {
    const file = orThrow(npy.encode(ndarray("int16", [2, 3], Int16Array.of(1, 2, 3, 4, 5, 6))));
    const outcomes = new Set<string>();
    for (let at = 0; at < 128; at++)
      for (let byte = 0; byte < 256; byte++) outcomes.add(total(file.with(at, byte))._tag);
    expect(outcomes).toEqual(new Set(["Left", "Right"]));
  });

  test("a header nested ten thousand deep is refused, not recursed into", () => {
    expect(refused(withHeader("(".repeat(9_999))).kind).toBe("BadNpyHeader");
  });
});

describe("headers as NumPy accepts them", () => {
  test.each([
    ["another order of the keys", "{'shape': (2, 3), 'fortran_order': False, 'descr': '<f4'}"],
    ["double quotes, no spaces, trailing commas", `{"descr":"<f4","fortran_order":False,"shape":(2,3,),}`],
    ["line breaks and tabs", "{ 'descr' : '<f4' ,\n\t'fortran_order' : False ,\n'shape' : ( 2 , 3 ) }   "],
    ["long integers of Python 2", "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), }"],
    ["the machine's order", "{'descr': '=f4', 'fortran_order': False, 'shape': (2, 3), }"],
  ])("%s", (_, text) => {
    expect(readable(withHeader(text))).toMatchObject({ dtype: "float32", shape: [2, 3] });
  });

  test.each([
    ["(3) is a number, not a tuple", "{'descr': '<f4', 'fortran_order': False, 'shape': (3)}"],
    ["a list is not a tuple", "{'descr': '<f4', 'fortran_order': False, 'shape': [3]}"],
    ["a negative extent", "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}"],
    ["a key too few", "{'descr': '<f4', 'shape': (3,)}"],
    ["a key too many", "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'more': 1}"],
    ["an order that is no boolean", "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}"],
    ["something behind the dictionary", "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} 1"],
    [
      "extents that overflow, hidden by a 0",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9007199254740991, 9)}",
    ],
    ["an extent past 2^53", "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9007199254740993)}"],
  ])("refused: %s", (_, text) => {
    expect(refused(withHeader(text))).toMatchObject({ kind: "BadNpyHeader", fault: "data", where: "a.npy" });
  });
});

describe("files of NumPy 1.24", () => {
  test("one whole file, byte for byte", () => {
    const value = ndarray("int16", [2, 3], Int16Array.of(0, 1, 2, 3, 4, 5));
    expect(bitsOf(readable(numpyFiles.bigEndian))).toEqual(bitsOf(value));
    expect(orThrow(npy.encode(value, { order: "big" }))).toEqual(numpyFiles.bigEndian);
  });

  test.each([
    ["fortran", "float32", [2, 3], [0, 0.5, 1, 1.5, 2, 2.5]],
    ["scalar", "float64", [], [2.5]],
    ["halfVersion2", "float16", [4], [1, -2, 65504, Infinity]],
    ["boolVersion3", "bool", [2], [1, 0]],
  ] as const)("%s", (file, dtype, shape, values) => {
    const read = readable(numpyFiles[file]);
    expect(read).toMatchObject({ dtype, shape });
    expect([...read.data]).toEqual(values);
  });

  test.each([
    ["records", "records with the fields x, é"],
    ["objects", 'Python objects ("|O")'],
    ["complex", 'complex numbers ("<c16")'],
  ] as const)("%s are refused", (file, got) => {
    expect(refused(numpyFiles[file])).toMatchObject({ kind: "NotNumeric", where: "a.npy", got });
  });
});

describe("what is not an array of numbers says so in one line", () => {
  const words = (descr: string, version = 1) =>
    inWords(refused(withHeader(`{'descr': ${descr}, 'fortran_order': False, 'shape': (1,), }`, 64, version)));

  test.each([
    ["'|O'", 'got Python objects ("|O")'],
    ["'<U1'", 'got text ("<U1")'],
    ["'|S3'", 'got byte strings ("|S3")'],
    ["'<c16'", 'got complex numbers ("<c16")'],
    ["'<M8[ns]'", 'got dates ("<M8[ns]")'],
    ["'<f16'", 'got extended-precision floats ("<f16")'],
    ["'nonsense'", 'got an unknown element type ("nonsense")'],
    ["('<f4', (2,))", "got a tuple as element type"],
    ["[('x', '<f4'), ('y', '<i2', (3,))]", "got records with the fields x, y"],
  ])("%s", (descr, got) => {
    expect(words(descr)).toContain(
      `a.npy: not an array of plain numbers: expected booleans, integers of 1 to 8 bytes or floats of 2 to 8 bytes, ${got}; `,
    );
  });

  test("the field names of version 3 are UTF-8", () => {
    expect(words("[('größe', '<f4')]", 3)).toContain("records with the fields größe;");
  });

  test.each([
    ["a PNG picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0)],
    ["a JPEG picture", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)],
    ["a ZIP archive", Uint8Array.of(0x50, 0x4b, 3, 4, 20)],
    ["gzip-compressed data", Uint8Array.of(0x1f, 0x8b, 8)],
    ["an HDF5 file", Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a)],
    ["a text file", new TextEncoder().encode("1,2,3\n")],
    ["unknown binary data", Uint8Array.of(1, 2, 3)],
    ["an empty file", new Uint8Array()],
  ])("%s", (name, bytes) => {
    expect(inWords(refused(bytes))).toBe(`a.npy: not an NPY file: got ${name}; save the array with numpy.save`);
  });

  test("too few elements: how many, of what", () => {
    const file = orThrow(npy.encode(ndarray("float32", [2, 3], new Float32Array(6))));
    expect(inWords(refused(file.subarray(0, -1)))).toBe(
      "a.npy: the file is cut short: expected 24 bytes of data for float32 of 2 x 3, got 23; copy or save it again",
    );
  });
});

describe("to floats", () => {
  const exact = fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n });

  test("64-bit integers up to 2^53 are exact in float64", () => {
    fc.assert(
      fc.property(fc.array(exact), (values) => {
        const floats = toFloat64(ndarray("int64", [values.length], BigInt64Array.from(values)));
        expect(E.isRight(floats) && [...floats.right.data].map(BigInt)).toEqual(values);
      }),
    );
  });

  test("one integer beyond 2^53 is a Left that names it", () => {
    fc.assert(
      fc.property(
        fc.array(exact, { maxLength: 5 }),
        fc.bigInt({ min: 2n ** 53n + 1n, max: 2n ** 63n - 1n }),
        fc.boolean(),
        (before, large, negative) => {
          const value = negative ? -large : large;
          const values = ndarray("int64", [before.length + 1], BigInt64Array.from([...before, value]));
          const expected = { kind: "InexactInteger", got: `${value} at element ${before.length}` };
          expect(toFloat64(values)).toMatchObject(E.left(expected));
          expect(toFloat32(values)).toMatchObject(E.left(expected));
        },
      ),
    );
  });

  test("every other dtype converts value by value", () => {
    fc.assert(
      fc.property(
        array.filter(({ dtype }) => !dtype.endsWith("int64")),
        (values) => {
          const numbers = Float64Array.from(values.data as Float64Array);
          expect(
            F.pipe(
              toFloat64(values),
              E.map(({ data }) => Float64Array.from(data)),
            ),
          ).toEqual(E.right(numbers));
          const rounded = Float32Array.from(numbers);
          expect(
            F.pipe(
              toFloat32(values),
              E.map(({ data }) => Float32Array.from(data)),
            ),
          ).toEqual(E.right(rounded));
        },
      ),
    );
  });
});
