import { either as E } from "fp-ts";
import type * as t from "io-ts";
import type { Outputs, Precision } from "./compare.js";
import type { Case, GoldenTensor } from "./read.js";

/** Runs one case: its inputs and attributes in, its outputs out, under the reference's names. */
export type Op = (c: Case) => Outputs;

/** The operations of one part of the library, all in one precision. Two topics may cover the same operation. */
export interface Topic {
  readonly name: string;
  readonly precision: Precision;
  readonly ops: Readonly<Record<string, Op>>;
}

/** Every case of an operation is run; float32 takes those meant for it. */
export const covers = ({ precision, ops }: Topic, c: Case): boolean =>
  c.op in ops && (precision === "float64" || c.rtol_f32 !== undefined);

/**
 * An input by its name: shape and float64 data. Throws where the case has none.
 *
 * @example
 * const { data, shape } = input(c, "x")
 */
export const input = (c: Case, name: string): GoldenTensor => {
  const tensor = c.inputs[name];
  if (tensor === undefined) throw new RangeError(`${c.op} ${c.name} has no input ${name}`);
  return tensor;
};

/**
 * The attributes as `codec` types them. Throws where they differ.
 *
 * @example
 * const { reduction } = attributes(c, t.type({ reduction: t.string }))
 */
export const attributes = <A>(c: Case, codec: t.Decoder<unknown, A>): A => {
  const decoded = codec.decode(c.attrs);
  if (E.isLeft(decoded)) throw new RangeError(`${c.op} ${c.name}: attributes ${JSON.stringify(c.attrs)}`);
  return decoded.right;
};

/** Only the outputs that this case has a reference for: some cases leave a gradient out. */
export const asked = (c: Case, outputs: Outputs): Outputs =>
  Object.fromEntries(Object.entries(outputs).filter(([name]) => name in c.outputs));
