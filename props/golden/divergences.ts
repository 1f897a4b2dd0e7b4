import { either as E } from "fp-ts";
import * as t from "io-ts";
import { describe } from "../../src/failure.js";
import { cholesky } from "../../src/prob/cholesky.js";
import type { WithGradient } from "../../src/prob/distribution.js";
import {
  entropyBernoulliProbability,
  entropyCategorical,
  entropyCategoricalProbability,
  entropyMultivariateNormal,
  entropyNormal,
} from "../../src/prob/entropy.js";
import {
  klBernoulliProbability,
  klCategorical,
  klCategoricalProbability,
  klMultivariateNormal,
  klNormal,
  klStandardNormal,
} from "../../src/prob/kl.js";
import { multivariateNormal } from "../../src/prob/multivariateNormal.js";
import { klSparse } from "../../src/prob/sparsity.js";
import type { Outputs } from "./compare.js";
import type { Case } from "./read.js";
import { asked, attributes, input, type Op, type Topic } from "./topic.js";

const reduced = t.type({ reduction: t.keyof({ sum: null, batchmean: null, none: null }) });

/** The upstream gradient of row i of n: `gy` where the case has one, else that of the reduction of the rows. */
const upstream = (c: Case, n: number, i: number): number => {
  if ("gy" in c.inputs) return input(c, "gy").data[i]!;
  return reduced.is(c.attrs) && c.attrs.reduction === "batchmean" ? 1 / n : 1;
};

type Rows = Readonly<Record<string, ArrayLike<number>>>;

/** A function of rows applied to each row of the inputs: the values reduced, the gradients scaled and laid end to end. */
const byRows =
  (f: (rows: readonly Float64Array[]) => WithGradient<Rows>, inputs: readonly string[], output = "loss"): Op =>
  (c) => {
    const width = input(c, inputs[0]!).shape.at(-1)!;
    const n = input(c, inputs[0]!).data.length / width;
    const row = (i: number) => (name: string) => input(c, name).data.subarray(i * width, (i + 1) * width);
    const results = Array.from({ length: n }, (_, i) => f(inputs.map(row(i))));
    const values = results.map(({ value }) => value);
    const sum = values.reduce((a, b) => a + b, 0);
    const reduction = reduced.is(c.attrs) ? attributes(c, reduced).reduction : "none";
    const gradient = (name: string) =>
      results.flatMap(({ gradient: g }, i) => Array.from(g[name]!, (gj) => gj * upstream(c, n, i)));
    return asked(c, {
      [output]: { sum, batchmean: sum / n, none: values }[reduction],
      ...Object.fromEntries(inputs.map((name) => [`grad_${name}`, gradient(name)])),
    });
  };

/** A function of single numbers applied to each element: rows of one. */
const byElements =
  (f: (numbers: readonly number[]) => WithGradient<Rows>, inputs: readonly string[], output = "loss"): Op =>
  (c) => {
    const flat: Case = {
      ...c,
      inputs: Object.fromEntries(
        Object.entries(c.inputs).map(([name, x]) => [name, { ...x, shape: [x.data.length, 1] }]),
      ),
    };
    return byRows((rows) => f(rows.map((row) => row[0]!)), inputs, output)(flat);
  };

const given = <A>(result: E.Either<Parameters<typeof describe>[0], A>): A => {
  if (E.isLeft(result)) throw new Error(describe(result.left));
  return result.right;
};

const mvn = (c: Case, i: 0 | 1) =>
  given(multivariateNormal({ mean: input(c, `mu${i}`).data, covariance: input(c, `cov${i}`) }));

const mvnDivergence = (c: Case): Outputs => {
  const { value, gradient } = klMultivariateNormal(mvn(c, 0), mvn(c, 1));
  return {
    loss: value,
    grad_mu0: gradient.p.mean,
    grad_cov0: gradient.p.covariance,
    grad_mu1: gradient.q.mean,
    grad_cov1: gradient.q.covariance,
  };
};

const mvnEntropy = (c: Case): Outputs => {
  const { value, gradient } = entropyMultivariateNormal(
    given(cholesky(input(c, "cov").data, input(c, "cov").shape[0]!)),
  );
  return { y: value, grad_cov: gradient };
};

const sparse = (c: Case): Outputs => {
  const { rho, beta } = attributes(c, t.type({ rho: t.number, beta: t.number }));
  const { value, gradient, rhoHat } = klSparse(rho, beta, input(c, "a"));
  return { loss: value, rho_hat: rhoHat, grad_a: gradient };
};

/** Divergences and entropies of src/prob, values and gradients. */
export const divergences: Topic = {
  name: "divergences and entropies",
  precision: "float64",
  ops: {
    kl_std_normal: byRows(
      ([mean, logvar]) => {
        const { value, gradient } = klStandardNormal({ mean: mean!, logvar: logvar! });
        return { value, gradient: { mu: gradient.mean, logvar: gradient.logvar } };
      },
      ["mu", "logvar"],
    ),
    kl_normal_diag: byRows(
      ([mu0, logvar0, mu1, logvar1]) => {
        const p = { mean: mu0!, logvar: logvar0! };
        const { value, gradient } = klNormal(p, { mean: mu1!, logvar: logvar1! });
        const [g0, g1] = [gradient.p, gradient.q];
        return { value, gradient: { mu0: g0.mean, logvar0: g0.logvar, mu1: g1.mean, logvar1: g1.logvar } };
      },
      ["mu0", "logvar0", "mu1", "logvar1"],
    ),
    kl_mvn_full: mvnDivergence,
    kl_bernoulli: byElements(
      ([p, q]) => {
        const { value, gradient } = klBernoulliProbability(p!, q!);
        return { value, gradient: { p: [gradient.p], q: [gradient.q] } };
      },
      ["p", "q"],
    ),
    kl_sparse: sparse,
    kl_categorical: byRows(
      ([p, q]) => {
        const { value, gradient } = klCategoricalProbability(p!, q!);
        return { value, gradient: { p: gradient.p, q: gradient.q } };
      },
      ["p", "q"],
    ),
    kl_categorical_logits: byRows(
      ([lp, lq]) => {
        const { value, gradient } = klCategorical({ logits: lp! }, { logits: lq! });
        return { value, gradient: { lp: gradient.p.logits, lq: gradient.q.logits } };
      },
      ["lp", "lq"],
    ),
    entropy_categorical: byRows(
      ([p]) => {
        const { value, gradient } = entropyCategoricalProbability(p!);
        return { value, gradient: { p: gradient } };
      },
      ["p"],
      "y",
    ),
    entropy_categorical_logits: byRows(
      ([x]) => {
        const { value, gradient } = entropyCategorical(x!);
        return { value, gradient: { x: gradient } };
      },
      ["x"],
      "y",
    ),
    entropy_bernoulli: byElements(
      ([p]) => {
        const { value, gradient } = entropyBernoulliProbability(p!);
        return { value, gradient: { p: [gradient] } };
      },
      ["p"],
      "y",
    ),
    entropy_normal_diag: byRows(
      ([logvar]) => {
        const { value, gradient } = entropyNormal(logvar!);
        return { value, gradient: { logvar: gradient } };
      },
      ["logvar"],
      "y",
    ),
    entropy_mvn_full: mvnEntropy,
  },
};
