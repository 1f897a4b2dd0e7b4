import type { ReadonlyFloats } from "../core/tensor.js";
import type { Arena } from "../wasm/arena.js";
import type { Runtime } from "../wasm/runtime.js";
import type { Definition } from "./definition.js";
import { type Bits, kernelStep } from "./kernelStep.js";

/**
 * An optimiser as two pure functions of blocks of n floats: nothing that is passed in is changed.
 *
 * `updates` are to be added to the parameters.
 */
export interface Optimizer<S> {
  readonly init: (p: ReadonlyFloats) => S;
  readonly update: (
    grads: ReadonlyFloats,
    s: S,
    p: ReadonlyFloats,
  ) => { readonly updates: ReadonlyFloats; readonly state: S };
}

/** The state of every optimiser that is given as data. */
export interface OptimizerState {
  /** Steps taken. */
  readonly step: number;
  /** The moments, block behind block, in the order of `resident(definition).slots`. */
  readonly slots: ReadonlyFloats;
}

const bitsOf = (floats: ReadonlyFloats): Bits => (floats.BYTES_PER_ELEMENT === 8 ? 64 : 32);

const floatsOf = (bits: Bits, arena: Arena) =>
  bits === 32 ? { put: arena.put32, view: arena.f32 } : { put: arena.put64, view: arena.f64 };

const expectLength = (what: string, floats: ReadonlyFloats, length: number, bits: Bits): void => {
  if (floats.length !== length || bitsOf(floats) !== bits)
    throw new RangeError(`${length} float${bits} ${what} expected, got ${floats.length} of float${bitsOf(floats)}`);
};

/**
 * The pure form of a definition: its resident form in the runtime's short-call workspace, copied in and out. Float32 or
 * float64 as the parameters are.
 *
 * `update` throws a RangeError where gradients or state are not of the parameters' length and width.
 *
 * @example
 * const p = Float32Array.of(1, 2)
 * const halved = (runtime: Runtime) => {
 *   const { init, update } = optimizer(runtime, sgd({ rate: 0.5 }))
 *   return update(p, init(p), p).updates
 * }
 * E.map(halved)(await load({ simd: "plain" })()) // => E.right(Float32Array.of(-0.5, -1))
 */
export const optimizer = (runtime: Runtime, definition: Definition): Optimizer<OptimizerState> => {
  const forms = { 32: kernelStep(definition, 32), 64: kernelStep(definition, 64) };
  const count = forms[32].slots.length;
  return {
    init: (p) => ({
      step: 0,
      slots: bitsOf(p) === 32 ? new Float32Array(count * p.length) : new Float64Array(count * p.length),
    }),
    update: (grads, { step, slots }, p) => {
      const bits = bitsOf(p);
      const n = p.length;
      expectLength("gradients", grads, n, bits);
      expectLength("moments", slots, count * n, bits);
      return runtime.using((workspace) => {
        const { put, view } = floatsOf(bits, workspace.arena);
        const blocks = { p: put(p), g: put(grads), slots: put(slots) };
        forms[bits].updates(workspace, { ...blocks, out: blocks.g }, n, step);
        return {
          updates: view(blocks.g, n).slice(),
          state: { step: step + 1, slots: view(blocks.slots, count * n).slice() },
        };
      });
    },
  };
};

/**
 * p + updates, in the width of p: bit for bit what `resident(definition).apply` leaves.
 *
 * @example
 * applyUpdates(Float32Array.of(1, 2), Float32Array.of(-1, 1)) // => Float32Array.of(0, 3)
 */
export const applyUpdates = (p: ReadonlyFloats, updates: ReadonlyFloats): ReadonlyFloats => {
  const next = bitsOf(p) === 32 ? Float32Array.from(p) : Float64Array.from(p);
  for (let i = 0; i < next.length; i++) next[i]! += updates[i]!;
  return next;
};
