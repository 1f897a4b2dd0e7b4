import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { either as E, function as F } from "fp-ts";
import { afterAll, describe, expect, test } from "vitest";
import { type Failure, describe as inWords, orThrow } from "../../src/failure.js";
import type { NdArray } from "../../src/formats/ndarray.js";
import * as npy from "../../src/formats/npy/index.js";
import * as npz from "../../src/formats/npz/index.js";

import { array, bitsOf, npyOptions } from "../arbitraries/ndarrays.js";

const python = "/usr/bin/python3";
const hasNumpy = spawnSync(python, ["-c", "import numpy"]).status === 0;

const folder = hasNumpy ? mkdtempSync(join(tmpdir(), "elbo-numpy-")) : "";
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (program: string): string => {
  const { status, stdout, stderr } = spawnSync(python, ["-c", program], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
};

const right = <A>(result: E.Either<Failure, A>): A =>
  F.pipe(
    result,
    E.getOrElse((failure): A => {
      throw new Error(inWords(failure));
    }),
  );

/** What NumPy says of an array: dtype, shape, and the bytes in row-major, little-endian order, float16 widened. */
const says = `
import json, numpy, sys
def says(a):
    wide = a.astype(numpy.float32) if a.dtype.name == 'float16' else a
    bits = wide.astype(wide.dtype.newbyteorder('<')).tobytes('C').hex()
    return dict(type=a.dtype.name, extents=list(a.shape), bits=bits)
`;

/** A NaN's payload is not NumPy's to keep when it widens float16. */
const quiet = (value: NdArray): boolean =>
  value.dtype !== "float16" || [...value.data].every((element) => !Number.isNaN(element));

const cases = fc.sample(fc.tuple(array.filter(quiet), npyOptions), { numRuns: 150, seed: 1 });

const interop = (): void => {
  test("files written here open there: every dtype, order, version", () => {
    cases.forEach(([value, options], i) => {
      writeFileSync(join(folder, `${i}.npy`), orThrow(npy.encode(value, options)));
    });
    const read = JSON.parse(
      run(`${says}\njson.dump([says(numpy.load(f'{i}.npy')) for i in range(${cases.length})], sys.stdout)`),
    );
    expect(read).toEqual(cases.map(([value]) => bitsOf(value)));
  });

  test("archives written here open there, stored and deflated, with their checksums", () => {
    const arrays = new Map(cases.slice(0, 40).map(([value], i) => [`größe ${i}`, value]));
    for (const compress of [false, true]) {
      writeFileSync(join(folder, "a.npz"), orThrow(npz.encode(arrays, { compress })));
      const read = run(`${says}
import zipfile
assert zipfile.ZipFile('a.npz').testzip() is None
json.dump({name: says(a) for name, a in numpy.load('a.npz').items()}, sys.stdout)`);
      expect(JSON.parse(read)).toEqual(Object.fromEntries([...arrays].map(([name, value]) => [name, bitsOf(value)])));
    }
  });

  test("files written there are read here, in any order and version", () => {
    const told = JSON.parse(
      run(`${says}
rng = numpy.random.default_rng(1)
told = []
codes = ['b1', 'i1', 'u1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'f2', 'f4', 'f8']
shapes = [(), (0,), (5,), (2, 3), (3, 1, 4), (2, 0, 3), (2, 3, 4, 5)]
for code in codes:
    for shape in shapes:
        for mark in '<>':
            for order in 'CF':
                a = rng.normal(0, 50, shape)
                a = numpy.array(abs(a) if code[0] == 'u' else a).astype(mark + code, order=order)
                version = [(1, 0), (2, 0), (3, 0)][len(told) % 3]
                with open(f'n{len(told)}.npy', 'wb') as file:
                    numpy.lib.format.write_array(file, a, version=version)
                told.append(says(a))
json.dump(told, sys.stdout)`),
    ) as unknown[];
    expect(told).toHaveLength(12 * 7 * 2 * 2);
    told.forEach((expected, i) => {
      expect(bitsOf(right(npy.decode(readFileSync(join(folder, `n${i}.npy`)))))).toEqual(expected);
    });
  });

  test.each(["savez", "savez_compressed"])("archives of %s are read here", (save) => {
    const told = JSON.parse(
      run(`${says}
arrays = dict(X=numpy.arange(24.).reshape(2, 3, 4), y=numpy.arange(5, dtype='>i8'), größe=numpy.asfortranarray(numpy.eye(3, dtype='f2')))
numpy.${save}('n.npz', **arrays)
json.dump({name: says(a) for name, a in arrays.items()}, sys.stdout)`),
    );
    const read = right(npz.decode(readFileSync(join(folder, "n.npz"))));
    expect(Object.fromEntries([...read].map(([name, value]) => [name, bitsOf(value)]))).toEqual(told);
  });

  test("numpy.save writes the same bytes", () => {
    run(`
import numpy
numpy.save('s.npy', numpy.arange(1000, dtype='<f4').reshape(10, 100))`);
    const file = new Uint8Array(readFileSync(join(folder, "s.npy")));
    expect(orThrow(npy.encode(right(npy.decode(file))))).toEqual(file);
  });

  test("singles round to float16 as NumPy rounds them", () => {
    const singles = new Float32Array(fc.sample(fc.float({ noNaN: true }), { numRuns: 20_000, seed: 1 }));
    writeFileSync(
      join(folder, "r.npy"),
      orThrow(npy.encode({ dtype: "float32", shape: [singles.length], data: singles })),
    );
    run(`
import numpy
numpy.seterr(all='ignore')
numpy.save('h.npy', numpy.load('r.npy').astype('<f2'))`);
    const halves = orThrow(npy.encode({ dtype: "float16", shape: [singles.length], data: singles }));
    expect(halves).toEqual(new Uint8Array(readFileSync(join(folder, "h.npy"))));
  });
};

if (hasNumpy) describe("with the NumPy of /usr/bin/python3", interop);
else test.skip("with NumPy: skipped, /usr/bin/python3 with numpy is not here", () => {});
