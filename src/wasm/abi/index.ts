/**
 * The one typed view of the kernels: every export of the built module, its arguments by name, family by family.
 * A property holds it against both binaries: names, arity, nothing extra.
 */
import { gemm } from "./gemm.js";
import { random } from "./random.js";
import type { Callable } from "./signature.js";

export const abi = {
  ...gemm,
  ...random,
} as const;

export type Kernels = Callable<typeof abi>;
