/**
 * The laws of a network, given as data. Bit for bit: apply is the first of vjp, the same again, arguments unchanged,
 * twice dy is twice its pullback, what is not wanted is not computed; in evaluation the rows of a batch do not meet and
 * nothing moves; a definition survives JSON. Within rounding: the outputs are those of the formula, and the pullback is
 * the transpose of its derivative.
 */

import fc from "fast-check";
import { either as E } from "fp-ts";
import { describe, test } from "vitest";
import { key } from "../../src/core/key.js";
import { type ReadonlyFloats, tensor } from "../../src/core/tensor.js";
import { Definition } from "../../src/nn/definition.js";
import { type Layer, layer, type Signal } from "../../src/nn/layer.js";
import type { Runtime } from "../../src/wasm/runtime.js";
import type { Drawn } from "../arbitraries/networks.js";
import { floats, type Scene, scenes, signal } from "../arbitraries/passes.js";
import { plain, runtimes } from "../arbitraries/runtimes.js";
import { type Evaluated, evaluate } from "../reference/network.js";

type Blocks = ReadonlyFloats;

/** What the laws are held against. */
export interface LayerLaw {
  readonly name: string;
  readonly networks: fc.Arbitrary<Drawn>;
}

const bits = (values: ReadonlyFloats): string => Array.from(values, (v) => (Object.is(v, -0) ? "-0" : v)).join();
const show = (values: Signal): string =>
  values.map(({ shape, data }) => `${shape.join("x")}: ${bits(data)}`).join("\n");

const demand = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Error(otherwise);
};

const same = (what: string, a: string, b: string): void => demand(a === b, `${what}\n${a}\nagainst\n${b}`);

const scaled = (values: Signal, by: number): Signal =>
  values.map(({ shape, data }) =>
    tensor(
      shape,
      Float32Array.from(data, (v) => by * v),
    ),
  );

const dot = (a: Iterable<number>, b: ReadonlyFloats): { readonly value: number; readonly magnitude: number } => {
  let value = 0;
  let magnitude = 0;
  let i = 0;
  for (const v of a) {
    value += v * b[i]!;
    magnitude += Math.abs(v * b[i]!);
    i++;
  }
  return { value, magnitude };
};

const flat = (values: Signal): Float64Array => Float64Array.from(values.flatMap(({ data }) => [...data]));
const norm = (values: Iterable<number>): number => Math.sqrt([...values].reduce((sum, v) => sum + v * v, 0));

/** The formula at a scene, moved by h along (u, w): parameters and inputs. */
const formula = (
  { definition, params, state, x, context }: Scene,
  h = 0,
  u: Blocks = params,
  w: Blocks = flat(x),
): Evaluated => {
  let from = 0;
  return evaluate(definition, {
    ...context,
    runtime: plain,
    params: Float64Array.from(params, (p, i) => p + h * u[i]!),
    state: Float64Array.from(state),
    x: x.map(({ shape, data }) => {
      const start = from;
      from += data.length;
      return { shape, data: Float64Array.from(data, (v, i) => v + h * w[start + i]!) };
    }),
  });
};

/**
 * A float32 has 2^-24; what is left, a factor of 2^12, covers sums of up to 2^6 terms and the gain of half a dozen
 * layers, none of which has a derivative beyond 2^2 for an output.
 */
const rounding = 2 ** -12;

/** A step at which a central difference in float64 is right to 2^-32: h^2 for the curvature, 2^-52 / h for rounding. */
const h = 2 ** -18;

/** Nearer than this to a kink, a float32 and a float64 may stand on different sides. */
const margin = 2 ** -10;

/** Past this an exponential of an exponential is on its way out of float32. */
const large = 2 ** 8;

/** Where float32 and float64 have the same derivative. */
const smooth = ({ kink, largest }: Evaluated): boolean => kink > margin && largest < large;

const withoutDraw = (definition: Definition): boolean => !JSON.stringify(definition).includes('"gaussian"');

type Law = (scene: Scene, subject: Layer<Blocks, Blocks>) => void;

const laws: Readonly<Record<string, Law>> = {
  "the outputs and the state of the formula, within 2^-12 (1 + the largest)": (scene, { apply }) => {
    const { params, state, x, context } = scene;
    const expected = formula(scene);
    fc.pre(smooth(expected));
    const got = apply(params, state, x, context);
    demand(got.y.length === expected.y.length, "another number of outputs");
    const agree = (what: string, a: ReadonlyFloats, b: ReadonlyFloats) => {
      demand(a.length === b.length, `${what}: ${a.length} numbers, not ${b.length}`);
      const allowed = rounding * (1 + Math.max(0, ...Array.from(b, Math.abs)));
      for (let i = 0; i < b.length; i++)
        demand(Math.abs(a[i]! - b[i]!) <= allowed, `${what}[${i}]: ${a[i]}, not ${b[i]} within ${allowed}`);
    };
    expected.y.forEach(({ shape, data }, k) => {
      same("shapes differ", got.y[k]!.shape.join("x"), shape.join("x"));
      agree(`y${k}`, got.y[k]!.data, data);
    });
    agree("state", got.state, expected.state);
  },

  "the predicted shapes": ({ network, params, state, x, context, batch }, { apply, init }) => {
    const predicted = init(context.key, network.inShapes);
    if (E.isLeft(predicted)) throw new Error("init fails");
    const shapes = apply(params, state, x, context).y.map(({ shape }) => shape.join("x"));
    same("shapes", shapes.join(), predicted.right.outShapes.map((shape) => [batch, ...shape].join("x")).join());
    demand(predicted.right.params.length === params.length, "another number of parameters");
    demand(predicted.right.state.length === state.length, "another number of running values");
  },

  "apply is the first of vjp, bit for bit": ({ params, state, x, context }, { apply, vjp }) => {
    const [a, v] = [apply(params, state, x, context), vjp(params, state, x, context)];
    same("y", show(a.y), show(v.y));
    same("state", bits(a.state), bits(v.state));
  },

  "the same again, and its arguments unchanged": ({ network, batch, params, state, x, context, seed }, { vjp }) => {
    const dy = signal(seed + 9, batch, network.outShapes);
    const given = () => [bits(params), bits(state), show(x), show(dy)].join("\n");
    const before = given();
    const once = vjp(params, state, x, context);
    const first = once.pullback(dy);
    const again = once.pullback(dy);
    same("arguments", given(), before);
    same("y", show(once.y), show(vjp(params, state, x, context).y));
    same("dx", show(first.dx), show(again.dx));
    same("dp", bits(first.dp), bits(again.dp));
  },

  "the pullback is the transpose of the derivative, within 2^-12 of the terms and of |u| |v|": (scene, { vjp }) => {
    const { network, batch, params, state, x, context, seed } = scene;
    fc.pre(smooth(formula(scene)));
    const [u, w] = [floats(seed + 20, params.length), floats(seed + 21, flat(x).length)];
    const dy = signal(seed + 22, batch, network.outShapes);
    const v = flat(dy);
    const values = (at: number) => formula(scene, at, u, w).y.flatMap(({ data }) => [...data]);
    const [up, down] = [values(h), values(-h)];
    const along = Float64Array.from(up, (value, i) => (value - down[i]!) / (2 * h));

    const { dp, dx } = vjp(params, state, x, context).pullback(dy);
    const [forward, byParams, byInput] = [dot(along, v), dot(dp, u), dot(flat(dx), w)];
    const back = byParams.value + byInput.value;
    const terms = forward.magnitude + byParams.magnitude + byInput.magnitude;
    const allowed = rounding * (terms + norm(v) * norm([...u, ...w]));
    demand(
      Math.abs(forward.value - back) <= allowed,
      `<v, J u> = ${forward.value}, <J^T v, u> = ${back}, allowed ${allowed}`,
    );
  },

  "twice dy, twice its pullback, bit for bit; and sums to sums, within 2^-12": (scene, { vjp }) => {
    const { network, batch, params, state, x, context, seed } = scene;
    fc.pre(formula(scene).largest < large);
    const { pullback } = vjp(params, state, x, context);
    const [a, b] = [signal(seed + 30, batch, network.outShapes), signal(seed + 40, batch, network.outShapes)];
    const both = a.map(({ shape, data }, k) =>
      tensor(
        shape,
        Float32Array.from(data, (v, i) => v + b[k]!.data[i]!),
      ),
    );
    const [ofA, ofB, ofBoth, ofTwice] = [pullback(a), pullback(b), pullback(both), pullback(scaled(a, 2))];
    same("2 dx", show(scaled(ofA.dx, 2)), show(ofTwice.dx));
    same("2 dp", bits(Float32Array.from(ofA.dp, (v) => 2 * v)), bits(ofTwice.dp));
    const all = ({ dp, dx }: typeof ofA) => [...dp, ...flat(dx)];
    const [pa, pb, pc] = [all(ofA), all(ofB), all(ofBoth)];
    const allowed = rounding * (norm(pa) + norm(pb) + norm(flat(both)));
    pc.forEach((sum, i) => {
      demand(Math.abs(sum - pa[i]! - pb[i]!) <= allowed, `at ${i}: ${sum}, not ${pa[i]! + pb[i]!}`);
    });
  },

  "in evaluation nothing moves, rows do not meet, and the key decides the draws alone, bit for bit": (
    { definition, params, state, x, batch, seed },
    { apply },
  ) => {
    const whole = apply(params, state, x, { mode: "eval", key: key(seed) });
    same("state", bits(whole.state), bits(state));
    if (!withoutDraw(definition)) return;
    same("another key", show(apply(params, state, x, { mode: "eval", key: key(seed + 1) }).y), show(whole.y));
    const row = (values: Signal, r: number): Signal =>
      values.map(({ shape, data }) => {
        const width = data.length / batch;
        return tensor([1, ...shape.slice(1)], Float32Array.from([...data].slice(r * width, (r + 1) * width)));
      });
    for (let r = 0; r < batch; r++) {
      const alone = apply(params, state, row(x, r), { mode: "eval", key: key(seed) });
      same(`row ${r}`, show(alone.y), show(row(whole.y, r)));
    }
  },

  "a definition survives JSON": ({ definition }) => {
    const read = Definition.decode(JSON.parse(JSON.stringify(Definition.encode(definition))));
    if (E.isLeft(read)) throw new Error("not read back");
    same("definition", JSON.stringify(read.right), JSON.stringify(definition));
  },
};

/** The kit as properties by name, for a test that expects them to fail. */
export const layerProperties = ({ networks }: LayerLaw, runtime: Runtime): Record<string, fc.IProperty<[Scene]>> =>
  Object.fromEntries(
    Object.entries(laws).map(([name, law]) => [
      name,
      fc.property(scenes(networks), (scene) => law(scene, layer(runtime, scene.definition))),
    ]),
  );

/** Runs the kit on both builds. */
export const layerLaws = (law: LayerLaw): void => {
  describe.each(runtimes)(`${law.name} ($simd)`, (runtime) => {
    for (const [name, property] of Object.entries(layerProperties(law, runtime))) test(name, () => fc.assert(property));
  });
};
