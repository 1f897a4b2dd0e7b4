/**
 * Codes of two parts, a style z and a label y = softmax(logits), and the players that make them so. Each is an
 * autoencoder's step, an adversary's or a classifier's; a game is a list of them (disentangled.ts, semiSupervised.ts).
 */
import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { named } from "../../core/key.js";
import { Count, NonNegative, Positive } from "../../core/ranges.js";
import { type Shape, shapeMismatch, size } from "../../core/shape.js";
import { compileAt } from "../../nn/compile.js";
import type { CompiledLayer, NetworkError, Pass, PassContext } from "../../nn/compiledLayer.js";
import { Definition } from "../../nn/definition.js";
import { loss } from "../../nn/losses/loss.js";
import { parameterRange, type SubObjective } from "../../train/alternating.js";
import type { Evaluation } from "../../train/objective.js";
import type { Pointer } from "../../wasm/arena.js";
import { Likelihood } from "../likelihood.js";
import { reconstructionLoss } from "../reconstruction.js";
import { fills } from "../vae.js";
import { oneLogit } from "./aae.js";
import { type CodeLoss, discriminatorLoss } from "./discriminate.js";
import { expectPrior, type Prior } from "./prior.js";

/** What both games are made of. */
export const StyleAndLabel = t.strict({
  /** Of an example. */
  shape: t.readonlyArray(Count),
  classes: Count,
  /** From an example to its style, and to the logits of its label. */
  encoder: Definition,
  /** From style and label to the likelihood's y. */
  decoder: Definition,
  likelihood: Likelihood,
  /** What the loss of an example is multiplied by: 1 sums over its numbers, 1 / numbers is their mean. */
  weight: Positive,
  /** From a style, and from a label, to the logit of its being a draw of the prior. */
  styleDiscriminator: Definition,
  labelDiscriminator: Definition,
  /** What deceiving each of them counts in the encoder's loss. */
  styleWeight: NonNegative,
  labelWeight: NonNegative,
  /** Draws of each prior an example. */
  draws: Count,
});
export type StyleAndLabel = t.TypeOf<typeof StyleAndLabel>;

/** The priors of both parts of a code. */
export interface Priors {
  readonly style: Prior;
  readonly label: Prior;
}

/** The networks of a game, each behind the others in one block. */
export interface StyleNetworks {
  readonly encoder: CompiledLayer;
  readonly decoder: CompiledLayer;
  readonly styleDiscriminator: CompiledLayer;
  readonly labelDiscriminator: CompiledLayer;
  /** Of a style. */
  readonly style: Shape;
}

const twoParts =
  (classes: number) =>
  ({ shapes }: CompiledLayer): E.Either<NetworkError, Shape> => {
    const [style, logits] = shapes;
    return shapes.length === 2 && style && logits && size(logits) === classes
      ? E.right(style)
      : E.left(shapeMismatch("an encoder gives a style and the logits of a label", [classes], logits ?? [], "encoder"));
  };

/**
 * The networks of a definition, placed.
 *
 * Errors: as the `compile` of networks; `ShapeMismatch` where one does not give what the next one reads, or a prior's
 * draws are no codes.
 */
export const styleNetworks = (definition: StyleAndLabel, priors: Priors): E.Either<NetworkError, StyleNetworks> => {
  const { shape, classes } = definition;
  const discriminator = (
    name: "styleDiscriminator" | "labelDiscriminator",
    code: Shape,
    before: readonly CompiledLayer[],
  ): E.Either<NetworkError, CompiledLayer> =>
    F.pipe(
      compileAt(name, definition[name], [code], { before }),
      E.chain((network) => oneLogit(name, network)),
    );
  return F.pipe(
    E.Do,
    E.bind("encoder", () => compileAt("encoder", definition.encoder, [shape])),
    E.bind("style", ({ encoder }) => twoParts(classes)(encoder)),
    E.bind("decoder", ({ encoder, style }) =>
      F.pipe(
        compileAt("decoder", definition.decoder, [style, [classes]], { before: [encoder] }),
        E.chain(fills(shape)),
      ),
    ),
    E.bind("styleDiscriminator", ({ encoder, decoder, style }) =>
      discriminator("styleDiscriminator", style, [encoder, decoder]),
    ),
    E.bind("labelDiscriminator", ({ encoder, decoder, styleDiscriminator }) =>
      discriminator("labelDiscriminator", [classes], [encoder, decoder, styleDiscriminator]),
    ),
    E.chainFirstW(({ style }) => expectPrior(priors.style, style, "prior of the style")),
    E.chainFirstW(() => expectPrior(priors.label, [classes], "prior of the label")),
  );
};

/** What an evaluation hands to networks. */
export const runOf = ({ gradients: _, ...rest }: Evaluation): PassContext => {
  const { kernels, arena } = rest.workspace;
  return { ...rest, scratch: arena.alloc(kernels.gemmScratch()) };
};

/** An encoder whose second output is softmax(logits): what the decoder and the adversaries see of a label. */
export const withSoftmax = (encoder: CompiledLayer): CompiledLayer => {
  const classes = size(encoder.shapes[1]!);
  const forward = (run: PassContext, x: readonly Pointer[]): Pass => {
    const { kernels, arena } = run.workspace;
    const { y, pullback } = encoder.forward(run, x);
    const [z, logits] = y as readonly [Pointer, Pointer];
    const label = arena.alloc32(run.batch * classes);
    kernels.softmaxRows32(label, logits, run.batch, classes);
    return {
      y: [z, label],
      pullback: ([dz, dlabel], wanted) => {
        kernels.gradSoftmaxRows32(dlabel!, dlabel!, label, run.batch, classes);
        return pullback([dz!, dlabel!], wanted);
      },
    };
  };
  return { ...encoder, forward };
};

/** Lowers what is lost between an example and what the decoder makes of its style and label. */
export const reconstructs = (
  { encoder, decoder }: StyleNetworks,
  { likelihood, weight }: StyleAndLabel,
): SubObjective<"reconstruction"> => {
  const networks = { encoder: withSoftmax(encoder), decoder, likelihood, weight };
  return {
    name: "autoencoder",
    ...parameterRange([encoder, decoder]),
    evaluate: (evaluation, [x]) => {
      const { loss, reconstruction } = reconstructionLoss(networks, evaluation, [x!], x!);
      return { losses: { loss, reconstruction }, outputs: [] };
    },
  };
};

/** Makes codes that `style` and `label` let pass, each with its weight; shows the codes that it had. */
export const passes = <Term extends string>(
  { encoder }: StyleNetworks,
  judges: readonly {
    readonly part: Term;
    readonly of: "style" | "label";
    readonly weight: number;
    readonly judge: (run: PassContext, code: Pointer) => CodeLoss;
  }[],
): SubObjective<Term> => {
  const network = withSoftmax(encoder);
  const sizes = network.shapes.map(size);
  return {
    name: "encoder",
    ...parameterRange([encoder]),
    evaluate: (evaluation, [x]) => {
      const run = runOf(evaluation);
      const { kernels, arena } = run.workspace;
      const code = network.forward(run, [x!]);
      const verdicts = judges.map(({ of, judge, ...rest }) => {
        const k = of === "style" ? 0 : 1;
        return { ...rest, k, ...judge(run, code.y[k]!) };
      });
      if (evaluation.gradients !== null) {
        const dcode = sizes.map((n) => arena.alloc32(run.batch * n));
        dcode.forEach((at, k) => {
          kernels.fill32(at, run.batch * sizes[k]!, 0);
          for (const verdict of verdicts)
            if (verdict.k === k) kernels.add32(at, at, verdict.dcode(), run.batch * sizes[k]!);
        });
        code.pullback(dcode, { params: evaluation.gradients, input: false });
      }
      const parts = Object.fromEntries(verdicts.map(({ part, value }) => [part, value])) as Record<Term, number>;
      return {
        losses: { ...parts, loss: verdicts.reduce<number>((sum, { weight, value }) => sum + weight * value, 0) },
        outputs: code.y,
      };
    },
  };
};

/** Tells the codes that the encoder has shown, at place `shown` of the data, from draws of a prior. */
export const tells = <Term extends string>(
  name: Term,
  network: CompiledLayer,
  prior: Prior,
  draws: number,
  shown: number,
): SubObjective<Term> => {
  const range = parameterRange([network]);
  return {
    name,
    ...range,
    evaluate: (evaluation, data) => {
      const contest = { prior, draws, key: named(evaluation.key, name) };
      const value = discriminatorLoss(
        network,
        runOf(evaluation),
        data.at(shown)!,
        contest,
        evaluation.gradients,
        range,
      );
      return { losses: { loss: value, [name]: value } as Record<"loss" | Term, number>, outputs: [] };
    },
  };
};

/** Lowers the cross-entropy of the label head on labelled examples: of rows of zeros, nothing is asked. */
export const classifies = (
  { encoder }: StyleNetworks,
  { classes }: StyleAndLabel,
  columns: { readonly x: number; readonly label: number },
): SubObjective<"classification"> => ({
  name: "classifier",
  ...parameterRange([encoder]),
  evaluate: (evaluation, data) => {
    const run = runOf(evaluation);
    const { kernels, arena } = run.workspace;
    const m = run.batch;
    const { y, pullback } = encoder.forward(run, [data[columns.x]!]);
    const head = { shapes: [[classes]], outputReusable: encoder.outputReusable };
    const found = loss("crossEntropySoft", head)(run, [y[1]!], data[columns.label]!, 1 / m);
    const value = found.value / m;
    if (evaluation.gradients !== null) {
      const n = m * size(encoder.shapes[0]!);
      const dz = arena.alloc32(n);
      kernels.fill32(dz, n, 0);
      pullback([dz, ...found.dy], { params: evaluation.gradients, input: false });
    }
    return { losses: { loss: value, classification: value }, outputs: [] };
  },
});
