/** What contenders of other processes read and write: NPY files in a folder of their own. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Shape } from "../src/core/shape.js";
import type { Tensor } from "../src/core/tensor.js";
import { orThrow } from "../src/failure.js";
import { type NdArray, ndarray } from "../src/formats/ndarray.js";
import * as npy from "../src/formats/npy/index.js";

/** A folder for the length of a bench. */
export const share = () => {
  const folder = mkdtempSync(join(tmpdir(), "elbo-bench-"));
  const path = (name: string): string => join(folder, `${name}.npy`);
  const file = (name: string, array: NdArray): string => {
    writeFileSync(path(name), orThrow(npy.encode(array)));
    return JSON.stringify(path(name));
  };
  return {
    path,
    /** Writes a tensor in its precision; its path as Python has it. */
    put: (name: string, { shape, data }: Tensor): string =>
      file(
        name,
        data instanceof Float32Array
          ? ndarray("float32", shape, data)
          : ndarray("float64", shape, Float64Array.from(data)),
      ),
    /** Writes bytes, as `put` does. */
    putBytes: (name: string, shape: Shape, data: Uint8Array): string => file(name, ndarray("uint8", shape, data)),
    remove: () => rmSync(folder, { recursive: true }),
  };
};
