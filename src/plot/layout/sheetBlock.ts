import { colourScaleOf } from "../colourScale.js";
import { drawPixels } from "../mark/raster.js";
import type { ImageSheet } from "../sheet.js";
import { theme } from "../theme.js";
import { type LayoutBlock, leafBlock } from "./block.js";
import { drawText, lineHeight, type Ruler, styles, wrap } from "./richText.js";

const { near } = theme.space;
const style = styles.tick;

/** Measures a sheet, and says how it is drawn. */
export const sheetBlock = (sheet: ImageSheet, ruler: Ruler): LayoutBlock => {
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
  return leafBlock((columns - 1) * pitch + width, rows * (height + gap) - gap, inset, (surface, area) => {
    images.forEach((values, i) => {
      const x = area.x + (i % columns) * pitch;
      const y = area.y + Math.floor(i / columns) * (height + gap);
      drawPixels(surface, values, sheet.shape, colourScaleOf(values, sheet), { x, y, width, height });
    });
    above.forEach((wrapped, column) => {
      const middle = area.x + column * pitch + width / 2;
      wrapped.forEach((line, i) => {
        const baseline = area.y - near - 2 - (wrapped.length - 1 - i) * lineHeight(style);
        drawText(surface, line, middle, baseline, style, { along: 0.5 });
      });
    });
    rowLabels.forEach((label, row) => {
      const middle = area.y + row * (height + gap) + height / 2;
      drawText(surface, label, area.x - 2 * near, middle, style, { along: 1, up: 0.5 });
    });
  });
};
