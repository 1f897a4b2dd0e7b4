import { either as E } from "fp-ts";
import type { Shape } from "../../core/shape.js";
import { badData, type Failure } from "../../failure.js";

/** The size of the pictures and of the face hidden in them, in pixels. */
export interface Extents {
  readonly height: number;
  readonly width: number;
  readonly faceHeight: number;
  readonly faceWidth: number;
}

/** How many shifts downwards (dy) and to the right (dx) keep the face inside the picture. */
export interface Shifts {
  readonly dys: number;
  readonly dxs: number;
  /** dys * dxs; shift number d is dy * dxs + dx. */
  readonly count: number;
}

/**
 * The shifts of a face: (H - h + 1) x (W - w + 1).
 *
 * @example
 * shiftsOf({ height: 100, width: 200, faceHeight: 100, faceWidth: 73 }) // => { dys: 1, dxs: 128, count: 128 }
 */
export const shiftsOf = ({ height, width, faceHeight, faceWidth }: Extents): Shifts => {
  const dys = height - faceHeight + 1;
  const dxs = width - faceWidth + 1;
  return { dys, dxs, count: dys * dxs };
};

/** The shape of a table over the shifts: [D] for a face as high as the picture, else [Dy, Dx]. */
export const shiftShape = (extents: Extents): Shape => {
  const { dys, dxs } = shiftsOf(extents);
  return extents.faceHeight === extents.height ? [dxs] : [dys, dxs];
};

/**
 * Checks that the face fits.
 *
 * Errors: `FaceTooLarge` where it is larger than the picture, `EmptyFace` where a side is not a positive integer.
 */
export const checkExtents = (extents: Extents): E.Either<Failure, Extents> => {
  const { height, width, faceHeight, faceWidth } = extents;
  if (![faceHeight, faceWidth].every((side) => Number.isInteger(side) && side > 0))
    return E.left(
      badData("EmptyFace", "a face has no pixels", {
        expected: "a height and a width of at least 1",
        got: `${faceHeight} x ${faceWidth}`,
      }),
    );
  if (faceHeight > height || faceWidth > width)
    return E.left(
      badData("FaceTooLarge", "the face does not fit into the picture", {
        expected: `at most ${height} x ${width} (height x width)`,
        got: `${faceHeight} x ${faceWidth}`,
        hint: "give a smaller width or height",
      }),
    );
  return E.right(extents);
};
