import { box, ellipse, polygon, union } from "./distance.js";
import { grain } from "./grain.js";
import { type Coat, fill, shade } from "./paint.js";

const leaves = grain(5)(2.2, 2.2);

/** A conifer on the ground at (x, y): a trunk and four tiers of branches, bright on the right, where the sun is. */
export const conifer = (x: number, y: number, height: number): readonly Coat[] => {
  const tiers = [0, 1, 2, 3].map((tier) => {
    const top = y - height + 0.2 * tier * height;
    const half = (0.12 + 0.055 * tier) * height;
    return polygon([x, top], [x + half, top + 0.32 * height], [x - half, top + 0.32 * height]);
  });
  return [
    shade(ellipse(x - 0.2 * height, y, 0.4 * height, 1.6), 0.6, 2),
    fill(box(x - 1.2, y - 0.15 * height, x + 1.2, y), 0.15),
    fill(union(...tiers), (u, v) => 0.08 + 0.14 * leaves(u, v) + (u > x ? 0.1 : 0)),
  ];
};

/** A broad-leaved tree on the ground at (x, y), its crown of about the radius r. */
export const leafTree = (x: number, y: number, r: number): readonly Coat[] => {
  const crown = union(
    ellipse(x, y - 2.2 * r, r),
    ellipse(x - 0.7 * r, y - 1.7 * r, 0.7 * r),
    ellipse(x + 0.6 * r, y - 1.6 * r, 0.8 * r),
  );
  return [
    shade(ellipse(x - 0.2 * r, y, 1.2 * r, 2.4), 0.6, 3),
    fill(polygon([x - 1.6, y - 1.4 * r], [x + 1.6, y - 1.4 * r], [x + 2.6, y], [x - 2.6, y]), 0.16),
    fill(
      (u, v) => crown(u, v) + 3 * (leaves(u, v) - 0.5),
      (u, v) => 0.17 + 0.26 * leaves(1.3 * u, 1.3 * v) + (0.09 * (x - u) - 0.06 * (v - y + 1.9 * r)) / r,
    ),
  ];
};
