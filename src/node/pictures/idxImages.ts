import { apply, either as E, function as F } from "fp-ts";
import { showShape } from "../../core/shape.js";
import type { LabelledImages } from "../../data/labelledImages.js";
import { badData, type Failure } from "../../failure.js";
import * as idx from "../../formats/idx.js";

/** The bytes of a file, and its name for failures. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const imagesOf = (file: NamedBytes): E.Either<Failure, Omit<LabelledImages, "labels">> =>
  F.pipe(
    idx.decode(file.bytes, { where: file.name }),
    E.flatMap(({ dtype, shape, data }) => {
      const [count = 0, height = 0, width = 0] = shape;
      return data instanceof Uint8Array && shape.length === 3 && data.length > 0
        ? E.right({ images: data, count, height, width })
        : E.left(
            badData("NotImages", "these are not pictures", {
              where: file.name,
              expected: "uint8, count x rows x columns",
              got: `${dtype}, ${showShape(shape)}`,
            }),
          );
    }),
  );

/** Labels of any element type, as bytes. */
const labelsOf = (file: NamedBytes): E.Either<Failure, Uint8Array> =>
  F.pipe(
    idx.decode(file.bytes, { where: file.name }),
    E.flatMap(({ dtype, shape, data }) => {
      const labels = Uint8Array.from(data);
      return shape.length === 1 && labels.every((label, i) => label === data[i])
        ? E.right(labels)
        : E.left(
            badData("NotLabels", "these are not labels", {
              where: file.name,
              expected: "a row of whole numbers from 0 to 255",
              got: `${dtype}, ${showShape(shape)}`,
            }),
          );
    }),
  );

/**
 * Pictures from the bytes of an IDX file of images and of one of their labels.
 *
 * Errors: those of `decodeIdx`; `NotImages`, `NotLabels`; `CountMismatch` where there are not as many of both.
 */
export const idxImages = (images: NamedBytes, labels: NamedBytes): E.Either<Failure, LabelledImages> =>
  F.pipe(
    apply.sequenceT(E.Apply)(imagesOf(images), labelsOf(labels)),
    E.flatMap(([pictures, values]) =>
      values.length === pictures.count
        ? E.right({ ...pictures, labels: values })
        : E.left(
            badData("CountMismatch", `not the labels of ${images.name}`, {
              where: labels.name,
              expected: `${pictures.count} labels`,
              got: `${values.length}`,
            }),
          ),
    ),
  );
