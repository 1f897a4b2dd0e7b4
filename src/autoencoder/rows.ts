/** A trained model's networks over any number of rows, a chunk at a time: memory does not grow with the data. */
import { key } from "../core/key.js";
import { type Shape, showShape, size } from "../core/shape.js";
import { span, type Tensor, tensor } from "../core/tensor.js";
import { floatsOf } from "../core/tree.js";
import type { PassContext, Pointers } from "../nn/compiledLayer.js";
import type { ParameterLayout, Weights } from "../nn/weights.js";
import type { Pointer } from "../wasm/arena.js";
import type { Runtime } from "../wasm/runtime.js";

/** Rows of a chunk. */
export const chunkRows = 256;

/** Says in evaluation what a pass of some rows hangs on. Its key is fixed: layers that draw are not meant here. */
type Evaluate = (rows: number) => PassContext;

/**
 * Runs `body` with the weights in linear memory.
 *
 * Throws a RangeError where they are not the model's.
 */
export const withWeights = <A>(
  runtime: Runtime,
  model: ParameterLayout,
  { params, state }: Weights,
  body: (evaluate: Evaluate) => A,
): A => {
  const [p, s] = [floatsOf(model.params), floatsOf(model.state)];
  if (params.length !== p || state.length !== s)
    throw new RangeError(`a model of ${p} + ${s} floats and weights of ${params.length} + ${state.length}`);
  return runtime.using((workspace) => {
    const { arena, kernels } = workspace;
    const at = { params: arena.put32(params), state: arena.put32(state) };
    const scratch = arena.alloc(kernels.gemmScratch());
    return body((batch) => ({ workspace, mode: "eval", key: key(0), batch, scratch, ...at }));
  });
};

/** Where chunks begin, and how many rows they have. */
export function* chunksOf(count: number): Generator<readonly [from: number, rows: number]> {
  for (let from = 0; from < count; from += chunkRows) yield [from, Math.min(chunkRows, count - from)];
}

/**
 * The rows of x, whose shape is [count, ...shape].
 *
 * Throws a RangeError where it is not.
 */
export const countRows = (x: Tensor, shape: Shape): number => {
  const [count = 0] = x.shape;
  if (size(x.shape.slice(1)) !== size(shape) || x.shape.length < 2)
    throw new RangeError(`rows of ${showShape(shape)} expected, got ${showShape(x.shape)}`);
  return count;
};

/** Rows of `width` numbers in linear memory, in the caller's scope of the arena. */
export const putRows = (
  { workspace: { arena }, batch }: PassContext,
  { data }: Tensor,
  width: number,
  from: number,
): Pointer => arena.put32(span(data, from * width, (from + batch) * width));

/** Rows [count, ...shape] that a pass reads. */
export interface Rows {
  readonly x: Tensor;
  /** Of a row. */
  readonly shape: Shape;
}

/**
 * The outputs of a pass over each chunk of the inputs, put together: [count, ...shape] for each shape.
 *
 * Throws a RangeError where inputs have not as many rows of their shapes as the first one.
 */
export const mapSignals = (
  evaluate: Evaluate,
  inputs: readonly [Rows, ...Rows[]],
  outShapes: readonly Shape[],
  pass: (run: PassContext, x: Pointers) => Pointers,
): readonly Tensor[] => {
  const [count, ...counts] = inputs.map(({ x, shape }) => countRows(x, shape)) as [number, ...number[]];
  if (counts.some((other) => other !== count)) throw new RangeError(`${count} rows beside ${counts.join(" and ")}`);
  const blocks = outShapes.map((shape) => new Float32Array(count * size(shape)));
  for (const [from, rows] of chunksOf(count)) {
    const run = evaluate(rows);
    const { arena } = run.workspace;
    arena.scope(() => {
      const at = inputs.map(({ x, shape }) => putRows(run, x, size(shape), from));
      pass(run, at).forEach((out, k) => {
        const width = size(outShapes[k]!);
        blocks[k]!.set(arena.f32(out, rows * width), from * width);
      });
    });
  }
  return outShapes.map((shape, k) => tensor([count, ...shape], blocks[k]!));
};

/** `mapSignals` of one input. */
export const mapRows = (
  evaluate: Evaluate,
  x: Tensor,
  inShape: Shape,
  outShapes: readonly Shape[],
  pass: (run: PassContext, x: Pointer) => Pointers,
): readonly Tensor[] => mapSignals(evaluate, [{ x, shape: inShape }], outShapes, (run, [at]) => pass(run, at!));
