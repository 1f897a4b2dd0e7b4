/** The checkpoint of a fit by EM as a file: where it is, and what it was asked for. One form for all models. */
import { either as E, function as F } from "fp-ts";
import type * as t from "io-ts";
import type { Fit, Position } from "../../em/fold.js";
import { type EmPosition, noneOver, type StartsOver } from "../../em/starts.js";
import { type Failure, locate } from "../../failure.js";
import {
  type ArrayCodec,
  type ExpectedArray,
  expectArrays,
  type FoundArrays,
  float64Array,
  type NamedArrays,
  tensorOf,
} from "./arrays.js";
import { type EmHeader, emHeader, headerOf, type OverHeader, type RunHeader } from "./emHeader.js";
import { type CheckpointKind, decodeAs, encodeAs } from "./form.js";

/** A fit as it is kept. */
export interface EmCheckpoint<Theta, Extra = unknown> {
  /** What the run was asked for, as data: a run that resumes from here must be asked for the same. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly position: EmPosition<Theta, Extra>;
}

/** What the form must know of a model. Notes: what the header has of `Extra`, which runs of the model carry besides. */
export interface EmCodec<Theta, Size, Extra = unknown, Notes = unknown> {
  /** What a file calls itself: "elbo-ts ...". */
  readonly format: string;
  /** What to try with a file of another program. */
  readonly hint: string;
  /** What tells the shapes of theta, for the header. */
  readonly size: t.Type<Size, unknown>;
  readonly sizeOf: (theta: Theta) => Size;
  readonly checkSize: (size: Size) => E.Either<Failure, unknown>;
  readonly theta: ArrayCodec<Theta, Size>;
  readonly notes: t.Props;
  readonly notesOf: (run: Extra) => Notes;
  readonly extra: ArrayCodec<Extra, { readonly size: Size; readonly notes: Notes }, Position<Theta> & Extra>;
}

/** The part of a codec of a model whose runs carry nothing besides theta and trace. */
export const withoutNotes: Pick<EmCodec<unknown, unknown>, "notes" | "notesOf" | "extra"> = {
  notes: {},
  notesOf: () => ({}),
  extra: { arrays: () => [], expected: () => [], value: () => ({}) },
};

/** Bounds in the trace of a position; what it comes to has the final log-likelihood too. */
export const boundsAfter = (iterations: number): number => (iterations === 0 ? 0 : iterations + 1);

/** theta and its trace. size: that of theta, and how many bounds. */
export const tracedCodec = <Theta, Size>(
  codec: ArrayCodec<Theta, Size>,
): ArrayCodec<Position<Theta>, { readonly size: Size; readonly bounds: number }> => ({
  arrays: (at, { theta, trace }) => [
    ...codec.arrays(at, theta),
    [`${at}trace`, float64Array([trace.length], trace)] as const,
  ],
  expected: (at, { size, bounds }) => [
    ...codec.expected(at, size),
    { path: `${at}trace`, shape: [bounds], dtype: "float64" },
  ],
  value: (found, at, { size }) => ({
    theta: codec.value(found, at, size),
    trace: [...tensorOf(found, `${at}trace`).data],
  }),
});

/** The kind of file: version 1. */
const kindOf = <Theta, Size, Extra, Notes>({
  format,
  hint,
  size,
  notes,
}: EmCodec<Theta, Size, Extra, Notes>): CheckpointKind<EmHeader<Size, Notes>> => ({
  format,
  version: "1",
  header: emHeader<Size, Notes>(size, notes),
  hint,
});

/** Before the names of the best of the starts that are over. */
const ofBest = "best.";

/** The bytes of a checkpoint. */
export const encodeFit = <Theta, Size, Extra, Notes>(
  codec: EmCodec<Theta, Size, Extra, Notes>,
  { settings, position }: EmCheckpoint<Theta, Extra>,
): E.Either<Failure, Uint8Array> => {
  const { underWay, best } = position;
  const traced = tracedCodec(codec.theta);
  const arraysOf = (at: string, run: Position<Theta> & Extra): NamedArrays => [
    ...traced.arrays(at, run),
    ...codec.extra.arrays(at, run),
  ];
  const ofStarts = best === undefined || E.isLeft(best) ? [] : arraysOf(ofBest, best.right);
  return encodeAs(kindOf(codec), {
    header: headerOf(settings, position, codec.sizeOf, codec.notesOf),
    tensors: new Map([...arraysOf("", underWay), ...ofStarts]),
  });
};

/** The position that a header and its arrays tell. */
const positionOf = <Theta, Size, Extra, Notes>(
  { theta, extra }: EmCodec<Theta, Size, Extra, Notes>,
  { extents: size, made, over, underWay }: EmHeader<Size, Notes>,
  found: FoundArrays,
): EmPosition<Theta, Extra> => {
  const runOf = (at: string, notes: RunHeader<Notes>): Position<Theta> & Extra => ({
    ...tracedCodec(theta).value(found, at, { size, bounds: 0 }),
    ...extra.value(found, at, { size, notes }),
  });
  const overOf = (kept: OverHeader<Notes>): StartsOver<Fit<Theta> & Extra> => {
    if (kept === null) return noneOver;
    const { bounds } = kept;
    if ("failure" in kept) return { bounds, best: E.left(kept.failure) };
    const { iterations, outcome } = kept.best;
    return { bounds, best: E.right({ ...runOf(ofBest, kept.best), iterations, outcome }) };
  };
  return { iterationsDone: made, ...overOf(over), underWay: runOf("", underWay) };
};

/** The arrays that a header calls for. */
const expectedBy = <Theta, Size, Extra, Notes>(
  { theta, extra }: EmCodec<Theta, Size, Extra, Notes>,
  { extents: size, over, underWay }: EmHeader<Size, Notes>,
): readonly ExpectedArray[] => {
  const run = (at: string, notes: RunHeader<Notes>, bounds: number): readonly ExpectedArray[] => [
    ...tracedCodec(theta).expected(at, { size, bounds }),
    ...extra.expected(at, { size, notes }),
  ];
  return [
    ...run("", underWay, boundsAfter(underWay.iterations)),
    ...(over !== null && "best" in over ? run(ofBest, over.best, boundsAfter(over.best.iterations) + 1) : []),
  ];
};

/**
 * Reads the bytes of a checkpoint.
 *
 * Errors: those of `decodeAs` and of the codec's `checkSize`; `MissingLeaf`, `UnknownLeaf`, `ShapeMismatch`,
 * `NotACheckpoint` with the name of the tensor.
 */
export const decodeFit = <Theta, Size, Extra, Notes>(
  codec: EmCodec<Theta, Size, Extra, Notes>,
  bytes: Uint8Array,
  where: string,
): E.Either<Failure, EmCheckpoint<Theta, Extra>> =>
  F.pipe(
    decodeAs(kindOf(codec), bytes, where),
    E.chain(({ header, tensors }) =>
      F.pipe(
        codec.checkSize(header.extents),
        E.chain(() => expectArrays(expectedBy(codec, header), Object.fromEntries(tensors))),
        E.bimap(locate(where), (found) => ({
          settings: header.settings,
          position: positionOf(codec, header, found),
        })),
      ),
    ),
  );
