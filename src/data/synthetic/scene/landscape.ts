import { below, ellipse, type Region, squared, union } from "./distance.js";
import { grain } from "./grain.js";
import { house } from "./house.js";
import { type Coat, fill, hill, layered, paint, smooth } from "./paint.js";
import { line, stroke } from "./stroke.js";
import { conifer, leafTree } from "./trees.js";

/** The height and the width of the landscape, in pixels. */
export const landscapeHeight = 100;
/** Pixels of a row. */
export const landscapeWidth = 200;

const texture = grain(11);
const rough = texture(4, 4);
const wood = texture(3, 2);
const grass = texture(9, 1.6);

/** A mountain: where its summit is, how high above its foot, and how far its straight flanks reach. */
type Mountain = readonly [x: number, height: number, reach: number];

const range: readonly Mountain[] = [
  [12, 24, 34],
  [38, 46, 52],
  [84, 34, 46],
  [128, 18, 44],
  [176, 30, 50],
];

const foot = 64;

/** The skyline: y of the highest of the mountains at x. */
const crest = (x: number): number =>
  foot -
  2 * rough(x, 7) -
  range.reduce((most, [at, high, reach]) => Math.max(most, high * (1 - Math.abs(x - at) / reach)), 0);

/** Sky, brighter towards the horizon, with a low sun and clouds. */
const sky: readonly Coat[] = [
  (_, _x, y) => 0.5 + 0.3 * smooth(y / 60),
  (grey, x, y) => grey + 0.28 * hill(squared((x - 141) / 34) + squared((y - 20) / 34)),
  fill(ellipse(141, 20, 9), 1),
  fill(union(ellipse(9, 14, 16, 3.2), ellipse(15, 11, 8, 3.4)), 0.93, 2.5),
  fill(union(ellipse(90, 17, 9, 2.6), ellipse(98, 15, 15, 3.4), ellipse(106, 12, 9, 4)), 0.93, 2.5),
  fill(union(ellipse(177, 25.5, 8, 3.2), ellipse(183, 28, 13, 2.8)), 0.93, 2.5),
];

/** Mountains: the flank towards the sun is bright, the other one dark, and snow lies on the summits. */
const mountains: Coat = fill(below(crest), (x, y) => {
  const crooked = x + 5 * (rough(y, x) - 0.5);
  const toSun = smooth(0.5 + (crest(crooked + 2.5) - crest(crooked - 2.5)) / 4);
  const snow = smooth((37 + 9 * rough(1.5 * x, 0.6 * y) - y) / 2.5);
  const haze = smooth((y - 30) / 50);
  return (0.24 + 0.24 * toSun + 0.2 * haze) * (1 - snow) + snow * (0.56 + 0.44 * toSun);
});

/** A wooded hill, and the meadow before it. */
const hills: readonly Coat[] = [
  fill(
    below((x) => 60 - 9 * hill(squared((x - 60) / 70)) - 7 * hill(squared((x - 180) / 60))),
    (x, y) => 0.3 + 0.1 * wood(x, y),
  ),
  fill(
    below((x) => 66 - 6 * hill(squared((x - 130) / 90))),
    (x, y) => 0.5 + 0.006 * (y - 66) + 0.1 * grass(x, y),
  ),
];

/** The path from the door to the front, wider as it comes nearer. */
const path: Region = union(
  stroke([140, 78], [138, 84], [128, 88], 1.6, 2.6),
  stroke([128, 88], [112, 94], [108, 104], 3.4, 4.6),
);

/** The path, and the meadow darker towards the front. */
const ground: readonly Coat[] = [fill(path, 0.86, 1.4), (grey, _, y) => grey * (1 - 0.3 * smooth((y - 84) / 16))];

/** A fence of posts and two rails. */
const fence: readonly Coat[] = [
  ...[86.5, 90].map((y) => fill(line([0, y], [84, y + 2], 0.6), 0.9)),
  ...[4, 16, 28, 40, 52, 64, 76].map((x) => fill(line([x, 83], [x, 94], 0.9), 0.95)),
];

/** A landscape in the sun: mountains, a house among trees, a fence. Greys from 0 to 1, [100, 200]. */
export const landscape = (): Float64Array =>
  paint(
    landscapeHeight,
    landscapeWidth,
    layered([
      ...sky,
      mountains,
      ...hills,
      ...ground,
      ...conifer(22, 80, 34),
      ...conifer(40, 78, 24),
      ...conifer(8, 82, 26),
      ...house,
      ...leafTree(182, 84, 15),
      ...fence,
    ]),
  );
