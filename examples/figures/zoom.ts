/** CSS pixels a cell, in halves, so that a picture of so many columns is about `wanted` wide. */
export const zoomFor = (columns: number, wanted: number): number =>
  Math.max(0.5, Math.round((2 * wanted) / columns) / 2);
