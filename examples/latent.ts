/**
 * A trained model put to use: pictures encoded, decoded, denoised, drawn, and told apart by how likely they are.
 *
 *   npx tsx examples/vae-mnist.ts --checkpoint out/checkpoints
 *   npx tsx examples/latent.ts --checkpoint out/checkpoints
 *   npx tsx examples/latent.ts --checkpoint out/checkpoints --data my-pictures --do encode,reconstruct
 */

import { either as E, function as F, readonlyArray as RA, taskEither as TE } from "fp-ts";
import { type Metric, program, runIfMain, writeAll } from "../src/cli/index.js";
import { describe, type Failure, orThrow } from "../src/failure.js";
import { key, type Tensor } from "../src/flat.js";
import { ndarray } from "../src/formats/ndarray.js";
import * as codec from "../src/formats/npy/index.js";

import { toPng } from "../src/node/canvas.js";
import { figure } from "../src/plot/index.js";
import { obstacle } from "./latent/able.js";
import { type Bench, type Done, done } from "./latent/deeds.js";
import { given } from "./latent/given.js";
import { likelihood } from "./latent/likelihood.js";
import { type Opened, open } from "./latent/open.js";
import { type Deed, flags, isAsked, type Run, refine, wanted } from "./latent/settings.js";

const npy = ({ shape, data }: Tensor): Uint8Array =>
  orThrow(
    codec.encode(
      data instanceof Float64Array
        ? ndarray("float64", shape, data)
        : ndarray("float32", shape, Float32Array.from(data)),
    ),
  );

const mean = (values: ArrayLike<number>): number =>
  Float64Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

const figureOf = ({ content, ...texts }: NonNullable<Done["sheet"]>, caution: string | undefined) =>
  figure(content, { ...texts, ...(caution && { notice: caution }) });

/** Files of a deed: arrays, a sheet and a film. */
const filesOf = (
  deed: Deed,
  { given: { caution } }: Bench,
  { arrays, sheet, film }: Done,
): E.Either<Failure, Readonly<Record<string, Uint8Array>>> =>
  F.pipe(
    film === undefined ? E.right<Failure, Uint8Array | undefined>(undefined) : film(),
    E.map((bytes: Uint8Array | undefined) => ({
      ...Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${name}.npy`, npy(array)])),
      ...(sheet && { [`${deed}.png`]: orThrow(toPng(figureOf(sheet, caution))) }),
      ...(bytes && { [`${deed}.gif`]: bytes }),
    })),
  );

/** Does one deed and writes what it leaves. */
const perform =
  (run: Run, bench: Bench) =>
  (deed: Deed): TE.TaskEither<Failure, Done> => {
    const { vae } = bench.opened;
    const work: TE.TaskEither<Failure, Done> =
      deed !== "likelihood" ? TE.fromIO(() => done[deed](bench)) : likelihood(run, bench, vae!);
    return run.phase(
      deed,
      F.pipe(
        work,
        TE.chainFirst((made) =>
          F.pipe(
            TE.fromEither(filesOf(deed, bench, made)),
            TE.chain((files) => writeAll(run, files)),
          ),
        ),
      ),
    );
  };

/** What can be done; the first thing that was asked for and cannot be is a failure. */
const feasible = (run: Run, bench: Bench, deeds: readonly Deed[]): E.Either<Failure, readonly Deed[]> =>
  F.pipe(
    deeds,
    RA.traverse(E.Applicative)((deed): E.Either<Failure, readonly Deed[]> => {
      const why = obstacle(deed, bench.settings, bench.opened, bench.given);
      if (why === undefined) return E.right([deed]);
      if (isAsked(bench.settings, deed)) return E.left(why);
      const { where: _, ...reason } = why;
      run.notice(`no ${deed}: ${describe(reason)}`);
      return E.right([]);
    }),
    E.map((found) => found.flat()),
  );

const told = ({ kind, model, epochs, path }: Opened): string =>
  `${kind} of ${model.shape.join(" x ")} pictures, ${model.latent} numbers a code, after ${epochs} epochs: ${path}`;

export const latent = program({
  name: "latent",
  summary: "puts a trained autoencoder to use: codes, reconstructions, samples, ways between pictures, likelihoods",
  flags,
  refine,
  examples: [
    { argv: "--checkpoint out/checkpoints", does: "all that the model can, with test digits" },
    {
      argv: "--checkpoint out/checkpoints --data my-pictures --do encode,reconstruct",
      does: "a folder of PNG or JPEG pictures, one of them, or an NPY, NPZ or IDX file",
    },
    { argv: "--checkpoint out/checkpoints --data photo.jpg --resize --invert", does: "ink on paper, of any size" },
    {
      argv: "--checkpoint out/checkpoints --data my-pictures --do likelihood --json found.json",
      does: "which of them are odd: log p(x) of each file",
    },
    { argv: "--checkpoint out/checkpoints --do sample --count 1000", does: "a data set of pictures nobody wrote" },
    { argv: "--checkpoint out/checkpoints --do decode --codes codes.npy", does: "pictures of your codes" },
    { argv: "--checkpoint out/checkpoints --between 3 8 --arithmetic 2 0 9", does: "pictures by their numbers" },
  ],
  run: (context) =>
    F.pipe(
      TE.Do,
      TE.bind("opened", () => context.phase("load", open(context.runtime, context.settings.checkpoint!))),
      TE.chainFirstIOK(
        ({ opened }) =>
          () =>
            context.log(told(opened)),
      ),
      TE.bind("given", ({ opened }) => context.phase("load", given(context, opened, wanted(context.settings)))),
      TE.bind("bench", ({ opened, given }) =>
        TE.right<Failure, Bench>({ opened, given, settings: context.settings, key: key(context.settings.seed) }),
      ),
      TE.bind("deeds", ({ bench }) => TE.fromEither(feasible(context, bench, wanted(context.settings)))),
      TE.bind("made", ({ bench, deeds }) => F.pipe(deeds, TE.traverseSeqArray(perform(context, bench)))),
      TE.map(({ opened, given: { pictures }, deeds, made }) => {
        const columns: Readonly<Record<string, ArrayLike<number>>> = Object.assign({}, ...made.map((of) => of.columns));
        const { names } = pictures;
        return {
          data: {
            checkpoint: opened.path,
            kind: opened.kind,
            epochs: opened.epochs,
            latent: opened.model.latent,
            shape: opened.model.shape,
            pictures: names.length,
            done: deeds,
          },
          metrics: names.map(
            (name, i): Metric => ({
              picture: i,
              name,
              ...Object.fromEntries(Object.entries(columns).map(([column, values]) => [column, values[i]!])),
            }),
          ),
          figures: {
            pictures: names.length,
            ...Object.fromEntries(Object.entries(columns).map(([column, values]) => [column, mean(values)])),
          },
        };
      }),
    ),
});

await runIfMain(import.meta.url, latent);
