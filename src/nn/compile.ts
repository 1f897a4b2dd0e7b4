/** From definitions to networks that run: the interpreter of the table of layers. */
import { either as E, function as F } from "fp-ts";
import { quote, report } from "../core/report.js";
import type { Shape } from "../core/shape.js";
import { floatsOf } from "../core/tree.js";
import { badData } from "../failure.js";
import type {
  BuildContext,
  CompiledLayer,
  LayerRow,
  NetworkError,
  Pass,
  PassContext,
  Pointers,
} from "./compiledLayer.js";
import { parallelLayer, sequenceLayer } from "./composite.js";
import type { Definition } from "./definition.js";
import {
  type AnyLayerKind,
  type DataOf,
  type Interpreter,
  type LayerData,
  type LayerKind,
  type LayerOptions,
  notALayer,
  pathOf,
} from "./layerKind.js";
import { layers as table } from "./layers/index.js";
import { withChannelsFirst } from "./picture.js";
import { layoutOf, type ParameterLayout } from "./weights.js";

/** What its codec says of data that are no layer of its kind. */
const badSetting = ({ kind, codec }: AnyLayerKind, definition: unknown, context: BuildContext): NetworkError => {
  const errors = codec.decode(definition);
  const [complaint] = E.isLeft(errors) ? report(errors.left) : [];
  return complaint === undefined || complaint.path.length === 0
    ? notALayer(context, `a ${kind} layer with a setting out of its range`, { got: quote(definition) })
    : notALayer(context, `the setting ${complaint.path.join(".")} of a ${kind} layer`, {
        expected: complaint.expected,
        got: quote(complaint.got),
      });
};

/** Compiles layers of the table, of `own`, and layers made of them. */
const interpreter = (own: readonly AnyLayerKind[]): Interpreter => {
  const kinds = new Map<unknown, AnyLayerKind>([...table, ...own].map((kind) => [kind.kind, kind]));
  const build: Interpreter = (definition, context) => {
    if (typeof definition !== "object" || definition === null || !("kind" in definition))
      return E.left(notALayer(context, "not a layer", { expected: "data with a kind", got: quote(definition) }));
    if (definition.kind === "sequence")
      return sequenceLayer(build)("layers" in definition && definition.layers, context);
    if (definition.kind === "parallel")
      return parallelLayer(build)("branches" in definition && definition.branches, context);
    const kind = kinds.get(definition.kind);
    if (kind === undefined) {
      const names = [...kinds.keys(), "sequence", "parallel"].join(", ");
      return E.left(notALayer(context, "there is no such layer", { expected: names, got: quote(definition.kind) }));
    }
    if (!kind.codec.is(definition)) return E.left(badSetting(kind, definition, context));
    return F.pipe(
      kind.build(definition as never, context),
      E.map((layer): CompiledLayer => {
        const row = {
          path: pathOf(context),
          kind: kind.kind,
          shapes: layer.shapes,
          parameters: floatsOf(layer.params),
        };
        return { ...layer, rows: [row] };
      }),
    );
  };
  return build;
};

const isShape = (shape: unknown): boolean =>
  Array.isArray(shape) && shape.every((extent) => Number.isInteger(extent) && extent >= 1);

/** What a caller without types may not have given: shapes, and kinds that are no two alike. */
const expectGiven = (where: string, shapes: unknown, own: unknown): E.Either<NetworkError, readonly AnyLayerKind[]> => {
  if (!Array.isArray(shapes) || !shapes.every(isShape)) {
    const expected = "a list of shapes, without the batch: integers of 1 or more";
    return E.left(badData("ShapeMismatch", "the shapes of the inputs", { where, expected, got: quote(shapes) }));
  }
  const isKind = (kind: Partial<LayerKind> | null) =>
    typeof kind?.kind === "string" && typeof kind.codec?.is === "function" && typeof kind.build === "function";
  if (!Array.isArray(own) || !own.every(isKind))
    return E.left(
      badData("NotALayer", "the layers of one's own", { where, expected: "a list of { kind, codec, build }" }),
    );
  const kinds = [...table.map(({ kind }): string => kind), "sequence", "parallel", ...own.map(({ kind }) => kind)];
  const twice = kinds.find((kind, i) => kinds.indexOf(kind) !== i);
  if (twice === undefined) return E.right(own);
  return E.left(badData("NotALayer", "two layers of one kind", { where, got: twice }));
};

const floats = (networks: readonly CompiledLayer[], of: "params" | "state"): number =>
  networks.reduce((sum, network) => sum + floatsOf(network[of]), 0);

const placed = (
  path: readonly string[],
  definition: unknown,
  shapes: readonly Shape[],
  before: readonly CompiledLayer[],
  own: unknown,
): E.Either<NetworkError, CompiledLayer> => {
  const [params, state] = [floats(before, "params"), floats(before, "state")];
  return F.pipe(
    expectGiven(path.join(".") || "network", shapes, own),
    E.chain((kinds) => interpreter(kinds)(definition, { path, shapes, params, state, overwrite: false })),
    E.map((layer) => withChannelsFirst(shapes, layer)),
  );
};

/** Where a network lies among those of a model. */
export interface CompileAtOptions<Own extends readonly AnyLayerKind[] = readonly AnyLayerKind[]>
  extends LayerOptions<Own> {
  /** The networks whose tensors lie before its own: of the first network none. */
  readonly before?: readonly CompiledLayer[] | undefined;
}

/**
 * One of a model's networks: under a name ("encoder.hidden.weight"), its tensors behind those of the networks `before`.
 *
 * Errors: as `compile`.
 */
export const compileAt = <const Own extends readonly AnyLayerKind[] = readonly []>(
  name: string,
  definition: Definition<DataOf<Own[number]>>,
  shapes: readonly Shape[],
  { before = [], layers }: CompileAtOptions<Own> = {},
): E.Either<NetworkError, CompiledLayer> => placed([name], definition, shapes, before, layers ?? []);

/** A definition for inputs of given shapes, ready to run. Shapes are without the batch, which any pass may choose. */
export interface Network extends ParameterLayout {
  readonly definition: Definition<LayerData>;
  readonly inShapes: readonly Shape[];
  readonly outShapes: readonly Shape[];
  readonly rows: readonly LayerRow[];
  /** Whether the outputs may be written over before the pullback, by their gradients for one. */
  readonly outputReusable: boolean;
  /** A pass in linear memory, in the caller's scope of the arena; x is read, and must stay as it is until the pullback. */
  readonly forward: (run: NetworkContext, x: Pointers) => Pass;
}

/** What a caller says of a pass. */
export type NetworkContext = Omit<PassContext, "scratch">;

/**
 * The network of a definition for inputs of the given shapes, also of `layers` of one's own.
 *
 * Errors: `ShapeMismatch` where a layer does not take what it gets, `NotALayer` where there is no such layer, a setting
 * is out of its range or a name cannot be one; all with the layer's path.
 *
 * @example
 * E.isRight(compile(sequence(["hidden", linear(256)], ["act", relu]), [[784]])) // => true
 * E.isLeft(compile(linear(256), [[28, 28]])) // => true
 */
export const compile = <const Own extends readonly AnyLayerKind[] = readonly []>(
  definition: Definition<DataOf<Own[number]>>,
  inShapes: readonly Shape[],
  { layers }: LayerOptions<Own> = {},
): E.Either<NetworkError, Network> =>
  F.pipe(
    placed([], definition, inShapes, [], layers ?? []),
    E.map((layer) => ({
      ...layoutOf([layer]),
      definition,
      inShapes,
      outShapes: layer.shapes,
      rows: layer.rows,
      outputReusable: layer.outputReusable,
      forward: (call, x) => {
        const { kernels, arena } = call.workspace;
        return layer.forward({ ...call, scratch: arena.alloc(kernels.gemmScratch()) }, x);
      },
    })),
  );
