import * as t from "io-ts";
import { logSumExpAxis } from "../../src/prob/logSumExp.js";
import { attributes, input, type Topic } from "./topic.js";

const axis = t.type({ axis: t.number });

/** The scalar special functions. */
export const norm: Topic = {
  name: "special functions",
  precision: "float64",
  ops: {
    logsumexp: (c) => ({ y: logSumExpAxis(input(c, "x"), attributes(c, axis).axis) }),
    logsumexp_weighted: (c) => ({ y: logSumExpAxis(input(c, "x"), attributes(c, axis).axis, input(c, "b").data) }),
  },
};
