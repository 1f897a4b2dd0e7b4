import { aboveArc, both, ellipse, outside, type Region } from "./distance.js";
import { eyeDistance, eyeLine, middle, sides } from "./head.js";
import { type Coat, fill, shade, within } from "./paint.js";
import { stroke } from "./stroke.js";

/** One eye: white, iris, pupil, highlight, the shadow of the lid, lashes, and the crease above. */
const eye = (side: number): readonly Coat[] => {
  const cx = middle + side * eyeDistance;
  const opening = both(outside(aboveArc(cx, eyeLine, 5, -2.7)), aboveArc(cx, eyeLine, 5, 1.9));
  const iris = eyeLine - 0.6;
  return [
    within(opening, [
      fill(ellipse(cx, eyeLine, 9), 0.8),
      fill(ellipse(cx, iris, 2.6), 0.3),
      fill(ellipse(cx, iris + 0.9, 1.5), 0.42),
      fill(ellipse(cx, iris, 1.2), 0.03),
      shade(aboveArc(cx, eyeLine - 0.9, 5.5, -1.2), 0.55, 1.6),
      fill(ellipse(cx - 0.9, iris - 0.9, 0.75), 1, 0.8),
    ]),
    fill(stroke([cx - 5.2, eyeLine + 0.2], [cx, eyeLine - 5.4], [cx + 5.2, eyeLine + 0.2], 0.25, 0.75), 0.07),
    shade(stroke([cx - 4.6, eyeLine + 0.6], [cx, eyeLine + 3.9], [cx + 4.6, eyeLine + 0.6], 0.2, 0.35), 0.6),
    shade(stroke([cx - 5, eyeLine - 2.6], [cx, eyeLine - 7], [cx + 5.4, eyeLine - 2], 0.2, 0.4), 0.68, 1.4),
  ];
};

const brow = (side: number): Coat => {
  const at = (x: number, y: number) => [middle + side * x, y] as const;
  return fill(stroke(at(4.2, 37.9), at(10, 34.4), at(16, 38.2), 0.55, 1.35), 0.14, 1.5);
};

/** The lips meet in a smile, an arc from corner to corner. */
const [corner, mouth] = [8.4, 64.6] as const;
const above: Region = aboveArc(middle, mouth, corner, 1.5);

const lips: readonly Coat[] = [
  shade(ellipse(middle + 0.5, mouth + 6, 4.5, 0.7), 0.84, 2.6),
  fill(
    both(above, outside(aboveArc(middle, mouth, corner, -2.4)), outside(ellipse(middle, mouth - 3.4, 1.5))),
    0.3,
    1.2,
  ),
  fill(both(outside(above), aboveArc(middle, mouth, corner - 1.2, 4.8)), 0.42, 1.2),
  shade(ellipse(middle - 1.5, mouth + 2.9, 2.6, 0.6), 1.35, 1.8),
  fill(
    stroke(
      [middle - corner - 0.7, mouth - 0.5],
      [middle, mouth + 3.4],
      [middle + corner + 0.7, mouth - 0.5],
      0.25,
      0.45,
    ),
    0.13,
  ),
  ...sides.map((side) => shade(ellipse(middle + side * (corner + 0.6), mouth - 0.3, 0.9), 0.82, 2)),
];

/** The nose: the shadow on its far side and beneath it, and the nostrils. */
const nose: readonly Coat[] = [
  shade(stroke([middle + 3, 44], [middle + 3.4, 50], [middle + 5.4, 56], 0.3, 1.2), 0.92, 3),
  shade(ellipse(middle + 0.6, 58.8, 4.4, 0.9), 0.7, 2.2),
  ...sides.map((side) =>
    fill(stroke([middle + side * 1.4, 58], [middle + side * 2.5, 57], [middle + side * 3.7, 57.8], 0.3, 0.65), 0.14),
  ),
  shade(stroke([middle - 5.7, 55], [middle - 6.4, 57], [middle - 4.8, 58.4], 0.2, 0.4), 0.7),
  shade(stroke([middle + 5.7, 55], [middle + 6.4, 57], [middle + 4.8, 58.4], 0.2, 0.4), 0.6),
  shade(ellipse(middle - 0.6, 54.2, 0.8, 1.2), 1.1, 2),
];

/** What is drawn on the skin. */
export const features: readonly Coat[] = [...nose, ...lips, ...sides.flatMap(eye), ...sides.map(brow)];
