/** Pictures by their definitions: batch, channels, height, width, in this order. */
import { size } from "../../src/core/shape.js";
import type { Tensor } from "../../src/core/tensor.js";

/** Batch, channels, height, width. */
export type Extents = readonly [batch: number, channels: number, height: number, width: number];

interface Values extends Tensor {
  readonly data: Float64Array;
}

/** The channel of a flat index. */
export const channelOf = ([, channels, height, width]: Extents, i: number): number =>
  Math.floor(i / (height * width)) % channels;

/** Axis 1 as the last one. */
export const channelsLast = ({ shape, data }: Tensor): Values => {
  const [batch, c, ...rest] = shape as readonly [number, number, ...number[]];
  const inner = size(rest);
  const moved = Float64Array.from({ length: data.length }, (_, i) => {
    const [row, position, channel] = [Math.floor(i / (inner * c)), Math.floor(i / c) % inner, i % c];
    return data[(row * c + channel) * inner + position]!;
  });
  return { shape: [batch, ...rest, c], data: moved };
};

/** The last axis as axis 1. */
export const channelsFirst = ({ shape, data }: Tensor): Values => {
  const [batch, c, inner] = [shape[0]!, shape.at(-1)!, size(shape.slice(1, -1))];
  const moved = Float64Array.from({ length: data.length }, (_, i) => {
    const [row, channel, position] = [Math.floor(i / (inner * c)), Math.floor(i / inner) % c, i % inner];
    return data[(row * inner + position) * c + channel]!;
  });
  return { shape: [batch, c, ...shape.slice(1, -1)], data: moved };
};

/** Where a kernel stands on a picture. */
export interface Window {
  readonly kernel: readonly [height: number, width: number];
  readonly stride: number;
  readonly padding: number;
}

/** A product of a convolution: number `at` of the narrow picture sees number `seen` of the wide one through weight `w`. */
export interface Pair {
  readonly at: number;
  readonly seen: number;
  readonly w: number;
}

/** Every product of a convolution within the picture, once: weights are (narrow channels, wide channels, height, width). */
export function* pairs(wide: Extents, narrow: Extents, { kernel, stride, padding }: Window): Generator<Pair> {
  const [batch, ins, height, width] = wide;
  const [, outs, rows, columns] = narrow;
  for (let n = 0; n < batch; n++)
    for (let o = 0; o < outs; o++)
      for (let r = 0; r < rows; r++)
        for (let c = 0; c < columns; c++)
          for (let i = 0; i < ins; i++)
            for (let a = 0; a < kernel[0]; a++)
              for (let b = 0; b < kernel[1]; b++) {
                const [y, x] = [r * stride + a - padding, c * stride + b - padding];
                if (y < 0 || y >= height || x < 0 || x >= width) continue;
                yield {
                  at: ((n * outs + o) * rows + r) * columns + c,
                  seen: ((n * ins + i) * height + y) * width + x,
                  w: ((o * ins + i) * kernel[0] + a) * kernel[1] + b,
                };
              }
}
