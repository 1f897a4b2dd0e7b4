import { basename, dirname, join } from "node:path";
import { apply, either as E, function as F, taskEither as TE } from "fp-ts";
import { holdOut, type ImageSet, imageSet, type LabelledImages } from "../../data/labelledImages.js";
import { badData, type Failure } from "../../failure.js";
import { readBytes } from "../file.js";
import { idxImages } from "./idxImages.js";

/** A name without `.gz`: the same file, packed or not. */
const stem = (name: string): string => name.replace(/\.gz$/i, "");

/** `images.idx3-ubyte`, `train-images-idx3-ubyte.gz`, `emnist-letters-test-images-idx3-ubyte`. */
const isImages = (name: string): boolean => /images.*idx3/i.test(name);

const isTest = (name: string): boolean => /(^|[^a-z])(t10k|test)([^a-z]|$)/i.test(name);

/** The file of `names` with that stem; unpacked rather than packed. */
const found = (names: readonly string[], wanted: string): string | undefined =>
  names.find((name) => name === wanted) ?? names.find((name) => stem(name) === wanted);

/** `train-images-idx3-ubyte` has its labels in `train-labels-idx1-ubyte`. */
const labelsName = (images: string): string =>
  stem(images)
    .replace(/images/i, "labels")
    .replace(/idx3/i, "idx1");

/** `x-train-images-idx3-ubyte` has its test pictures in `x-t10k-images-idx3-ubyte` or `x-test-images-idx3-ubyte`. */
const testNames = (images: string): readonly string[] =>
  /train/i.test(images) ? ["t10k", "test"].map((test) => stem(images).replace(/train/i, test)) : [];

const part = (folder: string, names: readonly string[], images: string): TE.TaskEither<Failure, LabelledImages> => {
  const wanted = labelsName(images);
  if (wanted === stem(images))
    return TE.left(
      badData("NotImages", "not IDX pictures by its name", {
        where: join(folder, images),
        expected: "a name such as train-images-idx3-ubyte",
      }),
    );
  const labels = found(names, wanted);
  if (labels === undefined)
    return TE.left(
      badData("NoLabels", "no labels beside these pictures", {
        where: join(folder, images),
        expected: `${wanted} or ${wanted}.gz`,
      }),
    );
  const file = (name: string) =>
    F.pipe(
      readBytes(join(folder, name)),
      TE.map((bytes) => ({ name: join(folder, name), bytes })),
    );
  return F.pipe(
    apply.sequenceT(TE.ApplyPar)(file(images), file(labels)),
    TE.flatMapEither(([images, labels]) => idxImages(images, labels)),
  );
};

/**
 * The set that a file of pictures begins: with the labels beside it and, if its name says "train", the test pictures
 * beside it; else every seventh picture is held out. `names` are the files of its folder.
 *
 * Errors: `NotImages`, `NoLabels`, and those of `idxImages`, `imageSet` and `holdOut`.
 */
export const readIdxSet = (path: string, names: readonly string[]): TE.TaskEither<Failure, ImageSet> => {
  const [folder, images] = [dirname(path), basename(path)];
  const test = testNames(images).flatMap((name) => found(names, name) ?? [])[0];
  const train = part(folder, names, images);
  return test === undefined
    ? F.pipe(train, TE.flatMapEither(holdOut))
    : F.pipe(
        apply.sequenceT(TE.ApplyPar)(train, part(folder, names, test)),
        TE.flatMapEither(([train, test]) => imageSet(train, test)),
      );
};

/**
 * The one file among a folder's `names` that its set begins with, if there are IDX pictures at all.
 *
 * Errors: `SeveralSets` where more than one could be meant.
 */
export const idxSetIn = (folder: string, names: readonly string[]): E.Either<Failure, string | undefined> => {
  const images = names.filter((name) => isImages(name) && found(names, stem(name)) === name);
  const candidates = images.length > 1 ? images.filter((name) => !isTest(name)) : images;
  return candidates.length < 2
    ? E.right(candidates[0])
    : E.left(
        badData("SeveralSets", "several files of pictures", {
          where: folder,
          got: candidates.join(", "),
          hint: "name one of them",
        }),
      );
};
