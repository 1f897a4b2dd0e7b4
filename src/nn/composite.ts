/** Layers made of layers: in a row, or side by side on the same inputs. */
import { either as E, function as F } from "fp-ts";
import { size } from "../core/shape.js";
import { floatsOf } from "../core/tree.js";
import { badData } from "../failure.js";
import {
  type BuildContext,
  type CompiledLayer,
  type Interpreter,
  type NetworkError,
  type Pass,
  type Pointers,
  pathOf,
} from "./compiledLayer.js";

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

const misnamed = (site: BuildContext, name: string): NetworkError =>
  badData("NotALayer", "a name is used twice, is empty, or has a dot in it", {
    where: pathOf(site) || "network",
    got: JSON.stringify(name),
  });

const noBranch = (site: BuildContext): NetworkError =>
  badData("NotALayer", "a parallel layer without a branch", { where: pathOf(site) || "network" });

const expectNames = (site: BuildContext, layers: readonly Named<unknown>[]): E.Either<NetworkError, null> => {
  const names = layers.map(([name]) => name);
  const bad = names.find((name, i) => name === "" || name.includes(".") || names.indexOf(name) !== i);
  return bad === undefined ? E.right(null) : E.left(misnamed(site, bad));
};

/**
 * Compiles layers whose parameters lie one behind the other; `inputs` says what a layer reads, from the one before it.
 */
const compileAll = <Definition>(
  build: Interpreter<Definition>,
  layers: readonly Named<Definition>[],
  site: BuildContext,
  inputs: (previous: CompiledLayer | undefined) => Pick<BuildContext, "shapes" | "overwrite">,
): E.Either<NetworkError, readonly CompiledLayer[]> => {
  const names = expectNames(site, layers);
  if (E.isLeft(names)) return names;
  const compiled: CompiledLayer[] = [];
  let { params, state } = site;
  for (const [name, definition] of layers) {
    const layer = build(definition, { ...inputs(compiled.at(-1)), path: [...site.path, name], params, state });
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
  <Definition>(build: Interpreter<Definition>): Interpreter<Sequence<Definition>> =>
  ({ layers: named }, site) =>
    F.pipe(
      compileAll(build, named, site, (previous) =>
        previous === undefined ? site : { shapes: previous.shapes, overwrite: previous.outputReusable },
      ),
      E.map((layers): CompiledLayer => {
        const first = layers.findIndex(({ params }) => params.length > 0);
        const learns = first >= 0;
        return {
          ...united(layers),
          shapes: layers.at(-1)?.shapes ?? site.shapes,
          outputReusable: layers.at(-1)?.outputReusable ?? site.overwrite,
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
  <Definition>(build: Interpreter<Definition>): Interpreter<Parallel<Definition>> =>
  ({ branches: named }, site) =>
    F.pipe(
      compileAll(build, named, site, () => ({ shapes: site.shapes, overwrite: false })),
      E.filterOrElse(
        (branches) => branches.length > 0,
        () => noBranch(site),
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
                      kernels.add32(total[k]!, total[k]!, part, run.batch * size(site.shapes[k]!));
                    });
                }
                return total;
              },
            };
          },
        }),
      ),
    );
