/**
 * The signatures of the kernels, by what they compute. It may use nothing. Begin with `abi`; `signature.ts` says what a
 * signature is, and how threads may divide a call.
 */

import { kde } from "./density.js";
import { map32, map64 } from "./elementwise.js";
import { mixture, template } from "./em.js";
import { tsne } from "./embedding.js";
import { conv, norm, pooling } from "./layers.js";
import { eigen, fft, gemm } from "./linearAlgebra.js";
import { loss, posterior } from "./losses.js";
import { columns, gather, reduce32, reduce64, scatter, softmax32, transpose } from "./matrices.js";
import { adam, optim } from "./optimisers.js";
import { dropout, random } from "./random.js";
import type { Callable } from "./signature.js";

/**
 * The one typed view of the kernels: every export of the built module, its arguments by name, family by family.
 * A property holds it against both binaries: names, arity, nothing extra.
 */
export const abi = {
  ...kde,
  ...map32,
  ...map64,
  ...template,
  ...mixture,
  ...tsne,
  ...conv,
  ...pooling,
  ...norm,
  ...gemm,
  ...eigen,
  ...fft,
  ...loss,
  ...posterior,
  ...reduce32,
  ...reduce64,
  ...softmax32,
  ...gather,
  ...columns,
  ...scatter,
  ...transpose,
  ...optim,
  ...adam,
  ...random,
  ...dropout,
} as const;

/** The kernels as a built module exports them: functions of numbers. */
export type Kernels = Callable<typeof abi>;
