/** What contenders of other processes read and write: NPY files in a folder of their own. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tensor } from "../src/core/tensor.js";
import { encodeNpy, ndarray } from "../src/node.js";

/** A folder for the length of a bench. */
export const share = () => {
  const folder = mkdtempSync(join(tmpdir(), "elbo-bench-"));
  const path = (name: string): string => join(folder, `${name}.npy`);
  return {
    path,
    /** Writes a tensor in its precision; its path as Python has it. */
    put: (name: string, { shape, data }: Tensor): string => {
      const single = data instanceof Float32Array;
      const array = single ? ndarray("float32", shape, data) : ndarray("float64", shape, Float64Array.from(data));
      writeFileSync(path(name), encodeNpy(array));
      return JSON.stringify(path(name));
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
};
