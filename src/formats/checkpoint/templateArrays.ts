/** The tensors of a kept fit of a hidden template by their names: "face", "stages.0.face", "best.face". */
import type { Shape } from "../../core/shape.js";
import { type Tensor, tensor } from "../../core/tensor.js";
import { type Extents, shiftShape } from "../../em/template/extents.js";
import type { PlanPosition } from "../../em/template/schedule.js";
import type { Template } from "../../em/template/theta.js";
import { type DType, type NdArray, ndarray } from "../ndarray.js";
import type { Stages } from "./templateHeader.js";

/** A plan up to some point: a position, or what it came to. */
export type Run = Pick<PlanPosition, "theta" | "trace" | "stages" | "neverSeen">;

/** An array that a file must have. */
export interface ExpectedArray {
  readonly path: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

type Named = readonly (readonly [name: string, array: NdArray])[];

const foundArrays = (at: string, { theta, trace }: Pick<Run, "theta" | "trace">): Named => {
  const floats = (shape: Shape, values: Iterable<number>) => ndarray("float64", shape, Float64Array.from(values));
  const { face, background, noise, prior } = theta;
  return [
    [`${at}face`, floats(face.shape, face.data)],
    [`${at}background`, floats(background.shape, background.data)],
    [`${at}noise`, floats([], [noise])],
    [`${at}prior`, floats(prior.shape, prior.data)],
    [`${at}trace`, floats([trace.length], trace)],
  ];
};

/** The arrays of a run, their names behind `at`. */
export const arraysOf = (at: string, run: Run): Named => [
  ...foundArrays(at, run),
  [`${at}neverSeen.face`, ndarray("uint8", run.theta.face.shape, run.neverSeen.face)],
  [`${at}neverSeen.background`, ndarray("uint8", run.theta.background.shape, run.neverSeen.background)],
  ...run.stages.flatMap((stage, i) => foundArrays(`${at}stages.${i}.`, stage)),
];

const foundPlaces = (extents: Extents, at: string, bounds: number): readonly ExpectedArray[] =>
  (
    [
      ["face", [extents.faceHeight, extents.faceWidth]],
      ["background", [extents.height, extents.width]],
      ["noise", []],
      ["prior", shiftShape(extents)],
      ["trace", [bounds]],
    ] as const
  ).map(([name, shape]) => ({ path: at + name, shape, dtype: "float64" }));

/** Bounds in the trace of a position; what it comes to has the final log-likelihood too. */
export const boundsAfter = (iterations: number): number => (iterations === 0 ? 0 : iterations + 1);

/** What `arraysOf` makes of a run with so many bounds in its trace. */
export const placesOf = (extents: Extents, at: string, stages: Stages, bounds: number): readonly ExpectedArray[] => [
  ...foundPlaces(extents, at, bounds),
  { path: `${at}neverSeen.face`, shape: [extents.faceHeight, extents.faceWidth], dtype: "uint8" },
  { path: `${at}neverSeen.background`, shape: [extents.height, extents.width], dtype: "uint8" },
  ...stages.flatMap(({ iterations }, i) => foundPlaces(extents, `${at}stages.${i}.`, boundsAfter(iterations) + 1)),
];

/** The run of arrays that are in their places: the inverse of `arraysOf`. */
export const runOf = (arrays: Readonly<Record<string, NdArray>>, at: string, stages: Stages): Run => {
  const floats = (name: string): Tensor => {
    const { shape, data } = arrays[name] as NdArray<"float64">;
    return tensor(shape, data);
  };
  const found = (before: string): Pick<Run, "theta" | "trace"> => {
    const theta: Template = {
      face: floats(`${before}face`),
      background: floats(`${before}background`),
      noise: floats(`${before}noise`).data[0]!,
      prior: floats(`${before}prior`),
    };
    return { theta, trace: [...floats(`${before}trace`).data] };
  };
  const mask = (name: string): Uint8Array => (arrays[`${at}neverSeen.${name}`] as NdArray<"uint8">).data;
  return {
    ...found(at),
    neverSeen: { face: mask("face"), background: mask("background") },
    stages: stages.map((stage, i) => ({ ...stage, ...found(`${at}stages.${i}.`) })),
  };
};
