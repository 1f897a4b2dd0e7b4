import type { Kernels } from "../wasm/abi/index.js";
import type { Pointer } from "../wasm/arena.js";
import type { Workspace } from "../wasm/runtime.js";
import { type Definition, type Link, linksOf } from "./definition.js";
import { power } from "./power.js";
import { rateAt } from "./schedules.js";

/** The width of a float: of parameters, gradients and moments alike. */
export type Bits = 32 | 64;

/** Blocks of n floats in linear memory. */
export interface Blocks {
  /** Written; may be `p`, which then holds the new parameters, or `g`. */
  readonly out: Pointer;
  readonly p: Pointer;
  /** The gradient. A chain leaves the gradient of its last link here. */
  readonly g: Pointer;
  /** As many blocks as `slots` has names, one behind the other; zero before the first step, rewritten at each. */
  readonly slots: Pointer;
}

/** One step after `step` others. */
type Run = (workspace: Workspace, blocks: Blocks, n: number, step: number) => void;

/** An optimiser in linear memory: kernels alone, nothing allocated, nothing copied. */
export interface KernelStep {
  /** The moments it keeps, in the order of their blocks. */
  readonly slots: readonly string[];
  /** out = p + updates */
  readonly apply: Run;
  /** out = updates */
  readonly updates: Run;
}

/** What a link keeps, and its kernels: out = keep p + its updates. */
interface Stage {
  readonly slots: readonly string[];
  readonly run: (kernels: Kernels, blocks: Blocks, n: number, step: number, keep: 0 | 1) => void;
}

type Part<Kind> = Extract<Link, { readonly kind: Kind }>;

const combine = (bits: Bits, a: number, b: number): Stage => ({
  slots: [],
  run: (kernels, { out, p, g }, n, _step, keep) => kernels[`combine${bits}`](out, p, g, keep, a, b, 0, n),
});

/** g limit / |g| past the limit. A norm of NaN passes on and shows in the parameters. */
const clipByNorm = (bits: Bits, limit: number): Stage => ({
  slots: [],
  run: (kernels, { out, p, g }, n, _step, keep) => {
    const norm = Math.sqrt(kernels[`squaredNorm${bits}`](g, 0, n));
    kernels[`combine${bits}`](out, p, g, keep, norm > limit ? limit / norm : 1, 0, 0, n);
  },
});

const clipByValue = (bits: Bits, limit: number): Stage => ({
  slots: [],
  run: (kernels, { out, p, g }, n, _step, keep) => kernels[`clip${bits}`](out, p, g, keep, limit, 0, n),
});

/** p - rate (g + weightDecay p) */
const descent = (bits: Bits, { rate, weightDecay }: Part<"sgd">): Stage => ({
  slots: [],
  run: (kernels, { out, p, g }, n, step, keep) => {
    const lr = rateAt(rate, step);
    kernels[`combine${bits}`](out, p, g, keep, -lr, -lr * weightDecay, 0, n);
  },
});

/** The first gradient fills the buffer whole: nothing damps it. */
const momentum = (bits: Bits, { rate, momentum: beta, dampening, nesterov, weightDecay }: Part<"sgd">): Stage => ({
  slots: ["momentum"],
  run: (kernels, { out, p, g, slots: m }, n, step, keep) => {
    const lr = rateAt(rate, step);
    const gain = step === 0 ? 1 : 1 - dampening;
    const [a, b] = nesterov ? [lr, lr * beta] : [0, lr];
    kernels[`momentum${bits}`](out, p, g, m, keep, beta, gain, a, b, weightDecay, 0, n);
  },
});

const rmsprop = (bits: Bits, { rate, beta, epsilon, centered, momentum: mu, weightDecay }: Part<"rmsprop">): Stage => {
  const slots = ["square", ...(centered ? ["mean"] : []), ...(mu > 0 ? ["momentum"] : [])];
  return {
    slots,
    run: (kernels, { out, p, g, slots: v }, n, step, keep) => {
      const block = n * (bits / 8);
      const mean = centered ? v + block : 0;
      const m = mu > 0 ? v + (slots.length - 1) * block : 0;
      const lr = rateAt(rate, step);
      kernels[`rmsprop${bits}`](out, p, g, v, mean, m, keep, lr, epsilon, beta, mu, weightDecay, 0, n);
    },
  };
};

/**
 * With c = sqrt(1 - beta2^t), t = step + 1, the bias corrections go into rate and epsilon, which is exact:
 *
 *   rate (m / (1 - beta1^t)) / (sqrt(v) / c + epsilon) = (rate c / (1 - beta1^t)) m / (sqrt(v) + epsilon c)
 */
const adam = (bits: Bits, definition: Part<"adam" | "adamw">): Stage => {
  const { kind, rate, beta1, beta2, epsilon, weightDecay, amsgrad } = definition;
  return {
    slots: ["mean", "square", ...(amsgrad ? ["largest"] : [])],
    run: (kernels, { out, p, g, slots: m }, n, step, keep) => {
      const v = m + n * (bits / 8);
      const top = amsgrad ? v + n * (bits / 8) : 0;
      const lr = rateAt(rate, step);
      const c = Math.sqrt(1 - power(beta2, step + 1));
      const corrected = (lr * c) / (1 - power(beta1, step + 1));
      const [l2, shrink] = kind === "adam" ? [weightDecay, 0] : [0, lr * weightDecay];
      const adam = kernels[`adam${bits}`];
      adam(out, p, g, m, v, top, keep, corrected, epsilon * c, beta1, beta2, l2, shrink, 0, n);
    },
  };
};

const stageOf = (bits: Bits, link: Link): Stage => {
  switch (link.kind) {
    case "sgd":
      return link.momentum > 0 ? momentum(bits, link) : descent(bits, link);
    case "rmsprop":
      return rmsprop(bits, link);
    case "adam":
    case "adamw":
      return adam(bits, link);
    case "scale":
      return combine(bits, link.factor, 0);
    case "addDecayedWeights":
      return combine(bits, 1, link.weightDecay);
    case "clipByNorm":
      return clipByNorm(bits, link.limit);
    case "clipByValue":
      return clipByValue(bits, link.limit);
  }
};

/**
 * A definition as kernels over blocks of float32 or float64. The links of a chain hand the gradient on in its own
 * block, and the last one writes `out`; one step is one pass over memory a link.
 *
 * @example
 * kernelStep(adam({ rate: 1e-3 })).slots // => ["mean", "square"]
 */
export const kernelStep = (definition: Definition, bits: Bits = 32): KernelStep => {
  const links = linksOf(definition).map((link) => stageOf(bits, link));
  const stages = links.length > 0 ? links : [combine(bits, 1, 0)];
  const last = stages.length - 1;

  const run =
    (keep: 0 | 1): Run =>
    ({ kernels }, { out, p, g, slots: first }, n, step) => {
      let slots = first;
      stages.forEach((stage, k) => {
        const blocks = { out: k === last ? out : g, p, g, slots };
        stage.run(kernels, blocks, n, step, k === last ? keep : 0);
        slots += stage.slots.length * n * (bits / 8);
      });
    };

  return { slots: stages.flatMap((stage) => stage.slots), apply: run(1), updates: run(0) };
};
