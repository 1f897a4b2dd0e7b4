/** A network is data: the widths of a dense VAE are read off its definition, and others written in their place. */
import type { Vae } from "../../src/flat.js";
import type { Definition } from "../../src/nn/definition.js";

/** Widths of the hidden layers, from the picture to the code, and of the code. */
export interface Widths {
  readonly hidden: readonly number[];
  readonly latent: number;
}

/** Widths of the linear layers, in order. */
const outs = (definition: Definition): readonly number[] => {
  switch (definition.kind) {
    case "linear":
      return [definition.out];
    case "sequence":
      return definition.layers.flatMap(([, layer]) => outs(layer));
    case "parallel":
      return definition.branches.flatMap(([, branch]) => outs(branch));
    default:
      return [];
  }
};

/** The same network with other widths, one for each of its linear layers. */
const withOuts = (definition: Definition, widths: readonly number[]): Definition => {
  const left = [...widths];
  const rewrite = (layer: Definition): Definition => {
    switch (layer.kind) {
      case "linear":
        return { ...layer, out: left.shift()! };
      case "sequence":
        return { ...layer, layers: layer.layers.map(([name, inner]) => [name, rewrite(inner)] as const) };
      case "parallel":
        return { ...layer, branches: layer.branches.map(([name, inner]) => [name, rewrite(inner)] as const) };
      default:
        return layer;
    }
  };
  return rewrite(definition);
};

/** The widths of a dense VAE: the encoder's last two linear layers are mu and logvar. */
export const widthsOf = ({ encoder }: Vae): Widths => {
  const all = outs(encoder);
  return { hidden: all.slice(0, -2), latent: all.at(-1)! };
};

/** The same VAE with as many hidden layers, of other widths; the decoder has the encoder's in reverse. */
export const withWidths = (model: Vae, { hidden, latent }: Widths): Vae => ({
  ...model,
  encoder: withOuts(model.encoder, [...hidden, latent, latent]),
  decoder: withOuts(model.decoder, [...hidden.toReversed(), outs(model.decoder).at(-1)!]),
});
