/** A line as the pen left it: `x y radius` a point, in pixels. */
export type Trace = Float64Array;

/**
 * Draws a trace into `image`, `side` x `side` bytes, row by row: a pixel's grey is
 *
 *   255 clamp(1/2 + (r - d) / softness, 0, 1),
 *
 * with d the distance from the pixel's centre to the nearest point of the line and r the pen's radius there, so the
 * edge falls from ink to paper within `softness` pixels. Where lines cross, the darker wins.
 */
export const draw = (image: Uint8Array, side: number, trace: Trace, softness: number): void => {
  for (let point = 3; point < trace.length; point += 3) {
    const [x0, y0, r0] = [trace[point - 3]!, trace[point - 2]!, trace[point - 1]!];
    const [dx, dy, dr] = [trace[point]! - x0, trace[point + 1]! - y0, trace[point + 2]! - r0];
    const reach = Math.max(r0, r0 + dr) + softness / 2;
    const lengthSquared = dx * dx + dy * dy;
    const left = Math.max(0, Math.ceil(Math.min(x0, x0 + dx) - reach));
    const right = Math.min(side - 1, Math.floor(Math.max(x0, x0 + dx) + reach));
    const top = Math.max(0, Math.ceil(Math.min(y0, y0 + dy) - reach));
    const bottom = Math.min(side - 1, Math.floor(Math.max(y0, y0 + dy) + reach));
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const along = lengthSquared === 0 ? 0 : ((x - x0) * dx + (y - y0) * dy) / lengthSquared;
        const t = Math.min(Math.max(along, 0), 1);
        const [ex, ey] = [x - x0 - t * dx, y - y0 - t * dy];
        const grey = 255 * (0.5 + (r0 + t * dr - Math.sqrt(ex * ex + ey * ey)) / softness) + 0.5;
        const pixel = y * side + x;
        if (grey > image[pixel]!) image[pixel] = Math.min(grey, 255);
      }
    }
  }
};
