import { box, polygon } from "./distance.js";
import { type Coat, fill, shade } from "./paint.js";

/** A window with its frame, a cross, and the shadow of the wall above it. */
const pane = (x: number, y: number): readonly Coat[] => [
  fill(box(x - 4, y - 4.5, x + 4, y + 4.5), 1),
  fill(box(x - 3, y - 3.5, x + 3, y + 3.5), 0.16),
  fill(box(x - 0.4, y - 3.5, x + 0.4, y + 3.5), 1),
  fill(box(x - 3, y - 0.5, x + 3, y + 0.3), 1),
];

/** A house seen at an angle: the gable in the shade, the long wall in the sun, door, windows and chimney. */
export const house: readonly Coat[] = [
  fill(box(147, 38, 153, 52), 0.4),
  fill(box(146, 37, 154, 39.5), 0.25),
  fill(polygon([112, 56], [124, 42], [136, 56], [136, 80], [112, 80]), 0.52),
  fill(polygon([136, 56], [172, 56], [172, 78], [136, 80]), 0.86),
  fill(polygon([124, 40.6], [160, 40.6], [175, 58.5], [137, 58.5]), 0.22),
  shade(polygon([136, 58], [172, 58], [172, 60], [136, 60]), 0.6),
  fill(polygon([109, 58.5], [122.6, 40.6], [125.2, 40.6], [112.4, 58.5]), 0.14),
  fill(box(138.5, 64.5, 146.5, 79.4), 1),
  fill(box(139.5, 65.5, 145.5, 79.4), 0.26),
  fill(box(143.6, 72, 144.6, 73.2), 0.9),
  ...pane(154, 68),
  ...pane(165, 68),
  ...pane(124, 67),
];
