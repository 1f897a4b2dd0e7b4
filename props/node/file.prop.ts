import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { either as E, function as F } from "fp-ts";
import { afterAll, describe, expect, test } from "vitest";
import { size } from "../../src/core/shape.js";
import { type Failure, describe as inWords, orThrow } from "../../src/failure.js";
import { type NdArray, ndarray } from "../../src/formats/ndarray.js";
import * as npy from "../../src/formats/npy/index.js";

import { readArray } from "../../src/node/arrays.js";
import { readBytes, writeBytes } from "../../src/node/file.js";
import { type Chunk, type NpyChunkOptions, readChunks, readNpyHeader } from "../../src/node/npyChunks.js";
import { arrayOfShape, dtype, npyOptions } from "../arbitraries/ndarrays.js";

const folder = mkdtempSync(join(tmpdir(), "elbo-io-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
const fresh = (): string => {
  const path = join(folder, String(made++));
  mkdirSync(path);
  return path;
};

const inLine = <A>(result: E.Either<Failure, A>): string => (E.isLeft(result) ? inWords(result.left) : "a Right");

/** A user without rights over everything: root reads and writes in spite of them. */
const asOrdinaryUser = async <A>(body: () => Promise<A>): Promise<A> => {
  if (process.getuid?.() !== 0) return body();
  process.seteuid!(65_534);
  try {
    return await body();
  } finally {
    process.seteuid!(0);
  }
};

describe("reading", () => {
  test("what was written, of any length", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
        const path = join(folder, "some");
        writeFileSync(path, bytes);
        expect(await readBytes(path)()).toEqual(E.right(bytes));
      }),
      { numRuns: 20 },
    );
  });

  test("a missing file, a folder, a path through a file", async () => {
    const file = join(fresh(), "file");
    writeFileSync(file, "x");
    expect(inLine(await readBytes(`${file}s`)())).toBe(`${file}s: no such file or folder; check the path`);
    expect(inLine(await readBytes(folder)())).toBe(`${folder}: this is a folder, not a file; name a file`);
    expect(inLine(await readBytes(join(file, "x"))())).toContain("a part of this path is a file, not a folder");
    expect(inLine(await readBytes("a\0b")())).toContain("could not be read");
  });

  test.skipIf(process.platform === "win32")("a file without the right to read it", async () => {
    const file = join(fresh(), "secret");
    writeFileSync(file, "x");
    chmodSync(folder, 0o755);
    chmodSync(file, 0o000);
    expect(inLine(await asOrdinaryUser(readBytes(file)))).toMatch(/: permission denied; check the rights/);
  });

  test("an array, by its bytes whatever its name", async () => {
    const path = join(fresh(), "picture.png");
    writeFileSync(path, orThrow(npy.encode(ndarray("uint8", [2], Uint8Array.of(1, 2)))));
    expect(await readArray(path)()).toMatchObject(E.right({ dtype: "uint8", shape: [2] }));
    writeFileSync(path, "no");
    expect(inLine(await readArray(path)())).toMatch(/picture\.png: not an NPY file: got a text file/);
  });
});

describe("writing", () => {
  const old = Uint8Array.of(1, 2, 3);

  test("the file holds the bytes, its folders are made, nothing else is left", async () => {
    const path = join(fresh(), "a", "b", "file");
    for (const bytes of [old, new Uint8Array(100_000).fill(7), new Uint8Array()]) {
      expect(await writeBytes(path, bytes)()).toEqual(E.right(undefined));
      expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
      expect(readdirSync(join(path, ".."))).toEqual(["file"]);
    }
  });

  test("writers at once: one of them wins, whole", async () => {
    const path = join(fresh(), "file");
    const writes = Array.from({ length: 8 }, (_, k) => writeBytes(path, new Uint8Array(50_000).fill(k))());
    expect((await Promise.all(writes)).every(E.isRight)).toBe(true);
    expect(new Set(readFileSync(path)).size).toBe(1);
    expect(readdirSync(join(path, ".."))).toEqual(["file"]);
  });

  test("a folder in its place, a file among its folders", async () => {
    const base = fresh();
    mkdirSync(join(base, "folder"));
    writeFileSync(join(base, "file"), old);
    expect(E.isLeft(await writeBytes(join(base, "folder"), old)())).toBe(true);
    expect(inLine(await writeBytes(join(base, "file", "x"), old)())).toContain("is a file, not a folder");
    expect(readdirSync(base).sort()).toEqual(["file", "folder"]);
  });

  test.skipIf(process.platform === "win32")("a folder without the right to write: the old file stays", async () => {
    const base = fresh();
    chmodSync(folder, 0o755);
    writeFileSync(join(base, "file"), old);
    chmodSync(base, 0o555);
    const result = await asOrdinaryUser(writeBytes(join(base, "file"), new Uint8Array(9)));
    expect(inLine(result)).toMatch(/file: permission denied/);
    expect(readdirSync(base)).toEqual(["file"]);
    expect(new Uint8Array(readFileSync(join(base, "file")))).toEqual(old);
  });

  test.skipIf(process.platform === "win32")("room for a part only: the old file stays, no temporary is left", () => {
    // The shell's limit on a file's length stands for a full disk: a write stops half way with an error.
    const base = fresh();
    const path = join(base, "file");
    writeFileSync(path, old);
    const program = `
      import { writeBytes } from "./src/node/file.ts";
      writeBytes(${JSON.stringify(path)}, new Uint8Array(1 << 20))().then((result) => console.log(JSON.stringify(result)));`;
    const run = spawnSync(
      "sh",
      ["-c", 'ulimit -f 64; exec "$0" --import tsx --input-type=module -e "$1"', process.execPath, program],
      { encoding: "utf8", env: { ...process.env, TSX_DISABLE_CACHE: "1" } },
    );
    expect(JSON.parse(run.stdout)).toMatchObject({ _tag: "Left", left: { kind: "FileTooLarge", where: path } });
    expect(readdirSync(base)).toEqual(["file"]);
    expect(new Uint8Array(readFileSync(path))).toEqual(old);
  });
});

const collect = async (path: string, options: NpyChunkOptions): Promise<readonly E.Either<Failure, Chunk>[]> => {
  const chunks: E.Either<Failure, Chunk>[] = [];
  for await (const chunk of readChunks(path, options)) chunks.push(chunk);
  return chunks;
};

describe("in chunks", () => {
  const extents = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 4 });
  /** 64-bit integers lose the bits that a float64 has no room for. */
  const within53 = ({ dtype: type, shape, data }: NdArray): NdArray => {
    if (data instanceof BigInt64Array)
      return ndarray(
        "int64",
        shape,
        data.map((value) => BigInt.asIntN(54, value)),
      );
    if (data instanceof BigUint64Array)
      return ndarray(
        "uint64",
        shape,
        data.map((value) => BigInt.asUintN(53, value)),
      );
    return ndarray(type, shape, data);
  };
  const wholeArray = fc.tuple(dtype, extents).chain(([type, shape]) => arrayOfShape(type, shape).map(within53));

  /** Element [k][p] of the items along an axis, straight from the row-major whole. */
  const itemsOf = ({ shape, data }: NdArray, axis: NpyChunkOptions["axis"]): number[][] => {
    const count = axis === "first" ? shape[0]! : shape.at(-1)!;
    const pixels = size(axis === "first" ? shape.slice(1) : shape.slice(0, -1));
    return Array.from({ length: count }, (_, k) =>
      Array.from({ length: pixels }, (_, p) => Number(data[axis === "first" ? k * pixels + p : p * count + k]!)),
    );
  };

  test("the chunks, one behind the other, are the items of the whole: any dtype, order, axis, chunk and band", async () => {
    const path = join(fresh(), "a.npy");
    await fc.assert(
      fc.asyncProperty(
        wholeArray,
        npyOptions,
        fc.constantFrom("first" as const, "last" as const),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom(1, 20, 2 ** 22),
        async (value, options, axis, most, bandBytes) => {
          writeFileSync(path, orThrow(npy.encode(value, options)));
          const chunks = (await collect(path, { axis, size: most, bandBytes })).map((chunk) =>
            F.pipe(
              chunk,
              E.getOrElse((failure): Chunk => {
                throw new Error(inWords(failure));
              }),
            ),
          );
          const items = itemsOf(value, axis);
          expect(chunks.map(({ from }) => from)).toEqual(chunks.map((_, i) => i * most));
          expect(chunks.at(-1)?.to ?? 0).toBe(items.length);
          expect(chunks.every(({ items: { data } }) => data instanceof Float64Array)).toBe(true);
          expect(chunks.flatMap(({ items: { data } }) => [...data])).toEqual(items.flat());
          const rest = axis === "first" ? value.shape.slice(1) : value.shape.slice(0, -1);
          for (const { from, to, items } of chunks) expect(items.shape).toEqual([to - from, ...rest]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a reader that stops early leaves the file closed", async () => {
    const path = join(fresh(), "a.npy");
    writeFileSync(path, orThrow(npy.encode(ndarray("uint8", [4, 2], new Uint8Array(8)))));
    const open = () => readdirSync("/proc/self/fd").length;
    const before = process.platform === "linux" ? open() : 0;
    for await (const chunk of readChunks(path, { axis: "first", size: 1 })) if (E.isRight(chunk)) break;
    expect(process.platform === "linux" ? open() : 0).toBe(before);
  });

  test("the header of a file on disk, and what is wrong with one", async () => {
    const path = join(fresh(), "a.npy");
    const file = orThrow(npy.encode(ndarray("int16", [2, 3], new Int16Array(6)), { fortran: true }));
    writeFileSync(path, file);
    expect(await readNpyHeader(path)()).toMatchObject(E.right({ dtype: "int16", shape: [2, 3], fortran: true }));
    writeFileSync(path, file.subarray(0, -1));
    expect(inLine(await readNpyHeader(path)())).toContain("expected 12 bytes of data for int16 of 2 x 3, got 11");
    const chunks = await collect(path, { axis: "last", size: 2 });
    expect(chunks).toMatchObject([E.left({ kind: "TruncatedNpy", where: path })]);
    expect(await collect(`${path}s`, { axis: "last", size: 2 })).toMatchObject([E.left({ kind: "NoSuchFile" })]);
  });

  test("a chunk of no items, or along no axis, is a Left", async () => {
    const path = join(fresh(), "a.npy");
    for (const options of [{ size: 0 }, { size: 1.5 }, { size: 1, axis: "middle" as "first" }])
      expect((await collect(path, options)).map(({ _tag }) => _tag)).toEqual(["Left"]);
  });

  test("a scalar and an integer beyond 2^53 are a Left", async () => {
    const path = join(fresh(), "a.npy");
    writeFileSync(path, orThrow(npy.encode(ndarray("float64", [], Float64Array.of(1)))));
    expect(await collect(path, { axis: "first", size: 1 })).toMatchObject([E.left({ kind: "NoAxis", where: path })]);
    writeFileSync(path, orThrow(npy.encode(ndarray("int64", [2], BigInt64Array.of(1n, 2n ** 60n)))));
    const chunks = await collect(path, { axis: "first", size: 1 });
    expect(chunks.map(({ _tag }) => _tag)).toEqual(["Right", "Left"]);
    expect(chunks[1]).toMatchObject(E.left({ kind: "InexactInteger", where: path }));
  });
});
