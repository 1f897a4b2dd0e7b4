import { ellipse, type Field, type Region } from "./distance.js";
import { hill } from "./paint.js";
import { heap, rise } from "./relief.js";

/** The column of the middle of the face. */
export const middle = 36;

/** The row of the line through the corners of the eyes. */
export const eyeLine = 44;

/** How far the eyes are from the middle. */
export const eyeDistance = 9;

/** The left and the right of a face: factors of a distance from its middle. */
export const sides = [-1, 1] as const;

/** Half the width of the head and half its height; the crown is at 14 and the chin at 76. */
const [rx, ry, centre] = [21, 31, 45] as const;

/** The square of the distance from the axis of the head, 1 on its outline; the jaw is narrower than the temples. */
const fromAxis: Field = (x, y) => {
  const v = (y - centre) / ry;
  const narrow = v > 0 ? 1 - 0.1 * v * v : 1;
  const u = (x - middle) / (rx * narrow);
  return u * u + v * v;
};

/** The head without hair and ears. */
export const skull: Region = (x, y) => 1.1 * rx * (Math.sqrt(fromAxis(x, y)) - 1);

/** An ear, at the height of eyes and nose. */
export const ear = (side: number): Region => ellipse(middle + side * 21.2, 47.5, 3.2, 6.2);

/** The dome of the head, so high in its middle. */
const dome: Field = (x, y) => 20 * Math.sqrt(Math.max(0, 1 - fromAxis(x, y)));

/** The bridge of the nose grows out of the brow, widens downwards and falls off below the tip. */
const bridge: Field = (x, y) => {
  const t = (y - 40) / 17;
  if (t < 0 || t > 1.2) return 0;
  const u = (x - middle) / (3.4 + 2 * t);
  const fall = t < 1 ? 1 : 1 - (t - 1) / 0.2;
  return 3.6 * t * (2 - t) * fall * hill(u * u);
};

/** What the face has on either side: eye sockets and eyes, brows, cheeks, wings of the nose, corners of the mouth. */
const pairs = sides.flatMap((side) => [
  rise(-2.6, middle + side * eyeDistance, eyeLine - 0.5, 7.5, 6),
  rise(1.4, middle + side * eyeDistance, eyeLine + 0.2, 5.4, 4),
  rise(1.2, middle + side * 9, 37.5, 9, 4.5),
  rise(1.3, middle + side * 12, 53, 9, 9),
  rise(0.8, middle + side * 4, 56.2, 3.4, 3),
  rise(-0.6, middle + side * 9.6, 64, 5, 6),
]);

/** The head's height towards the beholder, in pixels. */
export const face: Field = heap(
  dome,
  bridge,
  ...pairs,
  rise(0.5, middle, 55, 4, 4),
  rise(0.7, middle, 63.4, 9, 3.4),
  rise(1, middle, 67.4, 8, 3.6),
  rise(-1, middle, 71, 8, 2.8),
  rise(1.6, middle, 74.6, 8, 5),
);
