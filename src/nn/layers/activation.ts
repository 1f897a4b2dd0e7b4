import { either as E, function as F } from "fp-ts";
import * as t from "io-ts";
import { Positive } from "../../core/ranges.js";
import { size } from "../../core/shape.js";
import type { Kernels } from "../../wasm/abi/index.js";
import { type DataOf, type LayerData, type LayerKind, plain, single } from "../layerKind.js";

interface Maps {
  /** out = f(x) */
  readonly map: (out: number, x: number, n: number) => void;
  /** out = dy f'(x), from y = f(x) */
  readonly gradient: (out: number, dy: number, y: number, n: number) => void;
}

/** y over x where that is allowed, dx over dy always: the gradient is a function of dy and y. */
const elementwise = <Data extends LayerData>(
  kind: Data["kind"],
  codec: t.Type<Data>,
  mapsOf: (kernels: Kernels, data: Data) => Maps,
): LayerKind<Data> => ({
  kind,
  codec,
  build: (data, context) =>
    F.pipe(
      single(context),
      E.map((shape) =>
        plain(shape, false, ({ workspace: { kernels, arena }, batch }, x) => {
          const { map, gradient } = mapsOf(kernels, data);
          const n = batch * size(shape);
          const y = context.overwrite ? x : arena.alloc32(n);
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
    ),
});

const named = <Kind extends string>(kind: Kind) => t.readonly(t.strict({ kind: t.literal(kind) }));

const Relu = named("relu");

/** max(x, 0), with the gradient 0 at 0 */
export const relu: t.TypeOf<typeof Relu> = { kind: "relu" };

const LeakyRelu = t.readonly(t.strict({ kind: t.literal("leakyRelu"), slope: Positive }));

/** x > 0 ? x : slope x, with the gradient `slope` at 0 */
export const leakyRelu = (slope: number): t.TypeOf<typeof LeakyRelu> => ({ kind: "leakyRelu", slope });

const Sigmoid = named("sigmoid");

/** 1 / (1 + exp(-x)) */
export const sigmoid: t.TypeOf<typeof Sigmoid> = { kind: "sigmoid" };

const Tanh = named("tanh");

/** tanh(x) */
export const tanh: t.TypeOf<typeof Tanh> = { kind: "tanh" };

const Softplus = named("softplus");

/** log(1 + exp(x)), without the threshold of others */
export const softplus: t.TypeOf<typeof Softplus> = { kind: "softplus" };

/** Maps of single numbers. */
export const activations = [
  elementwise("relu", Relu, ({ mapRelu32, gradRelu32 }) => ({ map: mapRelu32, gradient: gradRelu32 })),
  elementwise("leakyRelu", LeakyRelu, ({ mapLeakyRelu32, gradLeakyRelu32 }, { slope }) => ({
    map: (out, x, n) => mapLeakyRelu32(out, x, n, slope),
    gradient: (out, dy, y, n) => gradLeakyRelu32(out, dy, y, n, slope),
  })),
  elementwise("sigmoid", Sigmoid, ({ mapSigmoid32, gradSigmoid32 }) => ({
    map: mapSigmoid32,
    gradient: gradSigmoid32,
  })),
  elementwise("tanh", Tanh, ({ mapTanh32, gradTanh32 }) => ({ map: mapTanh32, gradient: gradTanh32 })),
  elementwise("softplus", Softplus, ({ mapSoftplus32, gradSoftplus32 }) => ({
    map: mapSoftplus32,
    gradient: gradSoftplus32,
  })),
] as const;

/** A map of single numbers as data. */
export type Activation = DataOf<(typeof activations)[number]>;
