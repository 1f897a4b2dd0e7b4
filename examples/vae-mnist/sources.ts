/** The published models that the program knows: what can be changed of each. */

import type { Shape } from "../../src/flat.js";
import { cs236781, edu, habr, kuznetsov, type Preset, tinkoff, tinkoffConv } from "../../src/flat.js";
import { type Widths, widthsOf, withWidths } from "./widths.js";

/** A model before its widths are chosen. */
export interface Source {
  /** Its own. */
  readonly widths: Widths;
  /** With convolutions a step takes a hundred times as long. */
  readonly conv: boolean;
  readonly preset: (shape: Shape, widths: Widths) => Preset;
}

/** No width of a preset hangs on the size of the pictures. */
const anyShape: Shape = [28, 28];

/** A preset whose linear layers are hidden layers and heads. */
const rewritten = (of: (shape: Shape) => Preset, conv = false): Source => ({
  widths: widthsOf(of(anyShape).model),
  conv,
  preset: (shape, widths) => {
    const preset = of(shape);
    return { ...preset, model: withWidths(preset.model, widths) };
  },
});

const ofEdu: Source = {
  widths: { hidden: [], latent: 2 },
  conv: true,
  preset: (shape, { latent }) => {
    const preset = edu(latent);
    return { ...preset, model: { ...preset.model, shape } };
  },
};

const sources = {
  cs236781: rewritten(cs236781),
  kuznetsov: rewritten(kuznetsov),
  tinkoff: rewritten(tinkoff),
  habr: rewritten(habr),
  edu: ofEdu,
};

/** The names of the presets. */
export type SourceName = keyof typeof sources;

const tinkoffs = { dense: sources.tinkoff, conv: rewritten(tinkoffConv, true) };

/** The model that a preset and `--conv` name. */
export const sourceOf = ({ preset, conv }: { readonly preset: SourceName; readonly conv: boolean }): Source =>
  preset === "tinkoff" ? tinkoffs[conv ? "conv" : "dense"] : sources[preset];
