/** Figures as files of pixels, by the canvas package: the one file that knows it. */

import { createRequire } from "node:module";
import type { Canvas } from "canvas";
import { either as E, function as F, readonlyArray as RA, taskEither as TE } from "fp-ts";
import { checked, expectList, expectOptions } from "../core/checks.js";
import { badData, type Failure } from "../failure.js";
import { encode, type GifOptions, quantise, type Raster } from "../formats/gif/index.js";
import { draw, type Figure, type FigureOptions, sizeOf, theme } from "../plot/index.js";
import { writeBytes } from "./file.js";
import { families, registerFont } from "./font/index.js";

/** The canvas package. */
export type CanvasPackage = typeof import("canvas");

const require = createRequire(import.meta.url);

/**
 * The canvas package, which is optional, once it is needed.
 *
 * Errors: `NoCanvas`.
 */
export const canvasPackage = (): E.Either<Failure, CanvasPackage> =>
  E.tryCatch(
    () => {
      return require("canvas");
    },
    () => badData("NoCanvas", "pictures need the optional package canvas", { hint: "npm install canvas" }),
  );

const contextOf = (canvas: Canvas) => {
  const context = canvas.getContext("2d");
  // The default follows the host's language, which may shape text differently.
  context.lang = "en";
  return context;
};

/**
 * A figure on a canvas of two pixels to the CSS pixel, in the bundled font. The same figure gives the same pixels.
 *
 * Errors: `NotDrawable`, `NoCanvas`.
 */
export const canvasOf = (figure: Figure, options: FigureOptions = {}): E.Either<Failure, Canvas> =>
  F.pipe(
    canvasPackage(),
    E.chain((canvas) => {
      registerFont(canvas);
      const { createCanvas } = canvas;
      const own = { fontFamily: families, ...options };
      return F.pipe(
        sizeOf(contextOf(createCanvas(1, 1)), figure, own),
        E.chain(({ width, height }) => {
          const canvas = createCanvas(Math.ceil(width * theme.density), Math.ceil(height * theme.density));
          const context = contextOf(canvas);
          context.fillStyle = theme.colour.paper;
          context.fillRect(0, 0, canvas.width, canvas.height);
          context.scale(theme.density, theme.density);
          return F.pipe(
            draw(context, figure, own),
            E.map(() => canvas),
          );
        }),
      );
    }),
  );

/**
 * A figure as the bytes of a PNG file.
 *
 * Errors: `NotDrawable`; `NoCanvas` where the optional package canvas is not installed.
 *
 * @example
 * import { figure, line, panel } from "elbo-ts/plot";
 * const drawn = toPng(figure(panel([line({ y: [3, 1, 2] })], { title: "Loss" })));
 * E.isRight(drawn) && [...drawn.right.subarray(1, 4)] // => [80, 78, 71]
 */
export const toPng = (figure: Figure, options: FigureOptions = {}): E.Either<Failure, Uint8Array> =>
  F.pipe(
    canvasOf(figure, options),
    E.map((canvas) => new Uint8Array(canvas.toBuffer("image/png"))),
  );

/**
 * Writes a figure as a PNG file, whole or not at all.
 *
 * Errors: those of `toPng`, and of writing: `PermissionDenied`, `DiskFull`, ...
 */
export const writePng = (path: string, figure: Figure, options: FigureOptions = {}): TE.TaskEither<Failure, void> =>
  F.pipe(
    TE.fromEither(toPng(figure, options)),
    TE.chain((bytes) => writeBytes(path, bytes)),
  );

/** A canvas in CSS pixels, each the mean of those it had: a film has no room for sharper ones. */
export const shrunk = (large: Canvas): Canvas => {
  const by = theme.density;
  const [width, height] = [Math.floor(large.width / by), Math.floor(large.height / by)];
  const small = new (large.constructor as new (width: number, height: number) => Canvas)(width, height);
  const context = small.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(large, 0, 0, by * width, by * height, 0, 0, width, height);
  return small;
};

const rasterOf = (canvas: Canvas): Raster => {
  const { width, height } = canvas;
  return { width, height, rgba: canvas.getContext("2d").getImageData(0, 0, width, height).data };
};

/** How figures are shown one after the other, and how each is drawn. */
export interface GifFigureOptions extends GifOptions, FigureOptions {}

/**
 * Figures as the frames of a GIF file, in the 255 colours that are the most frequent of all. Axes with fixed domains
 * keep them of one size.
 *
 * Errors: `NoFrame`; `ShapeMismatch` where figures differ in size; `NotADelay`; `BadOption`, `BadArgument`; those of `toPng`.
 *
 * @example
 * import { figure, panel, scatter } from "elbo-ts/plot";
 * const axes = { x: { domain: [0, 3] }, y: { domain: [0, 3] } } as const;
 * const frames = [1, 2].map((i) => figure(panel([scatter({ x: [i], y: [i] })], axes)));
 * E.isRight(gifOf(frames, { delay: 150 })) // => true
 */
export const gifOf = (figures: readonly Figure[], options: GifFigureOptions): E.Either<Failure, Uint8Array> => {
  const { delay, loop, ...drawing } = (options ?? {}) as GifFigureOptions;
  return F.pipe(
    checked(
      figures,
      expectList("the figures", figures),
      expectOptions(options, ["delay", "loop", "marks", "fontFamily"]),
    ),
    E.chain(RA.traverse(E.Applicative)((figure) => F.pipe(canvasOf(figure, drawing), E.map(shrunk), E.map(rasterOf)))),
    E.chain(
      (rasters): E.Either<Failure, Uint8Array> =>
        F.pipe(
          quantise(rasters),
          E.chain(({ palette, frames }) => encode(frames, { palette, delay, ...(loop !== undefined && { loop }) })),
        ),
    ),
  );
};
