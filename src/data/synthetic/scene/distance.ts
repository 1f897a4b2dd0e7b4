/** A number at each place of the plane: x to the right, y down, in pixels. */
export type Field = (x: number, y: number) => number;

/** x^2 as a product, which is the same on every engine; a power need not be. */
export const squared = (x: number): number => x * x;

/**
 * A region: the distance in pixels from a place to its outline, negative within it.
 *
 * Source: J. C. Hart, "Sphere tracing: a geometric method for the antialiased ray tracing of implicit surfaces", 1996,
 * which builds solids of such distances with the least and the greatest.
 */
export type Region = Field;

/** A place as `[x, y]`. */
export type PlanePoint = readonly [x: number, y: number];

/** What lies in any of the regions. */
export const union =
  (...regions: readonly Region[]): Region =>
  (x, y) => {
    let least = Infinity;
    for (const region of regions) least = Math.min(least, region(x, y));
    return least;
  };

/** What lies in all of the regions. */
export const both =
  (...regions: readonly Region[]): Region =>
  (x, y) => {
    let most = -Infinity;
    for (const region of regions) most = Math.max(most, region(x, y));
    return most;
  };

/** What lies outside the region. */
export const outside =
  (region: Region): Region =>
  (x, y) =>
    -region(x, y);

/**
 * An ellipse with its axes along x and y. The distance is that of the first order, `f / |grad f|` for
 * `f = (k^2 - 1) / 2 k`, `k^2 = (x / rx)^2 + (y / ry)^2`: exact for a circle and next to the outline.
 */
export const ellipse =
  (cx: number, cy: number, rx: number, ry = rx): Region =>
  (x, y) => {
    const [u, v] = [(x - cx) / rx, (y - cy) / ry];
    const k = Math.sqrt(u * u + v * v);
    const slope = Math.sqrt(squared(u / rx) + squared(v / ry));
    return slope === 0 ? -Math.min(rx, ry) : (k * (k - 1)) / slope;
  };

/**
 * What lies above the arc of a circle from (cx - a, cy) over (cx, cy + sag) to (cx + a, cy): a lid, a lip, a smile.
 * A sag below 0 is an arch.
 */
export const aboveArc = (cx: number, cy: number, a: number, sag: number): Region => {
  const radius = (a * a + sag * sag) / (2 * Math.abs(sag));
  return sag > 0 ? ellipse(cx, cy + sag - radius, radius) : outside(ellipse(cx, cy + sag + radius, radius));
};

/** What lies below the curve `y = height(x)`; the distance is measured upright. */
export const below =
  (height: (x: number) => number): Region =>
  (x, y) =>
    height(x) - y;

/** A convex polygon, its corners in clockwise order as seen: the greatest of the distances to its sides. */
export const polygon = (...corners: readonly PlanePoint[]): Region =>
  both(
    ...corners.map(([x0, y0], i): Region => {
      const [x1, y1] = corners[(i + 1) % corners.length]!;
      const [dx, dy] = [x1 - x0, y1 - y0];
      const length = Math.sqrt(dx * dx + dy * dy);
      return (x, y) => ((x - x0) * dy - (y - y0) * dx) / length;
    }),
  );

/** A rectangle with its sides along x and y. */
export const box = (left: number, top: number, right: number, bottom: number): Region =>
  polygon([left, top], [right, top], [right, bottom], [left, bottom]);
