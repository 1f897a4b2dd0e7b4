import * as t from "io-ts";
import { BelowOne, Finite, NonNegative, Positive } from "../core/ranges.js";
import { Schedule } from "./schedules.js";

const Sgd = t.readonly(
  t.strict({
    kind: t.literal("sgd"),
    rate: Schedule,
    momentum: BelowOne,
    dampening: NonNegative,
    nesterov: t.boolean,
    weightDecay: NonNegative,
  }),
);

const Rmsprop = t.readonly(
  t.strict({
    kind: t.literal("rmsprop"),
    rate: Schedule,
    beta: BelowOne,
    epsilon: NonNegative,
    centered: t.boolean,
    momentum: BelowOne,
    weightDecay: NonNegative,
  }),
);

const adamOf = <Kind extends string>(kind: Kind) =>
  t.readonly(
    t.strict({
      kind: t.literal(kind),
      rate: Schedule,
      beta1: BelowOne,
      beta2: BelowOne,
      epsilon: NonNegative,
      weightDecay: NonNegative,
      amsgrad: t.boolean,
    }),
  );

const Adam = adamOf("adam");
const Adamw = adamOf("adamw");

const Scale = t.readonly(t.strict({ kind: t.literal("scale"), factor: Finite }));
const AddDecayedWeights = t.readonly(t.strict({ kind: t.literal("addDecayedWeights"), weightDecay: NonNegative }));
const ClipByNorm = t.readonly(t.strict({ kind: t.literal("clipByNorm"), limit: Positive }));
const ClipByValue = t.readonly(t.strict({ kind: t.literal("clipByValue"), limit: Positive }));

const Link = t.union([Sgd, Rmsprop, Adam, Adamw, Scale, AddDecayedWeights, ClipByNorm, ClipByValue]);

/** A definition of one link: a step, or what is done to gradients before it and to updates after it. */
export type Link = t.TypeOf<typeof Link>;

/** What is fed through one part after the other; `parts: []` is the identity. */
interface Chain {
  readonly kind: "chain";
  readonly parts: readonly Definition[];
}

/**
 * An optimiser as data: a map from gradients to updates, which are added to the parameters, with the numbers it hangs
 * on. `optimizer` makes it a pair of pure functions, `resident` a step in linear memory.
 */
export type Definition = Link | Chain;

/** Reads a definition from a config or a checkpoint; numbers out of their range are refused. */
export const Definition: t.Type<Definition> = t.recursion("Optimizer", () =>
  t.union([Link, t.readonly(t.strict({ kind: t.literal("chain"), parts: t.readonlyArray(Definition) }))]),
);

type Of<Kind> = Extract<Link, { readonly kind: Kind }>;

/** A rate, and what is to differ from the defaults. */
type Settings<Kind> = Pick<Of<Kind> & { readonly rate: Schedule }, "rate"> & Partial<Omit<Of<Kind>, "kind">>;

/**
 * Gradient descent, with weight decay as an L2 penalty and with momentum (PyTorch's `SGD`):
 *
 *   g += weightDecay p;  m = g at the first step, then momentum m + (1 - dampening) g
 *   p -= rate m, or rate (g + momentum m) for nesterov, or rate g without momentum
 *
 * Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013.
 *
 * @example
 * sgd({ rate: 0.1 }).momentum // => 0
 */
export const sgd = (settings: Settings<"sgd">): Of<"sgd"> => ({
  kind: "sgd",
  momentum: 0,
  dampening: 0,
  nesterov: false,
  weightDecay: 0,
  ...settings,
});

/**
 * Descent by the gradient over the root of the running mean of its squares (PyTorch's `RMSprop`, whose alpha is beta):
 *
 *   g += weightDecay p;  v = beta v + (1 - beta) g^2;  d = g / (sqrt(v) + epsilon);  p -= rate d
 *   centered: v - mean(g)^2 in place of v;  momentum: m = momentum m + d;  p -= rate m
 *
 * Tieleman and Hinton, Lecture 6.5, 2012; centred: Graves, "Generating sequences with recurrent neural networks", 2013.
 */
export const rmsprop = (settings: Settings<"rmsprop">): Of<"rmsprop"> => ({
  kind: "rmsprop",
  beta: 0.99,
  epsilon: 1e-8,
  centered: false,
  momentum: 0,
  weightDecay: 0,
  ...settings,
});

const adamDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, amsgrad: false };

/**
 * Adam, with weight decay as an L2 penalty (PyTorch's `Adam`); t counts the steps from 1:
 *
 *   g += weightDecay p;  m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2
 *   p -= rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon);  amsgrad: the largest v so far
 *
 * Kingma and Ba, "Adam: a method for stochastic optimization", 2015; Reddi et al., "On the convergence of Adam", 2018.
 *
 * @example
 * adam({ rate: 1e-3 }).beta2 // => 0.999
 */
export const adam = (settings: Settings<"adam">): Of<"adam"> => ({
  kind: "adam",
  weightDecay: 0,
  ...adamDefaults,
  ...settings,
});

/**
 * Adam with weight decay apart from the gradient (PyTorch's `AdamW`): p -= rate weightDecay p, then as `adam` without.
 *
 * Loshchilov and Hutter, "Decoupled weight decay regularization", 2019.
 */
export const adamw = (settings: Settings<"adamw">): Of<"adamw"> => ({
  kind: "adamw",
  weightDecay: 0.01,
  ...adamDefaults,
  ...settings,
});

/** factor g */
export const scale = (factor: number): Of<"scale"> => ({ kind: "scale", factor });

/** g + weightDecay p */
export const addDecayedWeights = (weightDecay: number): Of<"addDecayedWeights"> => ({
  kind: "addDecayedWeights",
  weightDecay,
});

/**
 * g limit / |g| where |g| > limit, else g; |g| over the whole block.
 *
 * Pascanu et al., "On the difficulty of training recurrent neural networks", 2013, Algorithm 1.
 */
export const clipByNorm = (limit: number): Of<"clipByNorm"> => ({ kind: "clipByNorm", limit });

/** Each element of g, held within -limit and limit. */
export const clipByValue = (limit: number): Of<"clipByValue"> => ({ kind: "clipByValue", limit });

/**
 * The updates of each part are the gradients of the next: `chain(clipByNorm(1), adam({ rate: 1e-3 }))`.
 *
 * Associative, and `identity` is its unit.
 */
export const chain = (...parts: readonly Definition[]): Definition => ({ kind: "chain", parts });

/** Updates are the gradients as they are. */
export const identity: Definition = chain();

/** The links of a definition in the order in which they run, free of nesting. */
export const linksOf = (definition: Definition): readonly Link[] =>
  definition.kind === "chain" ? definition.parts.flatMap(linksOf) : [definition];
