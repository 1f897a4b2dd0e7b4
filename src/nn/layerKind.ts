/** A kind of layer as a value, and what one is written with: a new layer is one file and a line in layers/index.ts. */
import { either as E } from "fp-ts";
import type * as t from "io-ts";
import { type Shape, type ShapeMismatch, showShape, size } from "../core/shape.js";
import { badData } from "../failure.js";
import type { Pointer } from "../wasm/arena.js";
import type {
  BuildContext,
  CompiledLayer,
  CompiledLeaf,
  Leaf,
  NetworkError,
  Pass,
  PassContext,
} from "./compiledLayer.js";
import type { Initial } from "./initial.js";

/** The data of a layer: its kind, and its settings. */
export interface LayerData {
  readonly kind: string;
}

/** A kind of layer: what the data of one is, and what it compiles to. `compile` takes kinds of a user's own. */
export interface LayerKind<Data extends LayerData = LayerData> {
  /** That of its data, and of no other kind. */
  readonly kind: Data["kind"];
  /** Reads its data from a config or a checkpoint; settings out of their range are refused. */
  readonly codec: t.Type<Data>;
  /** What it compiles to for the inputs of a context: data that its codec has let pass. */
  build(data: Data, context: BuildContext): E.Either<NetworkError, CompiledLeaf>;
}

/** A kind of layer, whatever its data. */
export interface AnyLayerKind {
  readonly kind: string;
  readonly codec: t.Any;
  build(data: never, context: BuildContext): E.Either<NetworkError, CompiledLeaf>;
}

/** The data of a kind of layer. */
export type DataOf<Kind extends AnyLayerKind> = t.TypeOf<Kind["codec"]>;

/** Layers of a user's own beside those of the library. */
export interface LayerOptions<Own extends readonly AnyLayerKind[] = readonly AnyLayerKind[]> {
  readonly layers?: Own | undefined;
}

/** Compiles what is said to be a layer. */
export type Interpreter = (definition: unknown, context: BuildContext) => E.Either<NetworkError, CompiledLayer>;

/** The path of a layer, or of a tensor of it, in one word. */
export const pathOf = (context: BuildContext, ...names: readonly string[]): string =>
  [...context.path, ...names].join(".");

/** The failure of data that are no layer, at its path. */
export const notALayer = (
  context: BuildContext,
  what: string,
  details: { readonly expected?: string; readonly got?: string; readonly hint?: string } = {},
): NetworkError => badData("NotALayer", what, { where: pathOf(context) || "network", ...details });

/** The failure of a layer that got other inputs than it takes. */
export const wrongInput = (
  context: BuildContext,
  what: string,
  expected: string,
  options: { readonly hint?: string } = {},
): ShapeMismatch =>
  badData("ShapeMismatch", what, {
    where: pathOf(context) || "network",
    expected,
    got: context.shapes.map(showShape).join(" and ") || "nothing",
    ...options,
  });

/** The one shape that a layer takes. */
export const single = (context: BuildContext): E.Either<ShapeMismatch, Shape> => {
  const [shape] = context.shapes;
  return shape !== undefined && context.shapes.length === 1
    ? E.right(shape)
    : E.left(wrongInput(context, "a layer of one tensor", "one tensor", { hint: "concat joins several" }));
};

/** A tensor of a layer: its name, its shape, and the values it begins with. */
export type NewTensor = readonly [name: string, shape: Shape, initial: Initial];

const allocate = (context: BuildContext, offset: number, tensors: readonly NewTensor[]): readonly Leaf[] => {
  let next = offset;
  return tensors.map(([name, shape, initial]) => {
    const leaf = { path: pathOf(context, name), shape, offset: next, initial };
    next += size(shape);
    return leaf;
  });
};

/** The parameters of a layer: tensor behind tensor from `context.params` on, which counts floats. */
export const allocateParameters = (context: BuildContext, tensors: readonly NewTensor[]): readonly Leaf[] =>
  allocate(context, context.params, tensors);

/** The running state of a layer, from `context.state` on. */
export const allocateState = (context: BuildContext, tensors: readonly NewTensor[]): readonly Leaf[] =>
  allocate(context, context.state, tensors);

/** A layer of one tensor without parameters or running state. */
export const plain = (
  shape: Shape,
  outputReusable: boolean,
  forward: (run: PassContext, x: Pointer) => Pass,
): CompiledLeaf => ({
  shapes: [shape],
  params: [],
  state: [],
  outputReusable,
  forward: (run, [x]) => forward(run, x!),
});
