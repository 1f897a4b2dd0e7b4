import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { Positive } from "../core/ranges.js";
import { size } from "../core/shape.js";
import type { Kernels } from "../wasm/abi/index.js";
import { type Builder, plain, single } from "./compiledLayer.js";

const named = <Kind extends string>(kind: Kind) => t.readonly(t.strict({ kind: t.literal(kind) }));

const Relu = named("relu");
const Sigmoid = named("sigmoid");
const Tanh = named("tanh");
const Softplus = named("softplus");
const LeakyRelu = t.readonly(t.strict({ kind: t.literal("leakyRelu"), slope: Positive }));

/** A map of single numbers as data. */
export const Activation = t.union([Relu, LeakyRelu, Sigmoid, Tanh, Softplus]);
export type Activation = t.TypeOf<typeof Activation>;

/** max(x, 0), with the gradient 0 at 0 */
export const relu: Activation = { kind: "relu" };

/** x > 0 ? x : slope x, with the gradient `slope` at 0 */
export const leakyRelu = (slope: number): Activation => ({ kind: "leakyRelu", slope });

/** 1 / (1 + exp(-x)) */
export const sigmoid: Activation = { kind: "sigmoid" };

/** tanh(x) */
export const tanh: Activation = { kind: "tanh" };

/** log(1 + exp(x)), without the threshold of others */
export const softplus: Activation = { kind: "softplus" };

interface Maps {
  /** out = f(x) */
  readonly map: (out: number, x: number, n: number) => void;
  /** out = dy f'(x), from y = f(x) */
  readonly gradient: (out: number, dy: number, y: number, n: number) => void;
}

const mapsOf = (definition: Activation, kernels: Kernels): Maps => {
  switch (definition.kind) {
    case "relu":
      return { map: kernels.mapRelu32, gradient: kernels.gradRelu32 };
    case "sigmoid":
      return { map: kernels.mapSigmoid32, gradient: kernels.gradSigmoid32 };
    case "tanh":
      return { map: kernels.mapTanh32, gradient: kernels.gradTanh32 };
    case "softplus":
      return { map: kernels.mapSoftplus32, gradient: kernels.gradSoftplus32 };
    case "leakyRelu": {
      const { slope } = definition;
      return {
        map: (out, x, n) => kernels.mapLeakyRelu32(out, x, n, slope),
        gradient: (out, dy, y, n) => kernels.gradLeakyRelu32(out, dy, y, n, slope),
      };
    }
  }
};

/** y over x where that is allowed, dx over dy always: the gradient is a function of dy and y. */
export const activationLayer: Builder<Activation> = (definition, site) =>
  F.pipe(
    single(site),
    E.map((shape) =>
      plain(shape, false, ({ workspace: { kernels, arena }, batch }, x) => {
        const { map, gradient } = mapsOf(definition, kernels);
        const n = batch * size(shape);
        const y = site.overwrite ? x : arena.alloc32(n);
        map(y, x, n);
        return {
          y: [y],
          pullback: ([dy], { input }) => {
            if (!input) return [];
            gradient(dy!, dy!, y, n);
            return [dy!];
          },
        };
      }),
    ),
  );
