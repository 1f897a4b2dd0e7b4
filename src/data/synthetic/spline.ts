import type { Stroke } from "./glyphs.js";

/** Points of a drawn line, `x0 y0 x1 y1 ...`. */
export type Polyline = Float64Array;

/** Straight pieces that stand for the curve between two places: under 1.5 pixels each at the size of a digit. */
const pieces = 6;

/**
 * The cubic Hermite curve through the places of a stroke, as a polyline,
 *
 *   p(t) = (2t^3 - 3t^2 + 1) p0 + (t^3 - 2t^2 + t) m0 + (3t^2 - 2t^3) p1 + (t^3 - t^2) m1,
 *
 * with Catmull and Rom's tangent `(next - previous) / 2` where the pen turns smoothly. At a corner the line arrives
 * along its last chord and leaves along its next one; `haste` in [0, 1] blends that into the smooth turn, as a
 * hurried hand does.
 *
 * Source: E. Catmull, R. Rom, "A class of local interpolating splines", 1974.
 */
export const spline = (stroke: Stroke, haste: number): Polyline => {
  const last = stroke.length - 1;
  const line = new Float64Array(2 * (last * pieces + 1));
  for (const [axis, name] of (["x", "y"] as const).entries()) {
    const at = (place: number) => stroke[Math.min(Math.max(place, 0), last)]![name];
    const tangent = (place: number, chord: number): number => {
      const smooth = (at(place + 1) - at(place - 1)) / 2;
      return stroke[place]!.corner ? haste * smooth + (1 - haste) * chord : smooth;
    };
    for (let place = 0; place < last; place++) {
      const [p0, p1] = [at(place), at(place + 1)];
      const [m0, m1] = [tangent(place, p1 - p0), tangent(place + 1, p1 - p0)];
      for (let piece = 0; piece < pieces; piece++) {
        const t = piece / pieces;
        line[2 * (place * pieces + piece) + axis] =
          p0 + t * (m0 + t * (3 * (p1 - p0) - 2 * m0 - m1 + t * (2 * (p0 - p1) + m0 + m1)));
      }
    }
    line[2 * last * pieces + axis] = at(last);
  }
  return line;
};
