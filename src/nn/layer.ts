import { either as E, function as F } from "fp-ts";
import type { Key } from "../core/key.js";
import { type Shape, sameShape, size } from "../core/shape.js";
import { type ReadonlyFloats, type Tensor, tensor } from "../core/tensor.js";
import { floatsOf } from "../core/tree.js";
import { describe } from "../failure.js";
import type { Runtime, Workspace } from "../wasm/runtime.js";
import { compile, type Network } from "./compile.js";
import type { Mode, NetworkError, Pass, Pointers } from "./compiledLayer.js";
import type { Definition } from "./definition.js";

/** Tensors of one batch, which is their first axis. */
export type Signal = readonly Tensor[];

/** What a pass hangs on besides weights and inputs. */
export interface LayerContext {
  readonly mode: Mode;
  /** Of all its noise. */
  readonly key: Key;
}

/** The outcome of a pass: the outputs, and the running state after it. */
export interface Applied<S> {
  readonly y: Signal;
  readonly state: S;
}

/** From the gradients of the outputs to those of parameters and inputs. */
export type Pullback<P> = (dy: Signal) => { readonly dp: P; readonly dx: Signal };

/** A layer as pure functions of parameters P and running state S: nothing that is passed in is changed. */
export interface Layer<P, S> {
  readonly init: (
    key: Key,
    inShapes: readonly Shape[],
  ) => E.Either<NetworkError, { readonly params: P; readonly state: S; readonly outShapes: readonly Shape[] }>;
  readonly apply: (params: P, state: S, x: Signal, context: LayerContext) => Applied<S>;
  /** Not calling the pullback is to stop the gradient. */
  readonly vjp: (
    params: P,
    state: S,
    x: Signal,
    context: LayerContext,
  ) => Applied<S> & { readonly pullback: Pullback<P> };
}

const networkFor = (definition: Definition, x: Signal): Network => {
  const inShapes = x.map(({ shape }) => shape.slice(1));
  const network = compile(definition, inShapes);
  if (E.isLeft(network)) throw new RangeError(describe(network.left));
  return network.right;
};

const batchOf = (signal: Signal): number => {
  const [batch, ...others] = new Set(signal.map(({ shape }) => shape[0]));
  if (batch === undefined || others.length > 0) throw new RangeError("tensors of one batch have one first axis");
  return batch;
};

const expectFloats = (what: string, floats: ReadonlyFloats, length: number): void => {
  if (floats.length !== length) throw new RangeError(`${length} floats of ${what} expected, got ${floats.length}`);
};

const expectShapes = (shapes: readonly Shape[], batch: number, dy: Signal): void => {
  const fits = (shape: Shape, k: number) => sameShape([batch, ...shape], dy[k]?.shape ?? []);
  if (dy.length !== shapes.length || !shapes.every(fits))
    throw new RangeError("gradients are of the shapes of the outputs");
};

/**
 * The pure form of a definition: its resident form in the runtime's short-call workspace, in float32, copied in and
 * out. Parameters and state are blocks; `leavesOf` shows their tensors by name.
 *
 * A pullback runs its pass again, whose memory is gone: for training in a loop, take `compile`.
 *
 * Errors: `init` as `compile`; `apply` and `vjp` throw a RangeError for inputs or weights that do not fit.
 *
 * @example
 * const double = layer(runtime, linear(1, { bias: false }))
 * const x = [tensor32([1, 1], [3])]
 * Array.from(double.apply(Float32Array.of(2), Float32Array.of(), x, { mode: "eval", key: key(0) }).y[0].data) // => [6]
 */
export const layer = (runtime: Runtime, definition: Definition): Layer<ReadonlyFloats, ReadonlyFloats> => {
  type Given = readonly [params: ReadonlyFloats, state: ReadonlyFloats, x: Signal, context: LayerContext];

  const run = <A>(
    [params, state, x, { mode, key }]: Given,
    finish: (workspace: Workspace, network: Network, pass: Pass, at: { readonly state: number }) => A,
  ): A => {
    const network = networkFor(definition, x);
    const batch = batchOf(x);
    expectFloats("parameters", params, floatsOf(network.params));
    expectFloats("running state", state, floatsOf(network.state));
    return runtime.using((workspace) => {
      const { arena } = workspace;
      const at = { params: arena.put32(params), state: arena.put32(state) };
      const inputs = x.map(({ data }) => arena.put32(data));
      return finish(workspace, network, network.forward({ workspace, mode, key, batch, ...at }, inputs), at);
    });
  };

  const copyOut = ({ arena }: Workspace, batch: number, shapes: readonly Shape[], from: Pointers): Signal =>
    shapes.map((shape, k) => tensor([batch, ...shape], arena.f32(from[k]!, batch * size(shape)).slice()));

  const apply = (...given: Given): Applied<ReadonlyFloats> =>
    run(given, (workspace, network, { y }, { state }) => ({
      y: copyOut(workspace, batchOf(given[2]), network.outShapes, y),
      state: workspace.arena.f32(state, floatsOf(network.state)).slice(),
    }));

  const pullback =
    (...given: Given): Pullback<ReadonlyFloats> =>
    (dy) =>
      run(given, (workspace, network, pass) => {
        const { arena } = workspace;
        const batch = batchOf(given[2]);
        expectShapes(network.outShapes, batch, dy);
        const dp = arena.alloc32(floatsOf(network.params));
        const dx = pass.pullback(
          dy.map(({ data }) => arena.put32(data)),
          { params: dp, input: true },
        );
        return {
          dp: arena.f32(dp, floatsOf(network.params)).slice(),
          dx: copyOut(workspace, batch, network.inShapes, dx),
        };
      });

  return {
    init: (key, inShapes) =>
      F.pipe(
        compile(definition, inShapes),
        E.map((network) => ({ ...network.init(runtime, key), outShapes: network.outShapes })),
      ),
    apply,
    vjp: (...given) => ({ ...apply(...given), pullback: pullback(...given) }),
  };
};
