import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { type Tensor, tensor32, tensor64 } from "../../src/core/tensor.js";
import { describe, type Failure } from "../../src/failure.js";
import {
  absoluteError,
  bce,
  bceWithLogits,
  crossEntropy,
  crossEntropySoft,
  gaussianNll,
  gaussianNllLogvar,
  klToPrior,
  type Loss,
  type Reduction,
  squaredError,
} from "../../src/nn/losses/index.js";
import { leastVariance } from "../../src/nn/losses/loss.js";
import { log2Pi } from "../../src/prob/standardNormal.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { runtimes } from "../arbitraries/runtimes.js";
import type { Precision } from "./compare.js";
import type { Case } from "./read.js";
import { asked, attributes, input, type Op, type Topic } from "./topic.js";

const reduced = t.type({ reduction: t.keyof({ sum: null, mean: null, batchmean: null, none: null }) });

/** An input in the topic's precision. */
type Read = (name: string) => Tensor;

/** A loss of the library on a case. */
type Run<By extends string> = (read: Read, reduction: Reduction, c: Case) => E.Either<Failure, Loss<By>>;

/** What the loss of one example is in the reference: an element, or a row. */
type Example = "element" | "row";

/** The library's reduction; where the reference has none, the parts of the sum are its losses. */
const reductions = {
  element: { sum: "sum", none: "sum", mean: "mean", batchmean: "batchMean" },
  row: { sum: "sum", none: "sum", mean: "batchMean", batchmean: "batchMean" },
} as const;

/** `names`: the reference's name of each gradient. */
const op =
  <By extends string>(precision: Precision, example: Example, names: Readonly<Record<By, string>>, run: Run<By>): Op =>
  (c) => {
    const { reduction } = attributes(c, reduced);
    const read: Read = (name) => {
      const { shape, data } = input(c, name);
      const batch = reduction === "none" && example === "element" ? [data.length] : shape;
      return precision === "float32" ? tensor32(batch, data) : tensor64(batch, data);
    };
    const result = run(read, reductions[example][reduction], c);
    if (E.isLeft(result)) throw new Error(describe(result.left));
    const { value, rows, gradient } = result.right;

    const gy = "gy" in c.inputs ? input(c, "gy").data : [1];
    const pulled = ({ data }: Tensor) =>
      Float64Array.from(data, (g, i) => g * gy[Math.floor((i * gy.length) / data.length)]!);
    const gradients = (Object.keys(names) as By[]).map((by) => [names[by], pulled(gradient[by])]);
    return asked(c, { loss: reduction === "none" ? rows : value, ...Object.fromEntries(gradients) });
  };

/** Losses of x - t that do not change when the two change places give the gradient by t so too. */
const symmetric =
  (loss: typeof squaredError, runtime: Runtime): Run<"y" | "t"> =>
  (read, reduction) =>
    F.pipe(
      E.Do,
      E.apS("forth", loss(runtime, read("x"), read("t"), { reduction })),
      E.apS("back", loss(runtime, read("t"), read("x"), { reduction })),
      E.map(({ forth, back }) => ({ ...forth, gradient: { y: forth.gradient.y, t: back.gradient.y } })),
    );

const Nll = t.type({ full: t.boolean, eps: t.literal(leastVariance) });

/** The constant that a case without `full` leaves out. */
const left = (c: Case, reduction: Reduction): number =>
  attributes(c, Nll).full ? 0 : 0.5 * log2Pi * (reduction === "mean" ? 1 : input(c, "x").data.length);

const losses = (runtime: Runtime, precision: Precision): Topic => {
  const y = { y: "grad_x" };
  return {
    name: `losses, ${runtime.simd}`,
    precision,
    ops: {
      bce_prob: op(precision, "element", { y: "grad_p" }, (read, by) =>
        bce(runtime, read("p"), read("t"), { reduction: by }),
      ),
      bce_logits: op(precision, "element", y, (read, by) =>
        bceWithLogits(runtime, read("x"), read("t"), { reduction: by }),
      ),
      mse: op(precision, "element", { ...y, t: "grad_t" }, symmetric(squaredError, runtime)),
      l1: op(precision, "element", { ...y, t: "grad_t" }, symmetric(absoluteError, runtime)),
      cross_entropy: op(precision, "row", y, (read, by, c) =>
        crossEntropy(runtime, read("x"), input(c, "labels").data, { reduction: by }),
      ),
      cross_entropy_soft: op(precision, "row", y, (read, by) =>
        crossEntropySoft(runtime, read("x"), read("target"), { reduction: by }),
      ),
      gaussian_nll: op(precision, "element", { mean: "grad_x", variance: "grad_var" }, (read, by, c) =>
        F.pipe(
          gaussianNll(runtime, { mean: read("x"), variance: read("var") }, read("t"), { reduction: by }),
          E.map((loss) => ({ ...loss, value: loss.value - left(c, by) })),
        ),
      ),
      gaussian_nll_logvar: op(precision, "element", { mean: "grad_x", logvar: "grad_logvar" }, (read, by) =>
        gaussianNllLogvar(runtime, { mean: read("x"), logvar: read("logvar") }, read("t"), { reduction: by }),
      ),
    },
  };
};

/** What training uses of the divergences, which is float32. */
const prior = (runtime: Runtime): Topic => ({
  name: `divergence from the prior, ${runtime.simd}`,
  precision: "float32",
  ops: {
    kl_std_normal: op("float32", "row", { mean: "grad_mu", logvar: "grad_logvar" }, (read, by) =>
      klToPrior(runtime, { mean: read("mu"), logvar: read("logvar") }, { reduction: by }),
    ),
  },
});

/** Every loss in both builds and both widths. */
export const lossTopics: readonly Topic[] = runtimes.flatMap((runtime) => [
  losses(runtime, "float64"),
  losses(runtime, "float32"),
  prior(runtime),
]);
