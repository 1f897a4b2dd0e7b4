/** The two curves behind one number, seeds 0 to 8: what the label is worth. The points are drawn here. */

import { drawCurves } from "../../examples/conditional-toy/curves.js";
import { conditional, plain, schedule, startOfToy, training } from "../../examples/conditional-toy/learn.js";
import { key } from "../../src/core/key.js";
import { orThrow } from "../../src/failure.js";
import { observed } from "../../src/train/index.js";
import { runtimes } from "../runtimes.js";
import type { Acceptance } from "./check.js";

const seeds = Array.from({ length: 9 }, (_, seed) => seed);

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[(values.length - 1) / 2]!;

export const conditionalToy: Acceptance = {
  name: "conditional-toy",
  what: "2-32-64-1 and back with and without the label, at most 5,000 steps, seeds 0 to 8",
  run: async () => {
    const [runtime] = await runtimes();
    const toys = [plain(runtime!), conditional(runtime!)].map(orThrow);
    const errors: [plain: number, conditional: number][] = [];
    for (const seed of seeds) {
      const curves = drawCurves(runtime!, key(seed));
      const found: number[] = [];
      for (const toy of toys) {
        const { history } = orThrow(
          await observed(training(runtime!, toy, curves, startOfToy(runtime!, toy, seed), 5000), schedule)(),
        );
        found.push(history.at(-1)!.test!.loss);
      }
      console.log(`seed ${seed}: plain ${found[0]!.toFixed(5)}, conditional ${found[1]!.toFixed(5)}`);
      errors.push(found as [number, number]);
    }
    const [bare, told] = [median(errors.map(([error]) => error)), median(errors.map(([, error]) => error))];
    console.log(`medians: plain ${bare.toFixed(5)}, conditional ${told.toFixed(5)}`);
    return [
      { what: "conditional / plain, medians of held-out mean squared errors", figure: told / bare, bar: { most: 0.6 } },
      { what: "conditional, median of held-out mean squared errors", figure: told, bar: { most: 0.008 } },
    ];
  },
};
