import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { function as F, taskEither as TE } from "fp-ts";
import type { ImageSet } from "../../data/labelledImages.js";
import type { Failure } from "../../failure.js";
import { fileFailure } from "../file.js";
import { idxSetIn, readIdxSet } from "./idxFolder.js";
import { readPictureFolder } from "./pictureFolder.js";

/**
 * Labelled pictures from a path: a folder with IDX files of pictures and labels, named as MNIST's are, packed or not;
 * one such file of pictures, its labels beside it; a folder of PNG or JPEG pictures of one size, in subfolders by class or not.
 *
 * Errors: `SeveralSets`, `NotImages`, `NotLabels`, `NoLabels`, `CountMismatch`, `SizeMismatch`, `TooFewImages`, and
 * those of `decodeIdx`, of pictures and of files.
 */
export const readImageSet = (path: string): TE.TaskEither<Failure, ImageSet> => {
  const names = (folder: string) => TE.tryCatch(() => readdir(folder), fileFailure(folder));
  const inFolder = F.pipe(
    names(path),
    TE.flatMap((names) =>
      F.pipe(
        TE.fromEither(idxSetIn(path, names)),
        TE.flatMap((images) =>
          images === undefined ? readPictureFolder(path) : readIdxSet(join(path, images), names),
        ),
      ),
    ),
  );
  const ofFile = () =>
    F.pipe(
      names(dirname(path)),
      TE.flatMap((names) => readIdxSet(path, names)),
    );
  return F.pipe(
    TE.tryCatch(() => stat(path), fileFailure(path)),
    TE.flatMap((found) => (found.isDirectory() ? inFolder : ofFile())),
  );
};
