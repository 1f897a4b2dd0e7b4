/** A rectangle in CSS pixels, y downwards. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Room around a rectangle. */
export interface Inset {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** The rectangle with its room. */
export const outset = ({ x, y, width, height }: Rect, { top, right, bottom, left }: Inset): Rect => ({
  x: x - left,
  y: y - top,
  width: width + left + right,
  height: height + top + bottom,
});

/** Whether two rectangles share interior points. */
export const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Whether a point lies in a rectangle, borders included. */
export const holds = (rect: Rect, x: number, y: number): boolean =>
  x >= rect.x && x <= rect.x + rect.width && y >= rect.y && y <= rect.y + rect.height;

/**
 * Whether the segment from (x0, y0) to (x1, y1) meets a rectangle.
 *
 * Source: Y.-D. Liang and B. A. Barsky, "A New Concept and Method for Line Clipping", 1984: the part of the segment
 * inside each of four half planes, intersected.
 */
export const crosses = (rect: Rect, x0: number, y0: number, x1: number, y1: number): boolean => {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const sides = [
    [-dx, x0 - rect.x],
    [dx, rect.x + rect.width - x0],
    [-dy, y0 - rect.y],
    [dy, rect.y + rect.height - y0],
  ] as const;
  let [from, to] = [0, 1];
  for (const [p, q] of sides) {
    if (p === 0) {
      if (q < 0) return false;
    } else if (p < 0) from = Math.max(from, q / p);
    else to = Math.min(to, q / p);
  }
  return from <= to;
};
