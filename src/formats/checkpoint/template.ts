/** The checkpoint of a fit of a hidden template: its arrays are "face", "stages.0.face", "best.face" and so on. */
import type { either as E } from "fp-ts";
import * as t from "io-ts";
import { Count, Natural } from "../../core/ranges.js";
import type { TemplateNotes } from "../../em/template/schedule.js";
import { checkExtents, shiftShape, type Template, type TemplateExtents } from "../../em/template/theta.js";
import type { Failure } from "../../failure.js";
import { type NdArray, ndarray } from "../ndarray.js";
import { type ArrayCodec, float64Array, tensorOf } from "./arrays.js";
import { boundsAfter, decodeFit, type EmCheckpoint, type EmCodec, encodeFit, tracedCodec } from "./em.js";

/** A fit of a template as it is kept. */
export type TemplateCheckpoint = EmCheckpoint<Template, TemplateNotes>;

const Stages = t.readonlyArray(t.strict({ images: Count, iterations: Natural }));

/** The stages that are over, but for what they found. */
interface StageNotes {
  readonly stages: t.TypeOf<typeof Stages>;
}

const sizeOf = ({ face, background }: Template): TemplateExtents => {
  const [height, width] = background.shape as [number, number];
  const [faceHeight, faceWidth] = face.shape as [number, number];
  return { height, width, faceHeight, faceWidth };
};

const theta: ArrayCodec<Template, TemplateExtents> = {
  arrays: (at, { face, background, noise, prior }) => [
    [`${at}face`, float64Array(face.shape, face.data)],
    [`${at}background`, float64Array(background.shape, background.data)],
    [`${at}noise`, float64Array([], [noise])],
    [`${at}prior`, float64Array(prior.shape, prior.data)],
  ],
  expected: (at, extents) =>
    (
      [
        ["face", [extents.faceHeight, extents.faceWidth]],
        ["background", [extents.height, extents.width]],
        ["noise", []],
        ["prior", shiftShape(extents)],
      ] as const
    ).map(([name, shape]) => ({ path: at + name, shape, dtype: "float64" })),
  value: (found, at) => ({
    face: tensorOf(found, `${at}face`),
    background: tensorOf(found, `${at}background`),
    noise: tensorOf(found, `${at}noise`).data[0]!,
    prior: tensorOf(found, `${at}prior`),
  }),
};

const traced = tracedCodec(theta);

const extra: EmCodec<Template, TemplateExtents, TemplateNotes, StageNotes>["extra"] = {
  arrays: (at, { stages, neverSeen, theta: { face, background } }) => [
    [`${at}neverSeen.face`, ndarray("uint8", face.shape, neverSeen.face)],
    [`${at}neverSeen.background`, ndarray("uint8", background.shape, neverSeen.background)],
    ...stages.flatMap((stage, i) => traced.arrays(`${at}stages.${i}.`, stage)),
  ],
  expected: (at, { size, notes: { stages } }) => [
    { path: `${at}neverSeen.face`, shape: [size.faceHeight, size.faceWidth], dtype: "uint8" },
    { path: `${at}neverSeen.background`, shape: [size.height, size.width], dtype: "uint8" },
    ...stages.flatMap(({ iterations }, i) =>
      traced.expected(`${at}stages.${i}.`, { size, bounds: boundsAfter(iterations) + 1 }),
    ),
  ],
  value: (found, at, { size, notes: { stages } }) => {
    const mask = (name: string): Uint8Array => (found[`${at}neverSeen.${name}`] as NdArray<"uint8">).data;
    return {
      neverSeen: { face: mask("face"), background: mask("background") },
      stages: stages.map((stage, i) => ({
        ...stage,
        ...traced.value(found, `${at}stages.${i}.`, { size, bounds: boundsAfter(stage.iterations) + 1 }),
      })),
    };
  },
};

const codec: EmCodec<Template, TemplateExtents, TemplateNotes, StageNotes> = {
  format: "elbo-ts template",
  hint: "name a checkpoint that em-face has written",
  size: t.strict({ height: Count, width: Count, faceHeight: Count, faceWidth: Count }),
  sizeOf,
  checkSize: checkExtents,
  theta,
  notes: { stages: Stages },
  notesOf: ({ stages }) => ({ stages: stages.map(({ images, iterations }) => ({ images, iterations })) }),
  extra,
};

/** The bytes of a checkpoint. */
export const encodeTemplate = (checkpoint: TemplateCheckpoint): E.Either<Failure, Uint8Array> =>
  encodeFit(codec, checkpoint);

/**
 * Reads the bytes of a checkpoint.
 *
 * Errors: as `decodeFit`; those of `checkExtents`.
 */
export const decodeTemplate = (bytes: Uint8Array, where: string): E.Either<Failure, TemplateCheckpoint> =>
  decodeFit(codec, bytes, where);
