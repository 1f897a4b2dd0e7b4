import * as t from "io-ts";
import { orThrow } from "../../src/failure.js";
import {
  digamma,
  erf,
  erfc,
  erfinv,
  logGamma,
  logSumExpAxis,
  normCdf,
  normLogCdf,
  normLogPdf,
  normPpf,
  normSf,
} from "../../src/prob/index.js";
import { attributes, input, type Op, type Topic } from "./topic.js";

const axis = t.type({ axis: t.number });

const elementwise =
  (f: (x: number) => number): Op =>
  (c) => ({ y: input(c, "x").data.map(f) });

/** The scalar special functions. */
export const norm: Topic = {
  name: "special functions",
  precision: "float64",
  ops: {
    norm_ppf: elementwise(normPpf),
    norm_cdf: elementwise(normCdf),
    norm_sf: elementwise(normSf),
    norm_logcdf: elementwise(normLogCdf),
    norm_logpdf: elementwise(normLogPdf),
    erf: elementwise(erf),
    erfc: elementwise(erfc),
    erfinv: elementwise(erfinv),
    gammaln: elementwise(logGamma),
    digamma: elementwise(digamma),
    logsumexp: (c) => ({ y: orThrow(logSumExpAxis(input(c, "x"), attributes(c, axis))) }),
    logsumexp_weighted: (c) => ({
      y: orThrow(logSumExpAxis(input(c, "x"), { axis: attributes(c, axis).axis, weights: input(c, "b").data })),
    }),
  },
};
