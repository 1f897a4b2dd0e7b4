import { adam } from "./adam.js";
import { columns } from "./columns.js";
import { conv } from "./conv.js";
import { dropout } from "./dropout.js";
import { eigen } from "./eigen.js";
import { fft } from "./fft.js";
import { gather } from "./gather.js";
import { gemm } from "./gemm.js";
import { kde } from "./kde.js";
import { loss } from "./loss.js";
import { map32 } from "./map32.js";
import { map64 } from "./map64.js";
import { mixture } from "./mixture.js";
import { norm } from "./norm.js";
import { optim } from "./optim.js";
import { pooling } from "./pooling.js";
import { posterior } from "./posterior.js";
import { random } from "./random.js";
import { reduce32 } from "./reduce32.js";
import { reduce64 } from "./reduce64.js";
import { scatter } from "./scatter.js";
import type { Callable } from "./signature.js";
import { softmax32 } from "./softmax32.js";
import { template } from "./template.js";
import { transpose } from "./transpose.js";
import { tsne } from "./tsne.js";

/**
 * The one typed view of the kernels: every export of the built module, its arguments by name, family by family.
 * A property holds it against both binaries: names, arity, nothing extra.
 */
export const abi = {
  ...adam,
  ...columns,
  ...conv,
  ...dropout,
  ...fft,
  ...gather,
  ...gemm,
  ...loss,
  ...map32,
  ...map64,
  ...mixture,
  ...norm,
  ...optim,
  ...kde,
  ...pooling,
  ...posterior,
  ...random,
  ...reduce32,
  ...reduce64,
  ...scatter,
  ...softmax32,
  ...eigen,
  ...template,
  ...transpose,
  ...tsne,
} as const;

/** The kernels as a built module exports them: functions of numbers. */
export type Kernels = Callable<typeof abi>;
