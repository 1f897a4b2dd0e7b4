/**
 * The one typed view of the kernels: every export of the built module, its arguments by name, family by family.
 * A property holds it against both binaries: names, arity, nothing extra.
 */

import { adaptive } from "./adaptive.js";
import { fft } from "./fft.js";
import { gemm } from "./gemm.js";
import { map32 } from "./map32.js";
import { map64 } from "./map64.js";
import { optim } from "./optim.js";
import { pairs } from "./pairs.js";
import { random } from "./random.js";
import { reduce64 } from "./reduce64.js";
import { scatter } from "./scatter.js";
import type { Callable } from "./signature.js";
import { symmetric } from "./symmetric.js";
import { template } from "./template.js";

export const abi = {
  ...fft,
  ...adaptive,
  ...optim,
  ...map32,
  ...map64,
  ...gemm,
  ...pairs,
  ...random,
  ...reduce64,
  ...scatter,
  ...symmetric,
  ...template,
} as const;

export type Kernels = Callable<typeof abi>;
