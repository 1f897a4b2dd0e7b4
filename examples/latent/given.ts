/** The pictures and codes that a run is given. */
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { loadDataset } from "../../src/cli/data/dataset.js";
import { badData, type Failure } from "../../src/failure.js";
import { type Shape, showShape, type Tensor, take, tensor } from "../../src/flat.js";
import { ndarray, toFloat32 } from "../../src/formats/ndarray.js";
import { readArray } from "../../src/node/arrays.js";
import { type Pictures, picturesOf, readPictures } from "../../src/node/pictures/readPictures.js";
import type { Opened } from "./open.js";
import type { Deed, Run } from "./settings.js";

/** What there is to work on. */
export interface Given {
  readonly pictures: Pictures;
  /** [n, latent]; none unless the user has some. */
  readonly codes: Tensor;
  /** Repeated on each figure. */
  readonly caution: string | undefined;
}

/** The rows from..to of a tensor. */
export const rows = (x: Tensor, from: number, to: number): Tensor =>
  take(
    x,
    Array.from({ length: to - from }, (_, i) => from + i),
  );

const none = (shape: Shape): Given => ({
  pictures: { x: tensor([0, ...shape], new Float32Array()), names: [], labels: new Uint8Array(), classes: [""] },
  codes: tensor([0, 1], new Float32Array()),
  caution: undefined,
});

const firstOf = ({ x, names, labels, classes }: Pictures, most: number): Pictures => {
  const count = Math.min(most, names.length);
  return { x: rows(x, 0, count), names: names.slice(0, count), labels: labels.subarray(0, count), classes };
};

type Found = Pick<Given, "pictures" | "caution">;

/** MNIST's test pictures, or drawn ones, where the user has none. */
const ownDigits = (run: Run, shape: Shape): TE.TaskEither<Failure, Found> =>
  F.pipe(
    loadDataset(run),
    TE.chainEitherK(({ test, classes, source, caution }) =>
      F.pipe(
        picturesOf(ndarray("uint8", [test.count, test.height, test.width], test.images), shape, {
          where: `${source} digits`,
        }),
        E.bimap(
          (failure): Failure => ({ ...failure, hint: "name pictures of the model's size with --data" }),
          (pictures) => ({ pictures: { ...pictures, labels: test.labels, classes }, caution }),
        ),
      ),
    ),
  );

/** Ink becomes paper, and paper ink. */
const inverted = ({ shape, data }: Tensor): Tensor =>
  tensor(
    shape,
    Float32Array.from(data, (grey) => 1 - grey),
  );

/** What a user can do about pictures of another size. */
const hinted = (failure: Failure): Failure =>
  failure.kind === "SizeMismatch" ? { ...failure, hint: "--resize scales them to the model's size" } : failure;

const picturesFor = (run: Run, shape: Shape): TE.TaskEither<Failure, Found> => {
  const { data, first, resize, invert } = run.settings;
  const found: TE.TaskEither<Failure, Found> =
    data === undefined
      ? ownDigits(run, shape)
      : F.pipe(
          readPictures(data, shape, { resize }),
          TE.bimap(hinted, (pictures) => ({
            pictures: invert ? { ...pictures, x: inverted(pictures.x) } : pictures,
            caution: undefined,
          })),
        );
  return F.pipe(
    found,
    TE.chainFirstIOK(({ pictures: { names } }) => () => {
      if (data !== undefined && names.length > first)
        run.notice(`the first ${first} of ${names.length} pictures; --first ${names.length} takes all`);
    }),
    TE.map(({ pictures, caution }) => ({ pictures: firstOf(pictures, first), caution })),
  );
};

const codesFrom = (path: string, latent: number): TE.TaskEither<Failure, Tensor> =>
  F.pipe(
    readArray(path),
    TE.chainEitherKW(toFloat32),
    TE.chainEitherK(({ shape, data }) => {
      const fits = data.length > 0 && shape.length <= 2 && shape.at(-1) === latent;
      const finite = Array.from(data).every(Number.isFinite);
      return fits && finite
        ? E.right(tensor([data.length / latent, latent], data))
        : E.left<Failure, Tensor>(
            badData("NotCodes", "not codes of this model", {
              where: path,
              expected: `finite numbers, n x ${latent}`,
              got: fits ? "others" : showShape(shape),
            }),
          );
    }),
  );

/** Deeds that need no pictures. */
const alone: readonly Deed[] = ["decode", "sample"];

/**
 * Reads what the deeds are done with.
 *
 * Errors: those of `readPictures`; `NotCodes`.
 */
export const given = (run: Run, { model }: Opened, deeds: readonly Deed[]): TE.TaskEither<Failure, Given> => {
  const { codes } = run.settings;
  const nothing = none(model.shape);
  return F.pipe(
    deeds.some((deed) => !alone.includes(deed)) ? picturesFor(run, model.shape) : TE.right(nothing),
    TE.bind("codes", () =>
      codes !== undefined ? codesFrom(codes, model.latent) : TE.right<Failure, Tensor>(nothing.codes),
    ),
  );
};
