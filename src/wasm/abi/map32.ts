import { kernel } from "./signature.js";

/** assembly/map32.ts: `out` may be any of the inputs. */
export const map32 = {
  mapExp32: kernel("out", "x", "n"),
  mapExpm1_32: kernel("out", "x", "n"),
  mapLog32: kernel("out", "x", "n"),
  mapSigmoid32: kernel("out", "x", "n"),
  mapTanh32: kernel("out", "x", "n"),
  mapSoftplus32: kernel("out", "x", "n"),
  mapRelu32: kernel("out", "x", "n"),
  mapActivity32: kernel("out", "x", "n"),
  mapLeakyRelu32: kernel("out", "x", "n", "slope"),
  gradRelu32: kernel("out", "dy", "y", "n"),
  gradLeakyRelu32: kernel("out", "dy", "y", "n", "slope"),
  gradSigmoid32: kernel("out", "dy", "y", "n"),
  gradTanh32: kernel("out", "dy", "y", "n"),
  gradSoftplus32: kernel("out", "dy", "y", "n"),
  gradActivity32: kernel("out", "dy", "x", "n"),
  scale32: kernel("out", "x", "n", "a"),
  add32: kernel("out", "x", "y", "n"),
  sub32: kernel("out", "x", "y", "n"),
  mul32: kernel("out", "x", "y", "n"),
  axpy32: kernel("out", "x", "y", "n", "a"),
  fill32: kernel("out", "n", "a"),
  copy32: kernel("out", "x", "n"),
};
