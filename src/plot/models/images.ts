/** Pictures that a model reads, makes or mends: sheets of small ones. */
import type { Tensor } from "../../core/tensor.js";
import { type Panel, picture } from "../panel.js";
import type { Interval } from "../scale.js";
import { type ImageSheet, imageSheet, type SheetOptions } from "../sheet.js";
import { imagesOf, pictureShape, type Shape2 } from "../values.js";

/** How small pictures are shown. What is not said is as in `imageSheet`. */
export interface ImageGridOptions extends Omit<SheetOptions, "zoom"> {
  /** At most so many of the pictures, the first ones. */
  readonly count?: number;
  /** About how wide a picture is, in CSS pixels (56). */
  readonly width?: number;
}

/** CSS pixels a cell, in halves, so that a picture of so many columns is about `wanted` wide. */
const zoomFor = (columns: number, wanted: number): number =>
  Math.max(0.5, Math.round((2 * wanted) / Math.max(1, columns)) / 2);

/**
 * Pictures of a tensor [n, rows, columns] from 0, black, to 1, white, at most ten in a row: samples, or whatever a model
 * draws.
 *
 * @example
 * import { tensor32 } from "elbo-ts";
 * imageGrid(tensor32([12, 2, 2], new Float32Array(48))).columns // => 10
 */
export const imageGrid = (x: Tensor, options: ImageGridOptions = {}): ImageSheet => {
  const { count = Number.POSITIVE_INFINITY, width = 56, shape = pictureShape(x), ...rest } = options;
  const shown = imagesOf(x, options).slice(0, count);
  const columns = Math.max(1, Math.min(10, shown.length));
  return imageSheet(shown, { shape, columns, zoom: zoomFor(shape[1], width), ...rest });
};

/**
 * Rows of pictures, each under its label: what a model was given over what it makes of it, one style under every class.
 * The rows have as many columns as the first one has pictures, at most `count` (10).
 *
 * @example
 * import { tensor32 } from "elbo-ts";
 * const x = tensor32([3, 2, 2], new Float32Array(12));
 * imageRows([["digit", x], ["style", x]]).rowLabels // => ["digit", "style"]
 */
export const imageRows = (
  rows: readonly (readonly [label: string, images: Tensor])[],
  options: ImageGridOptions = {},
): ImageSheet => {
  const { count = 10, width = 56, shape = rows[0] ? pictureShape(rows[0][1]) : [1, 1], ...rest } = options;
  const images = rows.map(([, x]) => imagesOf(x, options).slice(0, count));
  return imageSheet(images.flat(), {
    shape,
    columns: Math.max(1, images[0]?.length ?? 1),
    zoom: zoomFor(shape[1], width),
    rowLabels: rows.map(([label]) => label),
    ...rest,
  });
};

/**
 * Pictures over what a model makes of their codes, both [n, rows, columns]; ten of them.
 *
 * @example
 * import { tensor32 } from "elbo-ts";
 * const x = tensor32([3, 2, 2], new Float32Array(12));
 * reconstructions(x, x).rowLabels // => ["original", "reconstructed"]
 */
export const reconstructions = (original: Tensor, reconstructed: Tensor, options: ImageGridOptions = {}): ImageSheet =>
  imageRows(
    [
      ["original", original],
      ["reconstructed", reconstructed],
    ],
    options,
  );

/**
 * Pictures, the same with noise, and what is left of the noise, all [n, rows, columns]; ten of them.
 *
 * @example
 * import { tensor32 } from "elbo-ts";
 * const x = tensor32([3, 2, 2], new Float32Array(12));
 * denoised(x, x, x).rowLabels // => ["original", "noisy", "filtered"]
 */
export const denoised = (
  original: Tensor,
  noisy: Tensor,
  filtered: Tensor,
  options: ImageGridOptions = {},
): ImageSheet =>
  imageRows(
    [
      ["original", original],
      ["noisy", noisy],
      ["filtered", filtered],
    ],
    options,
  );

/**
 * The way from one picture to another in a row, [steps, rows, columns], its ends under their captions.
 *
 * @example
 * import { tensor32 } from "elbo-ts";
 * interpolation(tensor32([3, 2, 2], new Float32Array(12)), { ends: ["7", "6"] }).captions // => ["7", "", "6"]
 */
export const interpolation = (
  pictures: Tensor,
  { ends: [from, to], ...options }: ImageGridOptions & { readonly ends: readonly [string, string] },
): ImageSheet => {
  const steps = pictures.shape[0] ?? 0;
  const captions = Array.from({ length: steps }, (_, i) => (i === 0 ? from : i === steps - 1 ? to : ""));
  return imageGrid(pictures, { columns: Math.max(1, steps), captions, ...options });
};

/**
 * Pictures whose codes are added up, and the picture of the sum, each under its caption: "z(1)", "+ z(9 a)", "=".
 *
 * @example
 * import { tensor32 } from "elbo-ts";
 * const x = (n: number) => tensor32([n, 2, 2], new Float32Array(4 * n));
 * codeSum(x(3), x(1), { captions: ["a", "+ b", "- c", "="] }).images.length // => 4
 */
export const codeSum = (
  terms: Tensor,
  sum: Tensor,
  options: ImageGridOptions & { readonly captions: readonly string[] },
): ImageSheet => {
  const { width = 84, shape = pictureShape(terms), count: _, ...rest } = options;
  const images = [...imagesOf(terms, options), ...imagesOf(sum, options)];
  return imageSheet(images, { shape, zoom: zoomFor(shape[1], width), gap: 24, ...rest });
};

/**
 * Pictures of one class, each beside draws of its code decoded as another class: originals [n, rows, columns] and draws
 * [n x draws, rows, columns], the draws of the first picture first.
 *
 * @example
 * import { tensor32 } from "elbo-ts";
 * const x = (n: number) => tensor32([n, 2, 2], new Float32Array(4 * n));
 * transfer(x(5), x(15), { classes: ["7", "3"] }).captions // => ["7", "3", "3", "3"]
 */
export const transfer = (
  originals: Tensor,
  draws: Tensor,
  { classes: [from, to], ...options }: ImageGridOptions & { readonly classes: readonly [from: string, to: string] },
): ImageSheet => {
  const { width = 42, shape = pictureShape(originals), count: _, ...rest } = options;
  const [given, made] = [imagesOf(originals, options), imagesOf(draws, options)];
  const each = Math.floor(made.length / Math.max(1, given.length));
  return imageSheet(
    given.flatMap((original, i) => [original, ...made.slice(i * each, (i + 1) * each)]),
    {
      shape,
      columns: each + 1,
      zoom: zoomFor(shape[1], width),
      captions: [from, ...Array.from({ length: each }, () => to)],
      ...rest,
    },
  );
};

/** How one picture is shown. */
export interface PhotoOptions {
  readonly caption?: string;
  /** About how wide it is, in CSS pixels (240). */
  readonly width?: number;
  /** The values of black and white; without it the extremes of the picture. */
  readonly domain?: Interval;
  readonly shape?: Shape2;
}

/**
 * One picture [rows, columns] of any numbers, large: a face that was found, an image as it was given.
 *
 * @example
 * import { tensor64 } from "elbo-ts";
 * photo(tensor64([2, 4], [0, 1, 2, 3, 4, 5, 6, 7]), { width: 100 }).width // => 100
 */
export const photo = (x: Tensor, options: PhotoOptions = {}): Panel => {
  const { caption = "", width = 240, domain = "data", shape = pictureShape(x) } = options;
  const zoom = Math.max(1, Math.round(width / Math.max(1, shape[1])));
  return picture({ values: x.data, shape, domain, zoom, caption });
};
