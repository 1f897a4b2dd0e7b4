/**
 * The laws of a kernel, one kit for all families: its values are those of a plain float64 reference within a bound
 * the caller argues for, at every length, at addresses that are aligned to the element and no further, also on NaN,
 * infinities, -0 and subnormals; it writes its outputs and not a byte beside them; in place, and divided as its signature
 * says, changes no bit.
 */
import fc from "fast-check";
import { describe, test } from "vitest";
import type { Arena, Pointer } from "../../src/wasm/arena.js";
import type { Runtime, Workspace } from "../../src/wasm/runtime.js";
import { type Draw, drawn, seeds, stream } from "../arbitraries/data.js";
import { inParts, runtimes } from "../arbitraries/runtimes.js";
import type { Bound } from "./bound.js";

const bytesOf = { f32: 4, f64: 8, i32: 4, u32: 4 } as const;

type Element = keyof typeof bytesOf;

/** An output: `length` elements, written completely. */
export interface Output {
  readonly type: Element;
  readonly length: number;
}

/** An input: `length` elements drawn by `draw`. */
export interface Input extends Output {
  readonly draw: Draw;
}

/** A kernel beside its reference. `S` is what is drawn and shrunk: counts and scalars. */
export interface KernelLaw<S> {
  /** The kernel and its bound, for the title: "mapExp64: within 1 ulp". */
  readonly title: string;
  readonly shape: fc.Arbitrary<S>;
  readonly inputs: (shape: S) => readonly Input[];
  readonly outputs: (shape: S) => readonly Output[];
  /** Calls the kernel. A reduction stores its result in an output of one element. */
  readonly call: (workspace: Workspace, outputs: readonly Pointer[], inputs: readonly Pointer[], shape: S) => void;
  /** The outputs in float64, plainly, from inputs already rounded to their element type. */
  readonly reference: (inputs: readonly Float64Array[], shape: S) => readonly ArrayLike<number>[];
  readonly bound: Bound<S>;
  /** Pairs (output, input) that may share an address. */
  readonly inPlace?: readonly (readonly [number, number])[];
  /** Values sown among the inputs; [] where the kernel is not defined on them. */
  readonly specials?: readonly number[];
}

/** What a kernel meets in the end: each is exact in float32 but the last, which is subnormal in float64. */
export const specials: readonly number[] = [
  0,
  -0,
  1,
  -1,
  NaN,
  Infinity,
  -Infinity,
  2 ** -140,
  -(2 ** -149),
  2 ** -1060,
];

const view = (arena: Arena, type: Element, at: Pointer, length: number) => {
  if (type === "f32") return arena.f32(at, length);
  if (type === "f64") return arena.f64(at, length);
  return type === "i32" ? arena.i32(at, length) : new Uint32Array(arena.i32(at, length).buffer, at, length);
};

/** As many canary bytes before and after a block, whatever its offset; no plausible result has their bits. */
const fence = 64;
const canary = 0xfe;

interface Block {
  readonly at: Pointer;
  readonly begin: Pointer;
  readonly bytes: number;
}

/** A fenced block whose first element is `offset` elements past an address aligned to 16. */
const fenced = (arena: Arena, { type, length }: Output, offset: number): Block => {
  const shift = bytesOf[type] * offset;
  const bytes = 2 * fence + shift + bytesOf[type] * length;
  const begin = arena.alloc(bytes);
  arena.u8(begin, bytes).fill(canary);
  return { at: begin + fence + shift, begin, bytes };
};

const fenceHolds = (arena: Arena, block: Block, { type, length }: Output): boolean => {
  const bytes = arena.u8(block.begin, block.bytes);
  const first = block.at - block.begin;
  const last = first + bytesOf[type] * length;
  return bytes.every((byte, i) => (i >= first && i < last) || byte === canary);
};

const rounded = (type: Element, x: number): number => (type === "f32" ? Math.fround(x) : x);

/** The nearest float, or one within the bound; an exact zero has its sign, one that underflowed has either. */
const agrees = (type: Element, got: number, expected: number, bound: number): boolean => {
  const nearest = rounded(type, expected);
  if (Object.is(got, nearest)) return true;
  return Number.isFinite(nearest) && Math.abs(got - expected) <= bound && !(got === 0 && expected === 0);
};

/** One drawn call: the data follow from the seed, so that only the shape shrinks. */
interface Call<S> {
  readonly shape: S;
  readonly seed: number;
  readonly offsets: readonly number[];
  readonly sown: boolean;
}

const dataOf = <S>(
  { inputs, specials: sow = specials }: KernelLaw<S>,
  { shape, seed, sown }: Call<S>,
): Float64Array[] =>
  inputs(shape).map(({ type, length, draw }, which) => {
    const values = drawn(seed + 7919 * which, length, draw);
    const next = stream(seed - which);
    if (sown && sow.length > 0 && type.startsWith("f"))
      for (let i = 0; i < length; i++) if (next() < 0.3) values[i] = sow[Math.floor(next() * sow.length)]!;
    return values.map((x) => rounded(type, x));
  });

interface Outcome {
  readonly outputs: readonly Float64Array[];
  readonly broken: readonly string[];
}

/** Calls the kernel on fenced copies; `shared` puts an output over an input. */
const outcome = <S>(
  law: KernelLaw<S>,
  { using }: Runtime,
  call: Call<S>,
  data: readonly Float64Array[],
  shared?: readonly [number, number],
): Outcome =>
  using((workspace) => {
    const { arena } = workspace;
    const inputs = law.inputs(call.shape);
    const outputs = law.outputs(call.shape);
    const offset = (k: number): number => call.offsets[k % call.offsets.length]!;
    const read = inputs.map((input, k) => fenced(arena, input, offset(k)));
    const written = outputs.map((output, k) =>
      shared?.[0] === k ? read[shared[1]]! : fenced(arena, output, offset(k + inputs.length)),
    );
    inputs.forEach(({ type, length }, k) => {
      view(arena, type, read[k]!.at, length).set(data[k]!);
    });
    const at = ({ at }: Block): Pointer => at;
    law.call(workspace, written.map(at), read.map(at), call.shape);
    const contents = ({ type, length }: Output, block: Block) => Float64Array.from(view(arena, type, block.at, length));
    const untouched = (k: number): boolean =>
      shared?.[1] === k || contents(inputs[k]!, read[k]!).every((x, i) => Object.is(x, data[k]![i]));
    return {
      outputs: outputs.map((output, k) => contents(output, written[k]!)),
      broken: [
        ...outputs.flatMap((output, k) => (fenceHolds(arena, written[k]!, output) ? [] : [`wrote beside output ${k}`])),
        ...inputs.flatMap((input, k) =>
          untouched(k) && fenceHolds(arena, read[k]!, input) ? [] : [`wrote over input ${k}`],
        ),
      ],
    };
  });

const demand = (holds: boolean, otherwise: () => string): void => {
  if (!holds) throw new Error(otherwise());
};

/** The kit as properties by name, for a test that expects them to fail. */
export const kernelProperties = <S>(
  law: KernelLaw<S>,
  runtime: Runtime,
  divided: Runtime = inParts[runtime.simd],
): Record<string, fc.IProperty<[Call<S>]>> => {
  const calls = (sown: boolean): fc.Arbitrary<Call<S>> =>
    fc.record({
      shape: law.shape,
      seed: seeds,
      offsets: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 4 }),
      sown: fc.constant(sown),
    });

  const agreement = (call: Call<S>): void => {
    const data = dataOf(law, call);
    const { outputs, broken } = outcome(law, runtime, call, data);
    demand(broken.length === 0, () => broken.join(", "));
    const reference = law.reference(data, call.shape);
    law.outputs(call.shape).forEach(({ type, length }, k) => {
      for (let i = 0; i < length; i++) {
        const [got, expected] = [outputs[k]![i]!, reference[k]![i]!];
        const bound = law.bound(expected, i, data, call.shape, k);
        demand(agrees(type, got, expected, bound), () => `output ${k}[${i}] = ${got}, not ${expected} +- ${bound}`);
      }
    });
  };

  const inPlace = (call: Call<S>): void => {
    const data = dataOf(law, call);
    const apart = outcome(law, runtime, call, data);
    for (const pair of law.inPlace ?? []) {
      const { outputs, broken } = outcome(law, runtime, call, data, pair);
      demand(broken.length === 0, () => broken.join(", "));
      const same = outputs.every((values, k) => values.every((x, i) => Object.is(x, apart.outputs[k]![i])));
      demand(same, () => `output ${pair[0]} over input ${pair[1]} gives other bits`);
    }
  };

  const inSeveral = (call: Call<S>): void => {
    const data = dataOf(law, call);
    const [whole, parts] = [outcome(law, runtime, call, data), outcome(law, divided, call, data)];
    demand(parts.broken.length === 0, () => parts.broken.join(", "));
    const same = parts.outputs.every((values, k) => values.every((x, i) => Object.is(x, whole.outputs[k]![i])));
    demand(same, () => "several calls on parts give other bits");
  };

  return {
    "the values of the reference, and nothing written beside them": fc.property(calls(false), agreement),
    ...(law.specials?.length === 0
      ? {}
      : { "NaN, infinities, -0 and subnormals as the reference": fc.property(calls(true), agreement) }),
    "in parts as in one, bit for bit": fc.property(calls(true), inSeveral),
    ...(law.inPlace ? { "in place, bit for bit": fc.property(calls(true), inPlace) } : {}),
  };
};

/** Runs the kit on both builds. */
export const kernelLaws = <S>(law: KernelLaw<S>): void => {
  describe.each(runtimes)(`${law.title} ($simd)`, (runtime) => {
    for (const [name, property] of Object.entries(kernelProperties(law, runtime)))
      test(name, () => fc.assert(property));
  });
};
