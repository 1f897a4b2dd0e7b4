import { type Shape, sameShape, showShape } from "../../src/core/shape.js";
import type { Case, GoldenTensor } from "./read.js";

/** What an implementation computes in; it chooses between a case's `rtol, atol` and `rtol_f32, atol_f32`. */
export type Precision = "float64" | "float32";

/** One computed output: a number, flat values, or a tensor, whose shape is then compared too. */
export type Got = number | ArrayLike<number> | Values;

interface Values {
  readonly shape?: Shape;
  readonly data: ArrayLike<number>;
  /** 1 where the reference does not determine the element: it is not compared. */
  readonly free?: ArrayLike<number>;
}

/** The outputs of one case, under the reference's names. */
export type Outputs = Readonly<Record<string, Got>>;

const valuesOf = (got: Got): Values =>
  typeof got === "number" ? { shape: [], data: [got] } : "data" in got ? got : { data: got };

interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

const toleranceOf = (c: Case, reference: GoldenTensor, precision: Precision): Tolerance => {
  if (reference.dtype === "int64") return { rtol: 0, atol: 0 };
  if (precision === "float64") return { rtol: c.rtol, atol: reference.atol ?? c.atol };
  if (c.rtol_f32 === undefined) throw new RangeError(`${c.op} ${c.name} has no tolerance for float32`);
  return { rtol: c.rtol_f32, atol: reference.atol_f32 ?? c.atol_f32 ?? 0 };
};

/** |got - ref| <= atol + rtol |ref|; NaN matches NaN, an infinity only itself. */
export const close = (got: number, reference: number, { rtol, atol }: Tolerance): boolean =>
  got === reference ||
  (Number.isNaN(got) && Number.isNaN(reference)) ||
  (Number.isFinite(reference) && Math.abs(got - reference) <= atol + rtol * Math.abs(reference));

const compareOutput = (reference: GoldenTensor, got: Values, tolerance: Tolerance): readonly string[] => {
  if (got.shape !== undefined && !sameShape(got.shape, reference.shape))
    return [`: expected the shape ${showShape(reference.shape)}, got ${showShape(got.shape)}`];
  if (got.data.length !== reference.data.length)
    return [`: expected ${reference.data.length} values, got ${got.data.length}`];
  const complaints: string[] = [];
  for (let i = 0; i < reference.data.length; i++) {
    const [g, r] = [got.data[i]!, reference.data[i]!];
    if (got.free?.[i] || close(g, r, tolerance)) continue;
    const allowed = tolerance.atol + tolerance.rtol * Math.abs(r);
    complaints.push(`[${i}]: expected ${r}, got ${g}, off by ${Math.abs(g - r)} > ${allowed}`);
  }
  return complaints;
};

/**
 * What is wrong with the outputs of a case, a line an element: case, output, flat index, expected, got. `[]` where all
 * is well. A reference output that is missing is wrong, and so is an output that the reference does not have.
 */
export const compare = (c: Case, outputs: Outputs, precision: Precision): readonly string[] => {
  const title = `${c.op} ${c.name}`;
  const unknown = Object.keys(outputs).filter((name) => !(name in c.outputs));
  const wrong = Object.entries(c.outputs).flatMap(([name, reference]) => {
    const got = outputs[name];
    if (got === undefined) return [`${title}, ${name}: not computed`];
    const complaints = compareOutput(reference, valuesOf(got), toleranceOf(c, reference, precision));
    return complaints.map((complaint) => `${title}, ${name}${complaint}`);
  });
  return [...wrong, ...unknown.map((name) => `${title}, ${name}: the reference has no such output`)];
};
