/**
 * Bytes of animated GIFs beside those of `GifEncoder` of @napi-rs/canvas, on the same frames: a closed tour through the
 * codes of digits, and a scatter plot of codes over the epochs of a training.
 *
 *   npx tsx bench/gif.ts
 */

import { type Canvas, GifEncoder } from "canvas";
import { denseVae } from "../src/autoencoder/presets/presets.js";
import { compile as vae } from "../src/autoencoder/variational/vae.js";
import { key, named } from "../src/core/key.js";
import { integers } from "../src/core/random.js";
import { type Tensor, take } from "../src/core/tensor.js";
import { drawDigits } from "../src/data/synthetic/digits.js";
import { orThrow } from "../src/failure.js";
import { begin, closedPath, decode, encode, fit, pictures } from "../src/flat.js";
import * as gif from "../src/formats/gif/index.js";
import { canvasOf, gifOf, shrunk } from "../src/node/canvas.js";
import { adam } from "../src/optim/definition.js";
import { type Figure, figure, panel, scatter } from "../src/plot/index.js";
import { table } from "./harness.js";
import { runtimes } from "./runtimes.js";

const [runtime] = await runtimes();
if (runtime === undefined) throw new Error("no kernels");

const digits = drawDigits(runtime, named(key(0), "digits"), 5000);
const objective = orThrow(vae(denseVae([28, 28], 256, 2)));
const [optimizer, batch] = [adam({ rate: 1e-3 }), 128];
const data = { train: pictures(digits) };

/** The states at the ends of the first epochs. */
const states = [begin(runtime, objective, optimizer, key(1))];
for (let epochs = 1; epochs <= 20; epochs++)
  states.push(orThrow(fit(runtime, objective, { optimizer, batch, epochs }, data, states.at(-1)!)).state);

/** Red, green, blue and opacity of a picture of greys whose cells are squares of pixels. */
const enlarged = (greys: readonly number[], side: number, zoom: number): Uint8Array => {
  const width = side * zoom;
  const pixels = new Uint32Array(width * width);
  greys.forEach((grey, at) => {
    const [top, left] = [Math.floor(at / side) * zoom, (at % side) * zoom];
    for (let y = top; y < top + zoom; y++)
      pixels.fill(0xff000000 | (grey * 0x010101), y * width + left, y * width + left + zoom);
  });
  return new Uint8Array(pixels.buffer);
};

const theirs = (frames: readonly Uint8Array[], width: number, height: number, delay: number): number => {
  const encoder = new GifEncoder(width, height, { repeat: 0 });
  for (const frame of frames) encoder.addFrame(frame, width, height, { delay });
  return encoder.finish().length;
};

/** Two hundred frames of 280 x 280: ten digits, twenty steps from one to the next. */
const digitsTour = () => {
  const { weights } = states.at(-1)!;
  const x: Tensor = { shape: [5000, 28, 28], data: Float32Array.from(digits.images, (byte) => byte / 255) };
  const chosen = take(x, Array.from(integers(runtime, named(key(0), "tour"), [10], 5000).data));
  const made = decode(runtime, objective, weights, closedPath(encode(runtime, objective, weights, chosen), 20));
  const frame = (i: number) => Float32Array.from({ length: 784 }, (_, at) => made.data[784 * i + at]!);
  const frames = Array.from({ length: made.shape[0]! }, (_, i) => frame(i));
  const inGreys = (levels: number) => {
    const rounded = (grey: number): number => Math.round((255 * Math.round((levels - 1) * grey)) / (levels - 1));
    return theirs(
      frames.map((picture) => enlarged(Array.from(picture, rounded), 28, 10)),
      280,
      280,
      30,
    );
  };
  const ours = orThrow(gif.encodePictures(frames, { shape: [28, 28], zoom: 10, delay: 30 })).length;
  return { what: `tour, ${frames.length} frames`, ours, all: inGreys(256), same: inGreys(32) };
};

const codesFigure = ({ weights }: (typeof states)[number], epoch: number): Figure => {
  const x: Tensor = {
    shape: [2000, 28, 28],
    data: Float32Array.from(digits.images.subarray(0, 2000 * 784), (b) => b / 255),
  };
  const { data: z } = encode(runtime, objective, weights, x);
  const at = (j: number) => Float32Array.from({ length: 2000 }, (_, i) => z[2 * i + j]!);
  const classes = digits.labels.subarray(0, 2000);
  const axis = { domain: [-5, 5] as const };
  return figure(
    panel([scatter({ x: at(0), y: at(1), classes, classLabels: Array.from({ length: 10 }, (_, k) => `${k}`) })], {
      x: { label: "z_1", ...axis },
      y: { label: "z_2", ...axis },
      width: 400,
      height: 400,
      legend: "right",
    }),
    { title: `Codes, epoch ${epoch}` },
  );
};

/** A frame an epoch. */
const codesFilm = () => {
  const figures = states.slice(1).map((state, i) => codesFigure(state, i + 1));
  const drawn = figures.map((of): Canvas => shrunk(orThrow(canvasOf(of))));
  const { width, height } = drawn[0]!;
  const rasters = drawn.map(
    (canvas) => new Uint8Array(canvas.getContext("2d").getImageData(0, 0, width, height).data.buffer),
  );
  const ours = orThrow(gifOf(figures, { delay: 100 })).length;
  return { what: `codes, ${figures.length} frames`, ours, all: theirs(rasters, width, height, 100) };
};

const films: readonly { what: string; ours: number; all: number; same?: number }[] = [digitsTour(), codesFilm()];
const kB = (bytes: number | undefined): string => (bytes === undefined ? "" : `${Math.round(bytes / 1000)}`);
console.log(
  table([
    ["kB", "ours", "GifEncoder", "GifEncoder, of our greys", "ours to it"],
    ...films.map(({ what, ours, all, same }) => [what, kB(ours), kB(all), kB(same), (ours / (same ?? all)).toFixed(2)]),
  ]),
);
