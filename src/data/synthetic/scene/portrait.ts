import { ellipse, polygon, squared, union } from "./distance.js";
import { features } from "./features.js";
import { hair, sheen } from "./hair.js";
import { ear, face, middle, sides, skull } from "./head.js";
import { type Coat, fill, hill, layered, paint, shade, within } from "./paint.js";
import { lit, rise } from "./relief.js";
import { stroke } from "./stroke.js";

/** The height and the width of the portrait, in pixels. */
export const portraitHeight = 100;
/** Pixels of a row. */
export const portraitWidth = 73;

/** A wall, brighter where the sitter's shadow side is. */
const wall: Coat = (_, x, y) => 0.4 + 0.42 * hill(squared((x - 66) / 70) + squared((y - 40) / 80));

const shoulders = union(ellipse(middle, 116, 42, 31), polygon([22, 88], [27, 82], [45, 82], [50, 88]));
const neck = union(polygon([26, 66], [46, 66], [46, 81], [26, 81]), polygon([26, 81], [46, 81], [middle, 98]));

/** A dark jacket, a white shirt open at the throat, and the neck in the shadow of the chin. */
const body: readonly Coat[] = [
  fill(shoulders, lit(0.3, rise(16, middle, 116, 50, 42), 0.3)),
  fill(polygon([25, 80], [47, 80], [53, 100], [19, 100]), 0.85),
  shade(polygon([middle, 100], [47, 80], [53, 100]), 0.8),
  fill(neck, lit(0.86, rise(14, middle, 78, 16, 44), 0.3)),
  within(neck, [shade(ellipse(middle + 3, 73, 17, 10), 0.55, 5)]),
];

/** The ears stand out behind the head, each with the shadow in its hollow. */
const bothEars: readonly Coat[] = sides.flatMap((side) => [
  fill(ear(side), lit(0.72, rise(3, middle + side * 21, 47, 5, 8), 0.2)),
  shade(stroke([middle + side * 21.6, 44], [middle + side * 23.6, 46], [middle + side * 21.8, 51], 0.3, 0.6), 0.6),
]);

const head: readonly Coat[] = [...bothEars, fill(skull, lit(0.95, face, 0.3)), ...features, fill(hair, sheen, 1.4)];

/** A portrait: head and shoulders before a wall, the light from the upper left. Greys from 0 to 1, [100, 73]. */
export const portrait = (): Float64Array => paint(portraitHeight, portraitWidth, layered([wall, ...body, ...head]));
