import { readdir } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { either as E, function as F, taskEither as TE } from "fp-ts";
import { holdOut, type ImageSet, type LabelledImages } from "../../data/labelledImages.js";
import { badData, type Failure } from "../../failure.js";
import { type CanvasPackage, canvasPackage } from "../canvas.js";
import { fileFailure } from "../file.js";
import { type Grey, readGrey, type Size } from "./greyPicture.js";

const isPicture = (name: string): boolean => /\.(png|jpe?g)$/i.test(name) && !name.startsWith(".");

/** Pictures one after another, made of one size or all of that of the first: never more than one open file. */
const readAll =
  (paths: readonly string[], size?: Size) =>
  (canvas: CanvasPackage): TE.TaskEither<Failure, Grey> =>
  async () => {
    let [height, width] = [0, 0];
    let pixels = new Uint8Array(0);
    for (const [i, path] of paths.entries()) {
      const picture = await readGrey(canvas, path, size)();
      if (E.isLeft(picture)) return picture;
      if (i === 0) {
        ({ height, width } = picture.right);
        pixels = new Uint8Array(paths.length * height * width);
      } else if (picture.right.height !== height || picture.right.width !== width)
        return E.left(
          badData("SizeMismatch", "the pictures differ in size", {
            where: path,
            expected: `${height} x ${width}, as ${paths[0]}`,
            got: `${picture.right.height} x ${picture.right.width}`,
          }),
        );
      pixels.set(picture.right.pixels, i * height * width);
    }
    return E.right({ height, width, pixels });
  };

/** Names as people sort them: 2 before 10. The same order in every locale. */
const byName = new Intl.Collator("en", { numeric: true }).compare;

const listing = (folder: string) => TE.tryCatch(() => readdir(folder, { withFileTypes: true }), fileFailure(folder));

interface Class {
  readonly name: string;
  readonly paths: readonly string[];
}

const classOf = (folder: string): TE.TaskEither<Failure, Class> =>
  F.pipe(
    listing(folder),
    TE.map((entries) => ({
      name: basename(resolve(folder)),
      paths: entries
        .map(({ name }) => name)
        .filter(isPicture)
        .sort(byName)
        .map((name) => join(folder, name)),
    })),
  );

/** The folder itself if it holds pictures, else its subfolders. */
const classesOf = (folder: string): TE.TaskEither<Failure, readonly Class[]> =>
  F.pipe(
    listing(folder),
    TE.flatMap((entries) => {
      const inside = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
      const folders = inside
        .map(({ name }) => name)
        .sort(byName)
        .map((name) => join(folder, name));
      return TE.traverseSeqArray(classOf)(entries.some(({ name }) => isPicture(name)) ? [folder] : folders);
    }),
    TE.map((classes) => classes.filter(({ paths }) => paths.length > 0)),
    TE.filterOrElse(
      ({ length }) => length > 0 && length <= 256,
      ({ length }): Failure =>
        length === 0
          ? badData("NoPictures", "no IDX files and no pictures in this folder or its subfolders", {
              where: folder,
              expected: "train-images-idx3-ubyte, or digits/7/first.png",
            })
          : badData("TooManyClasses", "too many subfolders", {
              where: folder,
              expected: "at most 256",
              got: `${length}`,
            }),
    ),
  );

/** The pictures of a folder before any is held out. */
interface FolderPictures extends LabelledImages {
  /** Of the files, from the folder on. */
  readonly names: readonly string[];
  readonly classes: readonly string[];
}

/**
 * The pictures of a folder, PNG or JPEG, made of the size that is wanted or all of one. Subfolders, if the pictures are in
 * them, are their classes and name them; else all are of one class.
 *
 * Errors: `NoPictures`, `NotPicture`, `SizeMismatch`, `TooManyClasses`, `NoCanvas` and those of files.
 */
export const picturesInFolder = (folder: string, size?: Size): TE.TaskEither<Failure, FolderPictures> =>
  F.pipe(
    TE.Do,
    TE.bind("classes", () => classesOf(folder)),
    TE.bind("canvas", () => TE.fromIOEither(canvasPackage)),
    TE.bind("pictures", ({ canvas, classes }) =>
      readAll(
        classes.flatMap(({ paths }) => paths),
        size,
      )(canvas),
    ),
    TE.map(({ classes, pictures: { height, width, pixels } }) => {
      const labels = Uint8Array.from(classes.flatMap(({ paths }, label) => paths.map(() => label)));
      return {
        images: pixels,
        labels,
        count: labels.length,
        height,
        width,
        names: classes.flatMap(({ paths }) => paths.map((path) => relative(folder, path))),
        classes: classes.map(({ name }) => name),
      };
    }),
  );

/**
 * `picturesInFolder`, of which every seventh is held out.
 *
 * Errors: those of `picturesInFolder`; `TooFewImages`.
 */
export const readPictureFolder = (folder: string): TE.TaskEither<Failure, ImageSet> =>
  F.pipe(
    picturesInFolder(folder),
    TE.flatMapEither(({ classes, ...pictures }) => holdOut(pictures, classes)),
  );
