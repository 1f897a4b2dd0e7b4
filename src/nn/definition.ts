/**
 * Networks as data. A leaf is one file: its codec, its constructor, what it compiles to; it is known here and in the
 * interpreter (build.ts), once each.
 */
import * as t from "io-ts";
import { Activation } from "./activation.js";
import { Activity } from "./activity.js";
import { BatchNorm } from "./batchNorm.js";
import type { Named, Parallel, Sequence } from "./composite.js";
import { Concat, Split } from "./concat.js";
import { Conv2d } from "./conv2d.js";
import { ConvTranspose2d } from "./convTranspose2d.js";
import { Dropout } from "./dropout.js";
import { Gaussian, gaussian } from "./gaussian.js";
import type { Init } from "./initial.js";
import { Linear, linear } from "./linear.js";
import { MaxPool2d } from "./maxPool2d.js";
import { Flatten, Reshape } from "./reshape.js";
import { Normaliser } from "./softmax.js";
import { Upsample2d } from "./upsample2d.js";

/** Layers that are not made of layers. */
export const LeafDefinition = t.union([
  Linear,
  Conv2d,
  ConvTranspose2d,
  MaxPool2d,
  Upsample2d,
  Activation,
  Activity,
  Normaliser,
  BatchNorm,
  Dropout,
  Flatten,
  Reshape,
  Concat,
  Split,
  Gaussian,
]);
export type LeafDefinition = t.TypeOf<typeof LeafDefinition>;

/** A network as data: `compile` makes it run, `describe` tells its shapes, and it survives JSON. */
export type Definition = LeafDefinition | Sequence<Definition> | Parallel<Definition>;

const layers = (codec: t.Type<Definition>) => t.readonlyArray(t.readonly(t.tuple([t.string, codec])));

/** Reads a definition from a config or a checkpoint; settings out of their range are refused. */
export const Definition: t.Type<Definition> = t.recursion("Network", (self) =>
  t.union([
    LeafDefinition,
    t.readonly(t.strict({ kind: t.literal("sequence"), layers: layers(self) })),
    t.readonly(t.strict({ kind: t.literal("parallel"), branches: layers(self) })),
  ]),
);

/**
 * One layer after the other, by their names; of none, the identity.
 *
 * @example
 * sequence(["hidden", linear(2)], ["act", relu]).layers.length // => 2
 */
export const sequence = (...layers: readonly Named<Definition>[]): Sequence<Definition> => ({
  kind: "sequence",
  layers,
});

/** Layers on the same inputs, by their names; their outputs stand side by side, `concat` joins them. */
export const parallel = (...branches: readonly Named<Definition>[]): Parallel<Definition> => ({
  kind: "parallel",
  branches,
});

/**
 * A diagonal normal with a linear layer for its mean and one for its log-variance, and a draw from it: z, mu, logvar.
 * The parameters are "heads.mu.weight", "heads.logvar.weight", ...
 */
export const gaussianHead = (latent: number, settings: { readonly init?: Init } = {}): Definition =>
  sequence(
    ["heads", parallel(["mu", linear(latent, settings)], ["logvar", linear(latent, settings)])],
    ["draw", gaussian],
  );
