/** The conditional VAE at full size on MNIST: whether it draws what is asked for, and whether its decoder reads z. */
import { cvaeMnist } from "../../examples/cvae-mnist.js";
import type { Acceptance } from "./check.js";
import { figureOf, trainedBy } from "./program.js";
import { onMnist } from "./training.js";

/** What the judge must read of real test digits before it may judge. */
export const judgeBar = { least: 0.98 };

export const cvae: Acceptance = {
  name: "cvae",
  what: "convolutions, z of 2, 5 epochs of 64; 400 draws of each digit",
  run: onMnist(async (_runtime, _digits, folder) => {
    const record = await trainedBy(cvaeMnist, folder, []);
    const of = (name: string): number => figureOf(record, name);
    const [own, none] = [of("cross-entropy at mu"), of("cross-entropy at z = 0")];
    return [
      { what: "the judge on real test digits", figure: of("judge, real digits"), bar: judgeBar },
      { what: "draws read as the digit asked for", figure: of("read as asked for"), bar: { least: 0.97 } },
      { what: "the same, of the digit that is read worst", figure: of("least of a digit"), bar: { least: 0.93 } },
      {
        what: `share by which the BCE at mu, ${own.toFixed(5)}, is below that at z = 0, ${none.toFixed(5)}`,
        figure: 1 - own / none,
        bar: { least: 0.15 },
      },
    ];
  }),
};
