/** Layers made of layers: in a row, or side by side on the same inputs. */
import { either as E, function as F } from "fp-ts";
import { quote } from "../core/report.js";
import { size } from "../core/shape.js";
import { floatsOf } from "../core/tree.js";
import type { BuildContext, CompiledLayer, NetworkError, Pass, Pointers } from "./compiledLayer.js";
import { type Interpreter, notALayer } from "./layerKind.js";

/** A layer with the name under which its parameters are found. */
export type Named<Definition> = readonly [name: string, layer: Definition];

/** One layer after the other, each fed with what the one before gives; of none, the identity. */
export interface Sequence<Definition> {
  readonly kind: "sequence";
  readonly layers: readonly Named<Definition>[];
}

/** Several layers on the same inputs; the outputs of all, in order. */
export interface Parallel<Definition> {
  readonly kind: "parallel";
  readonly branches: readonly Named<Definition>[];
}

/** Layers under names that are no two alike: what a caller without types may not have given. */
const expectNames = (
  context: BuildContext,
  what: string,
  layers: unknown,
): E.Either<NetworkError, readonly Named<unknown>[]> => {
  const isPair = (entry: unknown) => Array.isArray(entry) && entry.length === 2 && typeof entry[0] === "string";
  if (!Array.isArray(layers) || !layers.every(isPair))
    return E.left(notALayer(context, what, { expected: "pairs of a name and a layer", got: quote(layers) }));
  const names = layers.map(([name]) => name as string);
  const bad = names.find((name, i) => name === "" || name.includes(".") || names.indexOf(name) !== i);
  if (bad === undefined) return E.right(layers);
  return E.left(notALayer(context, "a name is used twice, is empty, or has a dot in it", { got: JSON.stringify(bad) }));
};

/**
 * Compiles layers whose parameters lie one behind the other; `inputs` says what a layer reads, from the one before it.
 */
const compileAll = (
  build: Interpreter,
  layers: readonly Named<unknown>[],
  context: BuildContext,
  inputs: (previous: CompiledLayer | undefined) => Pick<BuildContext, "shapes" | "overwrite">,
): E.Either<NetworkError, readonly CompiledLayer[]> => {
  const compiled: CompiledLayer[] = [];
  let { params, state } = context;
  for (const [name, definition] of layers) {
    const layer = build(definition, { ...inputs(compiled.at(-1)), path: [...context.path, name], params, state });
    if (E.isLeft(layer)) return layer;
    params += floatsOf(layer.right.params);
    state += floatsOf(layer.right.state);
    compiled.push(layer.right);
  }
  return E.right(compiled);
};

/** What all layers own together. */
const united = (layers: readonly CompiledLayer[]) => ({
  params: layers.flatMap(({ params }) => params),
  state: layers.flatMap(({ state }) => state),
  rows: layers.flatMap(({ rows }) => rows),
});

/** y = (f_n . ... . f_1)(x). The way back ends at the first layer that has parameters, unless dx is wanted. */
export const sequenceLayer =
  (build: Interpreter) =>
  (layers: unknown, context: BuildContext): E.Either<NetworkError, CompiledLayer> =>
    F.pipe(
      expectNames(context, "the layers of a sequence", layers),
      E.chain((named) =>
        compileAll(build, named, context, (previous) =>
          previous === undefined ? context : { shapes: previous.shapes, overwrite: previous.outputReusable },
        ),
      ),
      E.map((layers): CompiledLayer => {
        const first = layers.findIndex(({ params }) => params.length > 0);
        const learns = first >= 0;
        return {
          ...united(layers),
          shapes: layers.at(-1)?.shapes ?? context.shapes,
          outputReusable: layers.at(-1)?.outputReusable ?? context.overwrite,
          forward: (run, x) => {
            const passes: Pass[] = [];
            let y = x;
            for (const layer of layers) {
              const pass = layer.forward(run, y);
              passes.push(pass);
              y = pass.y;
            }
            return {
              y,
              pullback: (dy, { params, input }) => {
                const last = input ? 0 : params !== null && learns ? first : passes.length;
                let d = dy;
                for (let i = passes.length - 1; i >= last; i--)
                  d = passes[i]!.pullback(d, { params, input: input || i > last });
                return input ? d : [];
              },
            };
          },
        };
      }),
    );

/** y = (f_1(x), ..., f_n(x)); dx is the sum over the branches. */
export const parallelLayer =
  (build: Interpreter) =>
  (branches: unknown, context: BuildContext): E.Either<NetworkError, CompiledLayer> =>
    F.pipe(
      expectNames(context, "the branches of a parallel layer", branches),
      E.chain((named) => compileAll(build, named, context, () => ({ shapes: context.shapes, overwrite: false }))),
      E.filterOrElse(
        (compiled) => compiled.length > 0,
        () => notALayer(context, "a parallel layer without a branch"),
      ),
      E.map(
        (branches): CompiledLayer => ({
          ...united(branches),
          shapes: branches.flatMap(({ shapes }) => shapes),
          outputReusable: branches.every(({ outputReusable }) => outputReusable),
          forward: (run, x) => {
            const passes = branches.map((branch) => branch.forward(run, x));
            const { kernels } = run.workspace;
            return {
              y: passes.flatMap(({ y }) => y),
              pullback: (dy, wanted) => {
                let taken = 0;
                let total: Pointers = [];
                for (const { y, pullback } of passes) {
                  const dx = pullback(dy.slice(taken, (taken += y.length)), wanted);
                  if (total.length === 0) total = dx;
                  else
                    dx.forEach((part, k) => {
                      kernels.add32(total[k]!, total[k]!, part, run.batch * size(context.shapes[k]!));
                    });
                }
                return total;
              },
            };
          },
        }),
      ),
    );
