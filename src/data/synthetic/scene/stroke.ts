import { type PlanePoint, type Region, union } from "./distance.js";

/** Straight pieces that stand for a curve. */
const pieces = 8;

/** A straight line with round ends, its radius going from r0 to r1. */
export const line =
  ([x0, y0]: PlanePoint, [x1, y1]: PlanePoint, r0: number, r1 = r0): Region =>
  (x, y) => {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const t = Math.min(Math.max(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0), 1);
    const [ex, ey] = [x - x0 - t * dx, y - y0 - t * dy];
    return Math.sqrt(ex * ex + ey * ey) - r0 - t * (r1 - r0);
  };

/**
 * A stroke along the quadratic Bezier curve
 *
 *   p(t) = (1 - t)^2 p0 + 2 t (1 - t) p1 + t^2 p2,
 *
 * with the radius r0 at its ends and r1 in its middle.
 */
export const stroke = (p0: PlanePoint, p1: PlanePoint, p2: PlanePoint, r0: number, r1 = r0): Region => {
  const at = (t: number): PlanePoint => {
    const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    return [a * p0[0] + b * p1[0] + c * p2[0], a * p0[1] + b * p1[1] + c * p2[1]];
  };
  const radius = (t: number): number => r0 + 4 * t * (1 - t) * (r1 - r0);
  return union(
    ...Array.from({ length: pieces }, (_, i) => {
      const [t0, t1] = [i / pieces, (i + 1) / pieces];
      return line(at(t0), at(t1), radius(t0), radius(t1));
    }),
  );
};
