/** What the declarations promise of files and pictures. */
import type { Failure, Runtime } from "elbo-ts";
import type { NdArray } from "elbo-ts/formats";
import { load, readArray, toPng } from "elbo-ts/node";
import { type Figure, figure, image, panel } from "elbo-ts/plot";
import type { either as E, taskEither as TE } from "fp-ts";

export const runtime: TE.TaskEither<Failure, Runtime> = load({ simd: "relaxed" });
export const array: TE.TaskEither<Failure, NdArray> = readArray("x.npy", { name: "X" });
const drawn: Figure = figure(panel([image({ values: Float32Array.of(0, 1), shape: [1, 2] })]));
export const bytes: E.Either<Failure, Uint8Array> = toPng(drawn);

// @ts-expect-error: the arrays of a file are of a known type
export const untyped: TE.TaskEither<Failure, string> = array;
