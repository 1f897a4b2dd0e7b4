/** Networks by their formulas, in float64 and one number at a time. */
import { type Key, named } from "../../src/core/key.js";
import { normal, uniform } from "../../src/core/random.js";
import { type Shape, size } from "../../src/core/shape.js";
import type { Definition } from "../../src/nn/definition.js";
import type { Conv2d } from "../../src/nn/layers/conv2d.js";
import type { ConvTranspose2d } from "../../src/nn/layers/convTranspose2d.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import { channelOf, channelsFirst, channelsLast, type Extents, pairs } from "./pictures.js";

/** One tensor of a batch, with the batch as the first axis. */
export interface Value {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** What a network is evaluated at. */
export interface Point {
  readonly params: Float64Array;
  readonly state: Float64Array;
  readonly x: readonly Value[];
  readonly mode: "train" | "eval";
  readonly key: Key;
  /** Of the noise alone. */
  readonly runtime: Runtime;
}

export interface Evaluated {
  readonly y: readonly Value[];
  readonly state: Float64Array;
  /** The smallest |x| but 0 at which an activation with a kink was taken: the distance to where no gradient exists. */
  readonly kink: number;
  /** The largest magnitude that any layer gives. */
  readonly largest: number;
}

const map = ({ shape, data }: Value, f: (x: number, i: number) => number): Value => ({ shape, data: data.map(f) });

/** Runs of the last axis. */
const rowsOf = ({ shape, data }: Value): readonly Float64Array[] => {
  const width = shape.at(-1)!;
  return Array.from({ length: data.length / width }, (_, r) => data.subarray(r * width, (r + 1) * width));
};

const ofRows = (shape: Shape, rows: readonly (readonly number[])[]): Value => ({
  shape,
  data: Float64Array.from(rows.flat()),
});

const sum = (xs: Iterable<number>): number => {
  let total = 0;
  for (const x of xs) total += x;
  return total;
};

const logSumExp = (row: Float64Array): number => {
  const most = Math.max(...row);
  return most + Math.log(sum(row.map((x) => Math.exp(x - most))));
};

/** Pictures have four axes here, the batch first and their channels second. */
const featuresLast = (x: Value): Value => (x.shape.length === 4 ? channelsLast(x) : x);
const featuresFirst = (x: Value): Value => (x.shape.length === 4 ? channelsFirst(x) : x);

/** Layers whose formula is one of the features of each position, and layers that draw in that order. */
const alongFeatures: ReadonlySet<Definition["kind"]> = new Set<Definition["kind"]>([
  "softmax",
  "logSoftmax",
  "batchNorm",
  "dropout",
  "concat",
  "split",
  "gaussian",
]);

/** y = f(x), with the block of parameters read from its front, layer by layer. */
export const evaluate = (definition: Definition, point: Point): Evaluated => {
  const { params, mode, key, runtime } = point;
  const state = point.state.slice();
  let read = 0;
  let tracked = 0;
  let kink = Number.POSITIVE_INFINITY;
  let largest = 0;
  const take = (n: number) => params.subarray(read, (read += n));

  const near = (x: number): void => {
    if (x !== 0) kink = Math.min(kink, Math.abs(x));
  };

  const normalise = (x: Value, epsilon: number, momentum: number, affine: boolean): Value => {
    const rows = rowsOf(x);
    const n = x.shape.at(-1)!;
    const [mean, variance] = [state.subarray(tracked, tracked + n), state.subarray(tracked + n, tracked + 2 * n)];
    tracked += 2 * n;
    const [gamma, beta] = affine ? [take(n), take(n)] : [];
    const m = rows.length;
    const columns = Array.from({ length: n }, (_, j) => {
      const column = rows.map((row) => row[j]!);
      const centre = sum(column) / m;
      const spread = sum(column.map((v) => (v - centre) ** 2)) / m;
      if (mode === "eval") return { centre: mean[j]!, spread: variance[j]! };
      mean[j] = (1 - momentum) * mean[j]! + momentum * centre;
      variance[j] = (1 - momentum) * variance[j]! + (momentum * spread * m) / (m - 1);
      return { centre, spread };
    });
    return map(x, (v, i) => {
      const { centre, spread } = columns[i % n]!;
      return ((v - centre) / Math.sqrt(spread + epsilon)) * (gamma?.[i % n] ?? 1) + (beta?.[i % n] ?? 0);
    });
  };

  /** y[o, r, c] over the picture, and the other way the transpose; weights (narrow, wide, height, width). */
  const convolve = (layer: Conv2d | ConvTranspose2d, x: Value): Value => {
    const { out, kernel, stride, padding } = layer;
    const [batch, into, height, width] = x.shape as Extents;
    const transposed = layer.kind === "convTranspose2d";
    const extent = (n: number, side: number): number =>
      transposed
        ? (n - 1) * stride - 2 * padding + side + layer.outputPadding
        : Math.floor((n + 2 * padding - side) / stride) + 1;
    const shape = [batch, out, extent(height, kernel[0]), extent(width, kernel[1])] as const;
    const weight = take(out * into * kernel[0] * kernel[1]);
    const bias = layer.bias ? take(out) : new Float64Array(out);
    const y = { shape, data: Float64Array.from({ length: size(shape) }, (_, i) => bias[channelOf(shape, i)]!) };
    const [wide, narrow] = transposed ? [shape, x.shape as Extents] : [x.shape as Extents, shape];
    for (const { at, seen, w } of pairs(wide, narrow, layer))
      if (transposed) y.data[seen]! += x.data[at]! * weight[w]!;
      else y.data[at]! += x.data[seen]! * weight[w]!;
    return y;
  };

  const pool = (x: Value, kernel: number, stride: number): Value => {
    const [batch, channels, height, width] = x.shape as Extents;
    const extent = (n: number): number => Math.floor((n - kernel) / stride) + 1;
    const shape = [batch, channels, extent(height), extent(width)] as const;
    const seen = Array.from({ length: size(shape) }, (): number[] => []);
    const window = { kernel: [kernel, kernel], stride, padding: 0 } as const;
    const single = [batch * channels, 1] as const;
    const planes = pairs([...single, height, width], [...single, shape[2], shape[3]], window);
    for (const pair of planes) seen[pair.at]!.push(x.data[pair.seen]!);
    for (const values of seen) {
      const [most, next] = values.sort((a, b) => b - a);
      if (next !== undefined) near(most! - next);
    }
    return { shape, data: Float64Array.from(seen, (values) => values[0]!) };
  };

  const walk = (layer: Definition, path: readonly string[], x: readonly Value[]): readonly Value[] => {
    const y = alongFeatures.has(layer.kind)
      ? step(layer, path, x.map(featuresLast)).map(featuresFirst)
      : step(layer, path, x);
    for (const { data } of y) for (const v of data) largest = Math.max(largest, Math.abs(v));
    return y;
  };

  const step = (layer: Definition, path: readonly string[], x: readonly Value[]): readonly Value[] => {
    const first = x[0]!;
    const batch = first.shape[0]!;
    const noise = named(key, ...path);
    switch (layer.kind) {
      case "sequence":
        return layer.layers.reduce((value, [name, inner]) => walk(inner, [...path, name], value), x);
      case "parallel":
        return layer.branches.flatMap(([name, inner]) => walk(inner, [...path, name], x));
      case "linear": {
        const width = first.shape[1]!;
        const weight = take(layer.out * width);
        const bias = layer.bias ? take(layer.out) : new Float64Array(layer.out);
        const dense = (row: Float64Array) =>
          Array.from(bias, (b, o) => b + sum(row.map((v, i) => v * weight[o * width + i]!)));
        return [ofRows([batch, layer.out], rowsOf(first).map(dense))];
      }
      case "conv2d":
      case "convTranspose2d":
        return [convolve(layer, first)];
      case "maxPool2d":
        return [pool(first, layer.kernel, layer.stride)];
      case "upsample2d": {
        const [, channels, height, width] = first.shape as Extents;
        const shape = [batch, channels, height * layer.factor, width * layer.factor];
        const pixel = (i: number): number => {
          const [row, column] = [Math.floor(i / shape[3]!), i % shape[3]!];
          return Math.floor(row / layer.factor) * width + Math.floor(column / layer.factor);
        };
        return [{ shape, data: Float64Array.from({ length: size(shape) }, (_, i) => first.data[pixel(i)]!) }];
      }
      case "relu":
        first.data.forEach(near);
        return [map(first, (v) => Math.max(v, 0))];
      case "leakyRelu":
        first.data.forEach(near);
        return [map(first, (v) => (v > 0 ? v : Math.fround(layer.slope) * v))];
      case "sigmoid":
        return [map(first, (v) => 1 / (1 + Math.exp(-v)))];
      case "activity":
        first.data.forEach(near);
        return [map(first, (v) => Math.tanh(Math.abs(v) / 2))];
      case "tanh":
        return [map(first, Math.tanh)];
      case "softplus":
        return [map(first, (v) => Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v))))];
      case "softmax":
      case "logSoftmax": {
        const log = rowsOf(first).map((row) => Array.from(row, (v) => v - logSumExp(row)));
        return [ofRows(first.shape, layer.kind === "softmax" ? log.map((row) => row.map(Math.exp)) : log)];
      }
      case "batchNorm":
        return [normalise(first, layer.epsilon, layer.momentum, layer.affine)];
      case "dropout": {
        if (mode === "eval") return x;
        const { data } = uniform(runtime, noise, first.shape);
        const rate = Math.fround(layer.rate);
        return [map(first, (v, i) => (data[i]! >= rate ? v / (1 - rate) : 0))];
      }
      case "flatten":
        return [{ ...first, shape: [batch, size(first.shape) / batch] }];
      case "reshape":
        return [{ ...first, shape: [batch, ...layer.shape] }];
      case "concat": {
        const [head, ...others] = x.map(rowsOf);
        const joined = head!.map((row, r) => [...row, ...others.flatMap((rows) => [...rows[r]!])]);
        return [ofRows([...first.shape.slice(0, -1), joined[0]!.length], joined)];
      }
      case "split": {
        const width = first.shape.at(-1)! / layer.parts;
        const piece = (k: number) => rowsOf(first).map((row) => [...row.subarray(k * width, (k + 1) * width)]);
        return Array.from({ length: layer.parts }, (_, k) => ofRows([...first.shape.slice(0, -1), width], piece(k)));
      }
      case "gaussian": {
        const { data } = normal(runtime, noise, first.shape);
        const logvar = x[1]!;
        return [map(first, (mu, i) => mu + Math.exp(logvar.data[i]! / 2) * data[i]!), first, logvar];
      }
    }
  };

  const y = walk(definition, [], point.x);
  return { y, state, kink, largest };
};
