/**
 * The one typed view of the kernels: every export of the built module, its arguments by name, family by family.
 * A property holds it against both binaries: names, arity, nothing extra.
 */
import { map32 } from "./map32.js";
import { map64 } from "./map64.js";
import { random } from "./random.js";
import { reduce32 } from "./reduce32.js";
import { reduce64 } from "./reduce64.js";
import type { Callable } from "./signature.js";
import { softmax32 } from "./softmax32.js";

export const abi = {
  ...map32,
  ...map64,
  ...random,
  ...reduce32,
  ...reduce64,
  ...softmax32,
} as const;

export type Kernels = Callable<typeof abi>;
