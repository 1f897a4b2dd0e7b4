import { type Block, leafBlock } from "./block.js";
import { type Colouring, colourScaleOf } from "./colourScale.js";
import { demand, demandField, type Floats, type Shape2 } from "./floats.js";
import { drawPixels } from "./mark/raster.js";
import { drawText, lineHeight, type Ruler, styles, wrap } from "./richText.js";
import { theme } from "./theme.js";

/** Small pictures of one shape in rows and columns. */
export interface ImageSheet extends Required<Colouring> {
  readonly _tag: "ImageSheet";
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

/**
 * A sheet of pictures, row by row, grey from 0 to 1 unless told otherwise (`domain: "data"`: the extremes of each).
 *
 * Without `columns`, one row. Throws a `RangeError` where a picture is not of the shape, or no size is positive.
 *
 * @example
 * imageSheet([[0, 1], [1, 0]], { shape: [1, 2], columns: 1, rowLabels: ["original", "decoded"] }).gap // => 3
 */
export const imageSheet = (
  images: readonly Floats[],
  options: Pick<ImageSheet, "shape"> & Partial<Omit<ImageSheet, "_tag" | "images">>,
): ImageSheet => {
  const sheet: ImageSheet = {
    _tag: "ImageSheet",
    images,
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
  images.forEach((values, i) => {
    demandField(`imageSheet, picture ${i}`, values, sheet.shape, 1);
  });
  demand(Number.isInteger(sheet.columns) && sheet.columns > 0, `imageSheet: ${sheet.columns} columns`);
  demand(sheet.zoom > 0 && sheet.gap >= 0, `imageSheet: zoom ${sheet.zoom} and gap ${sheet.gap}`);
  return sheet;
};

const { near } = theme.space;
const style = styles.tick;

/** Measures a sheet, and says how it is drawn. */
export const sheetBlock = (sheet: ImageSheet, ruler: Ruler): Block => {
  const { images, columns, zoom, gap, captions, rowLabels } = sheet;
  const [height, width] = [sheet.shape[0] * zoom, sheet.shape[1] * zoom];
  const rows = Math.max(1, Math.ceil(images.length / columns));
  const words = captions.flatMap((caption) => caption.split(/\s/)).map((word) => ruler(word, style) + near);
  // A column is as wide as the longest word above it.
  const pitch = Math.ceil(Math.max(width + gap, ...words));
  const above = captions.map((caption) => wrap(ruler, caption, style, pitch - near));
  const lines = Math.max(0, ...above.map(({ length }) => length));
  const labelWidth = Math.max(0, ...rowLabels.map((label) => ruler(label, style)));
  const overhang = captions.length > 0 ? (pitch - width) / 2 : 0;
  const inset = {
    top: lines > 0 ? lines * lineHeight(style) + near : 0,
    right: overhang,
    // A row label may be taller than a small picture.
    bottom: rowLabels.length > 0 ? Math.max(0, (style.size - height) / 2) : 0,
    left: Math.max(rowLabels.length > 0 ? labelWidth + 2 * near : 0, overhang),
  };
  return leafBlock((columns - 1) * pitch + width, rows * (height + gap) - gap, inset, (pen, area) => {
    images.forEach((values, i) => {
      const x = area.x + (i % columns) * pitch;
      const y = area.y + Math.floor(i / columns) * (height + gap);
      drawPixels(pen, values, sheet.shape, colourScaleOf(values, sheet), { x, y, width, height });
    });
    above.forEach((wrapped, column) => {
      const middle = area.x + column * pitch + width / 2;
      wrapped.forEach((line, i) => {
        const baseline = area.y - near - 2 - (wrapped.length - 1 - i) * lineHeight(style);
        drawText(pen, line, middle, baseline, style, { along: 0.5 });
      });
    });
    rowLabels.forEach((label, row) => {
      const middle = area.y + row * (height + gap) + height / 2;
      drawText(pen, label, area.x - 2 * near, middle, style, { along: 1, up: 0.5 });
    });
  });
};
