import type { Tensor } from "../core/tensor.js";
import type { Failure } from "../failure.js";
import type { Colouring } from "./colourScale.js";
import { type Floats, imagesOf, pictureShape, type Shape2, undrawable, wrongField } from "./values.js";

/** Small pictures of one shape in rows and columns. */
export interface ImageSheet extends Required<Colouring> {
  readonly kind: "imageSheet";
  readonly images: readonly Floats[];
  /** Rows and columns of one picture. */
  readonly shape: Shape2;
  /** Pictures in a row of the sheet. */
  readonly columns: number;
  /** CSS pixels a cell. */
  readonly zoom: number;
  /** CSS pixels between pictures; 0 for a manifold without seams. */
  readonly gap: number;
  /** Left of each row of the sheet. */
  readonly rowLabels: readonly string[];
  /** Above each column of the sheet. */
  readonly captions: readonly string[];
}

/** How a sheet is laid out and coloured. `shape` is that of a tensor's pictures, and one row [1, length] of others. */
export type SheetOptions = Partial<Omit<ImageSheet, "kind" | "images">>;

const isTensor = (images: Tensor | readonly Floats[]): images is Tensor => "data" in images;

/**
 * A sheet of pictures, row by row, grey from 0 to 1 unless told otherwise (`domain: "data"`: the extremes of each): of a
 * tensor [n, rows, columns] (of another with its `shape`), or of arrays that are each rows x columns.
 *
 * Without `columns`, one row. It cannot be drawn where a picture is not of the shape, or no size is positive.
 *
 * @example
 * imageSheet([[0, 1], [1, 0]], { shape: [1, 2], columns: 1, rowLabels: ["original", "decoded"] }).gap // => 3
 * imageSheet(tensor32([3, 2, 2], new Float32Array(12))).columns // => 3
 */
export const imageSheet = (pictures: Tensor | readonly Floats[], options: SheetOptions = {}): ImageSheet => {
  const images = isTensor(pictures) ? imagesOf(pictures, options) : pictures;
  return {
    kind: "imageSheet",
    images,
    shape: isTensor(pictures) ? pictureShape(pictures) : [1, images[0]?.length ?? 1],
    columns: Math.max(1, images.length),
    zoom: 2,
    gap: 3,
    rowLabels: [],
    captions: [],
    colours: "grey",
    domain: [0, 1],
    scale: "linear",
    ...options,
  };
};

/** What keeps a sheet from being drawn. */
export const wrongSheet = ({ images, shape, columns, zoom, gap }: ImageSheet): Failure | undefined => {
  if (!(Number.isInteger(columns) && columns > 0))
    return undrawable("a sheet of images", "a positive number of columns", `${columns}`);
  if (!(zoom > 0 && gap >= 0))
    return undrawable("a sheet of images", "a positive zoom and no negative gap", `zoom ${zoom} and gap ${gap}`);
  for (const [i, values] of images.entries()) {
    const wrong = wrongField(`image ${i} of a sheet`, values, shape, 1);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
};
