/** The two curves behind one number, seeds 0 to 8: what the label is worth. The points are drawn by the program. */
import { join } from "node:path";
import { conditionalToy as program } from "../../examples/conditional-toy.js";
import type { Acceptance } from "./check.js";
import { figureOf, recordOf } from "./program.js";

const seeds = Array.from({ length: 9 }, (_, seed) => seed);

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[(values.length - 1) / 2]!;

export const conditionalToy: Acceptance = {
  name: "conditional-toy",
  what: "2-32-64-1 and back with and without the label, at most 5,000 steps, seeds 0 to 8",
  run: async (folder) => {
    const errors: { readonly plain: number; readonly conditional: number }[] = [];
    for (const seed of seeds) {
      const record = await recordOf(program, join(folder, `seed-${seed}`), ["--quiet", "--seed", `${seed}`]);
      const [plain, conditional] = [figureOf(record, "error, plain"), figureOf(record, "error, conditional")];
      console.log(`seed ${seed}: plain ${plain.toFixed(5)}, conditional ${conditional.toFixed(5)}`);
      errors.push({ plain, conditional });
    }
    const [bare, told] = [median(errors.map(({ plain }) => plain)), median(errors.map((each) => each.conditional))];
    console.log(`medians: plain ${bare.toFixed(5)}, conditional ${told.toFixed(5)}`);
    return [
      { what: "conditional / plain, medians of held-out mean squared errors", figure: told / bare, bar: { most: 0.6 } },
      { what: "conditional, median of held-out mean squared errors", figure: told, bar: { most: 0.008 } },
    ];
  },
};
