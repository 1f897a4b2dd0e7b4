/** Networks as data: the layers of the table, those of a user's own, and layers made of layers. */
import * as t from "io-ts";
import type { Named, Parallel, Sequence } from "./composite.js";
import type { Init } from "./initial.js";
import type { AnyLayerKind, DataOf, LayerData, LayerOptions } from "./layerKind.js";
import { gaussian } from "./layers/gaussian.js";
import { type LeafDefinition, layers as table } from "./layers/index.js";
import { linear } from "./layers/linear.js";

/** A network as data, of the library's layers and of others: `compile` makes it run, and it survives JSON. */
export type Definition<Own extends LayerData = never> =
  | LeafDefinition
  | Own
  | Sequence<Definition<Own>>
  | Parallel<Definition<Own>>;

const kindOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;

/**
 * Reads definitions in which also other layers may stand; settings out of their range are refused.
 *
 * @example
 * E.isRight(definitionCodec().decode({ kind: "dropout", rate: 0.5 })) // => true
 */
export const definitionCodec = <const Own extends readonly AnyLayerKind[] = readonly []>({
  layers,
}: LayerOptions<Own> = {}): t.Type<Definition<DataOf<Own[number]>>> => {
  const codecs = new Map<unknown, t.Any>([...table, ...(layers ?? [])].map(({ kind, codec }) => [kind, codec]));
  const kinds = t.keyof(Object.fromEntries([...codecs.keys(), "sequence", "parallel"].map((kind) => [kind, null])));
  const self: t.Type<Definition<DataOf<Own[number]>>> = new t.Type(
    "Network",
    (value): value is Definition<DataOf<Own[number]>> => codecs.get(kindOf(value))?.is(value) ?? false,
    (value, context) => {
      const codec = codecs.get(kindOf(value));
      if (codec !== undefined) return codec.validate(value, context);
      return t.failure(kindOf(value), t.appendContext(context, "kind", kinds, kindOf(value)));
    },
    (value) => codecs.get(value.kind)!.encode(value),
  );
  const named = t.readonlyArray(t.readonly(t.tuple([t.string, self])));
  codecs.set("sequence", t.readonly(t.strict({ kind: t.literal("sequence"), layers: named })));
  codecs.set("parallel", t.readonly(t.strict({ kind: t.literal("parallel"), branches: named })));
  return self;
};

/** Reads a definition of the library's layers from a config or a checkpoint. */
export const Definition: t.Type<Definition> = definitionCodec();

/**
 * One layer after the other, by their names; of none, the identity.
 *
 * @example
 * sequence(["hidden", linear(2)], ["act", relu]).layers.length // => 2
 */
export const sequence = <const Layers extends readonly Named<LayerData>[]>(
  ...layers: Layers
): Sequence<Layers[number][1]> => ({
  kind: "sequence",
  layers,
});

/** Layers on the same inputs, by their names; their outputs stand side by side, `concat` joins them. */
export const parallel = <const Branches extends readonly Named<LayerData>[]>(
  ...branches: Branches
): Parallel<Branches[number][1]> => ({
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
