/** What is done with a trained model: each deed is a function of the library, its results as arrays and as a sheet. */
import type { either as E } from "fp-ts";
import type { Failure } from "../../src/failure.js";
import {
  decode,
  encode,
  interpolate,
  type Key,
  linearCombination,
  named,
  noisy,
  posterior,
  reconstruct,
  sample,
  type Tensor,
  take,
} from "../../src/flat.js";
import { type Content, imageSheet } from "../../src/plot/index.js";
import { picturesAtCodes, scatterOf } from "../digits/charts.js";
import { wayFilm } from "../digits/films.js";
import { images, shapeOf } from "../digits/learner.js";
import { rowsOfPictures, sum, way } from "../digits/sheets.js";
import { zoomFor } from "../figures/zoom.js";
import { endsOf, summandsOf } from "./able.js";
import { type Given, rows } from "./given.js";
import type { Opened } from "./open.js";
import type { Settings } from "./settings.js";

/** What a deed leaves. */
export interface Done {
  /** Written as NPY, under these names. */
  readonly arrays: Readonly<Record<string, Tensor>>;
  readonly sheet?: { readonly title: string; readonly content: Content; readonly footnote?: string };
  readonly film?: () => E.Either<Failure, Uint8Array>;
  /** Of each picture, for the record. */
  readonly columns?: Readonly<Record<string, ArrayLike<number>>>;
}

/** All that a deed reads. */
export interface Bench {
  readonly opened: Opened;
  readonly given: Given;
  readonly settings: Settings;
  readonly key: Key;
}

const shown = 10;

const few = (x: Tensor): Tensor => rows(x, 0, Math.min(shown, x.shape[0]!));

/** At most a hundred pictures, ten in a row. */
const many = ({ opened: { model } }: Bench, x: Tensor): Content => {
  const drawn = rows(x, 0, Math.min(100, x.shape[0]!));
  return imageSheet(images(drawn), {
    shape: shapeOf(model),
    columns: Math.min(shown, drawn.shape[0]!),
    zoom: zoomFor(model.shape[1]!, 56),
  });
};

/** The mean of (a - b)^2 over each row. */
const squaredErrors = (a: Tensor, b: Tensor): Float64Array => {
  const width = a.data.length / a.shape[0]!;
  const sums = new Float64Array(a.shape[0]!);
  for (let i = 0; i < a.data.length; i++) sums[Math.floor(i / width)]! += (a.data[i]! - b.data[i]!) ** 2 / width;
  return sums;
};

const encoded = ({ opened, given: { pictures } }: Bench): Done => {
  const { runtime, model, weights, vae } = opened;
  const { mu: z, logvar } = vae
    ? posterior(runtime, model, weights, pictures.x)
    : { mu: encode(runtime, model, weights, pictures.x), logvar: undefined };
  const axis = (j: number): string => (vae ? `mean of z_{${j}}` : `z_{${j}}`);
  const isFew = pictures.names.length <= 40 && pictures.classes.length === 1;
  const which = model.latent > 2 ? { footnote: `The two of ${model.latent} coordinates that differ most.` } : {};
  return {
    arrays: { codes: z, ...(logvar && { logvars: logvar }) },
    ...(model.latent > 1 &&
      pictures.names.length > 1 && {
        sheet: {
          title: "Codes of the pictures",
          content: isFew
            ? picturesAtCodes(images(pictures.x), shapeOf(model), z, axis)
            : scatterOf({ z, ...pictures }, axis),
          ...which,
        },
      }),
  };
};

const decoded = (bench: Bench): Done => {
  const { opened, given } = bench;
  const x = decode(opened.runtime, opened.model, opened.weights, given.codes);
  return { arrays: { decoded: x }, sheet: { title: "Pictures of the given codes", content: many(bench, x) } };
};

const reconstructed = ({ opened, given: { pictures } }: Bench): Done => {
  const { runtime, model, weights } = opened;
  const made = reconstruct(runtime, model, weights, pictures.x);
  return {
    arrays: { reconstructions: made },
    sheet: {
      title: "Pictures and their reconstructions",
      content: rowsOfPictures(opened, { original: few(pictures.x), reconstructed: few(made) }),
    },
    columns: { reconstructionMse: squaredErrors(made, pictures.x) },
  };
};

const denoised = ({ opened, given: { pictures }, settings: { noise }, key }: Bench): Done => {
  const { runtime, model, weights } = opened;
  const seen = noisy(runtime, named(key, "noise"), pictures.x, noise);
  const made = reconstruct(runtime, model, weights, seen);
  return {
    arrays: { ...(noise > 0 && { noisy: seen }), denoised: made },
    sheet: {
      title: noise > 0 ? `Noise of standard deviation ${noise}, and what is left of it` : "Noise taken off",
      content: rowsOfPictures(opened, {
        ...(noise > 0 && { original: few(pictures.x) }),
        noisy: few(seen),
        denoised: few(made),
      }),
    },
    ...(noise > 0 && { columns: { denoisedMse: squaredErrors(made, pictures.x) } }),
  };
};

const sampled = (bench: Bench): Done => {
  const { opened, settings, key } = bench;
  const x = sample(opened.runtime, opened.model, opened.weights, named(key, "samples"), settings.count);
  return { arrays: { samples: x }, sheet: { title: "Samples", content: many(bench, x) } };
};

const interpolated = ({ opened, given: { pictures }, settings }: Bench): Done => {
  const { runtime, model, weights } = opened;
  const [from, to] = endsOf(settings) as [number, number];
  const [a, b] = [take(pictures.x, [from]), take(pictures.x, [to])];
  const made = (steps: number): Tensor => interpolate(runtime, model, weights, a, b, steps);
  return {
    arrays: { interpolation: made(settings.steps) },
    sheet: {
      title: "From one code to another",
      content: way(opened, made(shown), [`picture ${from}`, `picture ${to}`]),
    },
    film: () => wayFilm(opened, a, b),
  };
};

const addedUp = ({ opened, given: { pictures }, settings }: Bench): Done => {
  const { runtime, model, weights } = opened;
  const summands = summandsOf(settings);
  const terms = take(pictures.x, summands);
  const made = decode(runtime, model, weights, linearCombination(encode(runtime, model, weights, terms), [1, 1, -1]));
  const [a, b, c] = summands;
  return {
    arrays: { arithmetic: made },
    sheet: {
      title: "Codes added up",
      content: sum(opened, terms, made, [`z(${a})`, `+ z(${b})`, `\u2212 z(${c})`, "="]),
      footnote: "z(i) is the code of picture i, counted from 0.",
    },
  };
};

/** Those that are done at once; an estimate of the likelihood takes its time. */
export const done = {
  encode: encoded,
  decode: decoded,
  reconstruct: reconstructed,
  denoise: denoised,
  sample: sampled,
  interpolate: interpolated,
  arithmetic: addedUp,
} as const;
