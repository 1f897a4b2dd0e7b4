import { both, ellipse, type Field, outside, type Region, squared, union } from "./distance.js";
import { grain } from "./grain.js";
import { middle } from "./head.js";
import { hill } from "./paint.js";

/** The skin that the hair leaves free: the forehead, the temples and the cheeks. */
const bare: Region = union(
  ellipse(middle - 6, 35.5, 13, 11.5),
  ellipse(middle + 3, 38.5, 16.6, 13),
  ellipse(middle, 54, 19.4, 24),
);

/** All the hair that is seen: thicker on the side to which it is combed. */
export const hair: Region = both(
  union(ellipse(middle, 33, 24, 25), ellipse(middle + 3.5, 26, 19.5, 19.8), ellipse(middle - 7, 26, 16.5, 18.5)),
  outside(bare),
  (_, y) => y - 47,
);

/** Where the hair is parted. */
const parting = middle - 10;

const strands = grain(3)(1.5, 14);

/** Hair shines where it faces the light, strand by strand; the strands run from the parting down. */
export const sheen: Field = (x, y) => {
  const [u, v] = [(x - middle) / 25, (y - 34) / 27];
  const away = (x - parting) / 40;
  const comb = strands(x + 16 * away * (v + 0.3), y + 26 * away * away);
  const gloss = hill(squared((u + 0.3) / 0.75) + squared((v + 0.58) / 0.5));
  return 0.06 + 0.14 * comb + gloss * (0.08 + 0.34 * comb);
};
